#include "gateway/http/routes.h"

#include <algorithm>
#include <array>

namespace dangol {

namespace {

constexpr Roles kReads{Role::kReader, Role::kWords, Role::kAuditor};
constexpr Roles kAudits{Role::kAuditor};
constexpr Roles kDecides{Role::kOfficer};

constexpr std::array kRoutes{
    Route{RouteId::kHealth, HttpMethod::kGet, "/healthz", {}, "Whether the process answers"},
    Route{RouteId::kReady, HttpMethod::kGet, "/readyz", {}, "Whether events can be recorded"},
    Route{RouteId::kMetrics,
          HttpMethod::kGet,
          "/metrics",
          {Role::kAdmin},
          "What is counted, for Prometheus"},
    Route{RouteId::kOpenApi,
          HttpMethod::kGet,
          "/openapi.json",
          {},
          "All of this for programs: OpenAPI 3.1"},
    Route{RouteId::kAppend, HttpMethod::kPost, "/v1/events",
          Roles{Role::kIntegrator, Role::kImporter}, "Record events"},
    Route{RouteId::kSubject, HttpMethod::kGet, "/v1/subjects/{kind}/{id}", kReads,
          "Where one subject stands"},
    Route{RouteId::kSubjectEvents, HttpMethod::kGet, "/v1/subjects/{kind}/{id}/events", kReads,
          "Everything recorded of one subject, oldest first"},
    Route{RouteId::kEvents, HttpMethod::kGet, "/v1/events", kReads,
          "Everything recorded of everybody, in the order of the log"},
    Route{RouteId::kFeed, HttpMethod::kGet, "/v1/feed", kReads,
          "The same as server-sent events, and then what is recorded, as it is"},
    Route{RouteId::kPutCursor, HttpMethod::kPut, "/v1/cursors/{name}", kReads,
          "Keep how far one has read, under a name"},
    Route{RouteId::kGetCursor, HttpMethod::kGet, "/v1/cursors/{name}", kReads,
          "How far one had read"},
    Route{RouteId::kDeleteCursor, HttpMethod::kDelete, "/v1/cursors/{name}", kReads,
          "Keep it no longer"},
    Route{RouteId::kFigures, HttpMethod::kGet, "/v1/figures", kReads,
          "Every figure, with its definition"},
    Route{RouteId::kFigure, HttpMethod::kGet, "/v1/figures/{name}", kReads,
          "One figure, and with a purpose who stands behind it"},
    Route{RouteId::kLogCheckpoint, HttpMethod::kGet, "/v1/log/checkpoint", kReads,
          "A signed checkpoint of the log"},
    Route{RouteId::kInclusion, HttpMethod::kGet, "/v1/log/proof/inclusion", kAudits,
          "Prove that a record is in the log"},
    Route{RouteId::kConsistency, HttpMethod::kGet, "/v1/log/proof/consistency", kReads,
          "Prove that the log goes on from an older one"},
    Route{RouteId::kHistoryProof, HttpMethod::kGet, "/v1/log/proof/history/{kind}/{id}", kAudits,
          "Prove that one subject's records are all that there are"},
    Route{RouteId::kAccess, HttpMethod::kGet, "/v1/access", kAudits, "Who looked at whose data"},
    Route{RouteId::kErase, HttpMethod::kPost, "/v1/subjects/{kind}/{id}/erasures", kDecides,
          "Erase a person, or the words of single events, for good"},
    Route{RouteId::kHolds, HttpMethod::kGet, "/v1/holds", kDecides,
          "What a law keeps of those who were forgotten"},
    Route{RouteId::kHoldEvents, HttpMethod::kGet, "/v1/holds/{stream}/events", kDecides,
          "The records with the words that a law keeps"},
    Route{RouteId::kReleaseHold, HttpMethod::kPost, "/v1/holds/{stream}/releases", kDecides,
          "It need no longer be kept: destroy its keys and words"},
    Route{RouteId::kExpireHolds, HttpMethod::kPost, "/v1/holds/expirations", kDecides,
          "End what no law keeps any more"},
    Route{RouteId::kCheckpoint, HttpMethod::kGet, "/checkpoint", Roles::all(),
          "The newest checkpoint (C2SP tlog-tiles)"},
    Route{RouteId::kEntryTile, HttpMethod::kGet, "/tile/entries/{path*}", kAudits,
          "Entries of the log (C2SP tlog-tiles)"},
    Route{RouteId::kTile, HttpMethod::kGet, "/tile/{level}/{path*}", Roles::all(),
          "Hashes of its tree (C2SP tlog-tiles)"},
};

// Whether `path` is one of `pattern`; `names` gets what stands in its places.
bool matches(std::string_view pattern, const std::vector<std::string>& path,
             std::vector<std::string>& names) {
  names.clear();
  std::size_t part = 0;
  while (!pattern.empty()) {
    pattern.remove_prefix(1);  // its slash
    const std::size_t end = std::min(pattern.find('/'), pattern.size());
    const std::string_view wanted = pattern.substr(0, end);
    pattern.remove_prefix(end);
    if (part == path.size()) return false;
    if (wanted.ends_with("*}")) {
      std::string rest = path[part];
      while (++part < path.size()) rest += '/' + path[part];
      names.push_back(std::move(rest));
      return true;
    }
    if (wanted.starts_with('{')) {
      names.push_back(path[part]);
    } else if (wanted != path[part]) {
      return false;
    }
    ++part;
  }
  return part == path.size();
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

const Route& route_of(RouteId id) {
  return *std::find_if(kRoutes.begin(), kRoutes.end(),
                       [&](const Route& route) { return route.id == id; });
}

RouteFound find_route(HttpMethod method, const std::vector<std::string>& path) {
  if (method == HttpMethod::kHead) method = HttpMethod::kGet;
  RouteFound found;
  for (const Route& route : kRoutes) {
    std::vector<std::string> names;
    if (!matches(route.path, path, names)) continue;
    if (route.method == method) {
      found.route = &route;
      found.names = std::move(names);
      return found;
    }
    if (!found.allowed.empty()) found.allowed += ", ";
    found.allowed += to_string(route.method);
  }
  return found;
}

}  // namespace dangol
