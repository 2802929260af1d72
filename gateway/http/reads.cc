#include "gateway/http/reads.h"

#include <optional>
#include <string>

#include <fmt/format.h>

#include "events/utf8.h"
#include "gateway/engine_ways.h"
#include "gateway/http/openapi.h"
#include "gateway/http/problem.h"

namespace dangol {

std::variant<Viewer, HttpAnswer> viewer_of(const HttpRequest& request, Purpose own) {
  Viewer viewer;
  viewer.account = request.principal.account;
  viewer.from = request.from;
  viewer.reason = request.header("dangol-reason").value_or("");
  if (!is_utf8(viewer.reason)) {
    return problem(400, "rejected", "Dangol-Reason is not valid UTF-8");
  }
  const auto purpose = request.header("dangol-purpose");
  if (!purpose) {
    if (!viewer.reason.empty()) {
      return problem(400, "rejected", "Dangol-Reason needs Dangol-Purpose");
    }
    return viewer;
  }
  if (!request.principal.roles.has(Role::kWords) &&
      (own == Purpose::kUnset || *purpose != to_string(own))) {
    return problem(403, "forbidden", "Dangol-Purpose needs the role words");
  }
  std::string known;
  for (std::size_t i = 1; i < kPurposes; ++i) {
    const auto candidate = static_cast<Purpose>(i);
    if (*purpose == to_string(candidate)) viewer.purpose = candidate;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", to_string(candidate));
  }
  if (viewer.purpose != Purpose::kUnset) return viewer;
  return problem(400, "rejected", fmt::format("Dangol-Purpose: give one of {}", known));
}

HttpReads::HttpReads(Serving& serving, const HttpMetrics& metrics, const Refusals& refusals)
    : serving_(serving),
      metrics_(metrics),
      refusals_(refusals),
      subjects_({store_of(serving.engine()), disclose_to(serving.engine())}),
      register_({store_of(serving.engine()), disclose_to(serving.engine())}),
      events_({store_of(serving.engine()), disclose_to(serving.engine())}),
      cursors_(serving.dir() / "cursors") {}

HttpAnswer HttpReads::answer(RouteId route, const HttpRequest& request) const {
  switch (route) {
    case RouteId::kHealth: return {.type = "text/plain", .body = "ok\n"};
    case RouteId::kReady: return ready();
    case RouteId::kMetrics: return metrics();
    case RouteId::kOpenApi: return {.body = std::string(openapi_json())};
    case RouteId::kSubject: return subject(request);
    case RouteId::kSubjectEvents: return subject_events(request);
    case RouteId::kEvents: return log_events(request);
    case RouteId::kPutCursor: return put_cursor(request);
    case RouteId::kGetCursor: return get_cursor(request);
    case RouteId::kDeleteCursor: return delete_cursor(request);
    case RouteId::kFigures: return figures(request);
    case RouteId::kFigure: return figure(request);
    case RouteId::kLogCheckpoint:
    case RouteId::kCheckpoint: return checkpoint(request);
    case RouteId::kInclusion: return inclusion(request);
    case RouteId::kConsistency: return consistency(request);
    case RouteId::kHistoryProof: return history_proof(request);
    case RouteId::kAccess: return accesses(request);
    case RouteId::kErase: return erase(request);
    case RouteId::kHolds: return holds(request);
    case RouteId::kHoldEvents: return hold_events(request);
    case RouteId::kReleaseHold: return release_hold(request);
    case RouteId::kExpireHolds: return expire_holds(request);
    case RouteId::kEntryTile: return entry_tile(request);
    case RouteId::kTile: return tile(request);
    case RouteId::kFeed:
    case RouteId::kAppend: break;
  }
  return problem(404, "not-found", "there is nothing at this address");
}

HttpAnswer HttpReads::ready() const {
  const EngineHealth health = serving_.engine().health();
  if (health.serving) return {.type = "text/plain", .body = "ready\n"};
  return problem(503, "unavailable",
                 health.reason.empty() ? "the store is being opened" : health.reason);
}

HttpAnswer HttpReads::metrics() const {
  PrometheusText text;
  metrics_.write(text);
  text.family("dangol_http_refused_total", "counter",
              "Requests and connections that were refused, by the reason.");
  for (std::size_t i = 0; i < kRefusals; ++i) {
    const auto why = static_cast<Refusal>(i);
    text.sample({{"reason", to_string(why)}}, static_cast<double>(refusals_.of(why)));
  }
  Engine& engine = serving_.engine();
  const auto status =
      status_of({}, engine, serving_.dir(), serving_.reads().notary(), serving_.reads().models());
  if (status.ok()) add_writer_metrics(text, status.value(), engine.health());
  add_process_metrics(text);
  return {.type = "text/plain; version=0.0.4; charset=utf-8", .body = text.take()};
}

std::variant<EventCursor, HttpAnswer> start_of(const HttpRequest& request, const HttpReads& reads) {
  auto text = request.header("last-event-id");
  if (!text) text = request.parameter("after");
  if (const auto name = request.parameter("cursor"); name && !text) {
    Result<std::optional<NamedCursor>> kept = reads.cursors().get(request.principal.account, *name);
    if (!kept.ok()) return problem_of(kept.error());
    if (!kept.value()) return problem(404, "not-found", "cursor: none is kept under this name");
    return kept.value()->cursor;
  }
  if (!text) return EventCursor();
  Result<EventCursor> cursor = *text == "end" ? reads.events().end() : parse_cursor(*text);
  if (!cursor.ok()) return problem_of(cursor.error());
  return std::move(cursor).value();
}

}  // namespace dangol
