#include "gateway/http/reads.h"

#include <charconv>

#include <fmt/format.h>

#include "events/cloudevents.h"
#include "events/utf8.h"
#include "gateway/disclosure.h"
#include "gateway/http/problem.h"
#include "gateway/http/query.h"
#include "replay/as_of.h"

namespace dangol {

namespace {

WithStore store_of(Engine& engine) {
  return [&engine](const auto& read) { return engine.read(read); };
}

Disclose disclose_to(Engine& engine) {
  return [&engine](const Viewer& viewer, const std::vector<Disclosure>& shown, Micros now) {
    return record_disclosures(engine, viewer, shown, now);
  };
}

}  // namespace

std::variant<Viewer, HttpAnswer> viewer_of(const HttpRequest& request) {
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
  if (!request.principal.roles.has(Role::kWords)) {
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

HttpReads::HttpReads(Serving& serving, const HttpMetrics& metrics)
    : serving_(serving),
      metrics_(metrics),
      subjects_({store_of(serving.engine()), disclose_to(serving.engine())}),
      events_({store_of(serving.engine()), disclose_to(serving.engine())}) {}

HttpAnswer HttpReads::answer(RouteId route, const HttpRequest& request) const {
  switch (route) {
    case RouteId::kHealth: return {.type = "text/plain", .body = "ok\n"};
    case RouteId::kReady: return ready();
    case RouteId::kMetrics: return metrics();
    case RouteId::kSubject: return subject(request);
    case RouteId::kSubjectEvents: return subject_events(request);
    case RouteId::kEvents: return log_events(request);
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
  Engine& engine = serving_.engine();
  const auto status =
      status_of({}, engine, serving_.dir(), serving_.reads().notary(), serving_.reads().models());
  if (status.ok()) add_writer_metrics(text, status.value(), engine.health());
  add_process_metrics(text);
  return {.type = "text/plain; version=0.0.4; charset=utf-8", .body = text.take()};
}

HttpAnswer HttpReads::subject(const HttpRequest& request) const {
  Result<AsOf> as_of = as_of_in(request);
  if (!as_of.ok()) return problem_of(as_of.error());
  const auto viewer = viewer_of(request);
  if (const auto* refused = std::get_if<HttpAnswer>(&viewer)) return *refused;
  Result<std::string> json =
      subjects_.state(subject_of_path(request), as_of.value(), std::get<Viewer>(viewer), false);
  if (!json.ok()) return problem_of(json.error());
  return {.body = std::move(json).value() + "\n"};
}

HttpAnswer HttpReads::subject_events(const HttpRequest& request) const {
  Result<AsOf> as_of = as_of_in(request);
  if (!as_of.ok()) return problem_of(as_of.error());
  const auto viewer = viewer_of(request);
  if (const auto* refused = std::get_if<HttpAnswer>(&viewer)) return *refused;
  const std::string subject = subject_of_path(request);
  auto page = subjects_.history(subject, as_of.value(), std::get<Viewer>(viewer));
  if (!page.ok()) return problem_of(page.error());
  std::string body = "{\"events\":[";
  for (const HistoryItem& item : page.value().items) {
    WrittenWith with;
    with.subject = subject;
    with.correlation_id = item.event.correlation_id;
    with.causation_id = item.event.causation_id;
    with.order_hint = item.event.order_hint;
    with.place = item.place;
    with.version = item.entry.version;
    with.recorded_at = item.entry.recorded_at;
    Result<std::string> json = write_cloudevent(item.event.event, with);
    if (!json.ok()) return problem_of(json.error());
    body += (&item == &page.value().items.front() ? "\n" : ",\n") + json.value();
  }
  return {.body = body + "\n]}\n"};
}

}  // namespace dangol
