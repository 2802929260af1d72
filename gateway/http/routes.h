// Every route of the gateway: what it is called, who may take it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/message.h"
#include "gateway/http/roles.h"

namespace dangol {

enum class RouteId : std::uint8_t {
  kHealth,
  kReady,
  kMetrics,
  kOpenApi,
  kAppend,
  kSubject,
  kSubjectEvents,
  kEvents,
  kFeed,
  kPutCursor,
  kGetCursor,
  kDeleteCursor,
  kFigures,
  kFigure,
  kLogCheckpoint,
  kInclusion,
  kConsistency,
  kHistoryProof,
  kAccess,
  kErase,
  kHolds,
  kHoldEvents,
  kReleaseHold,
  kExpireHolds,
  kCheckpoint,
  kEntryTile,
  kTile,
};

struct Route {
  RouteId id;
  HttpMethod method;
  std::string_view path;  // `/v1/subjects/{kind}/{id}`; a place in braces takes one part,
                          // the last one as `{path*}` all that are left
  Roles roles;            // one of them is needed; empty: anybody
  std::string_view summary;
};

std::span<const Route> routes();
const Route& route_of(RouteId id);

// The route of a request, and what stands in its places; else why not: 404, or 405 with what is allowed.
struct RouteFound {
  const Route* route = nullptr;
  std::vector<std::string> names;
  std::string allowed;  // `GET, POST`: methods of routes with this path; empty: there are none
};
RouteFound find_route(HttpMethod method, const std::vector<std::string>& path);

}  // namespace dangol
