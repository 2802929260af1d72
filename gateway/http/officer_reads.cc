// What the officer does: has people forgotten, and decides of what a law keeps. The same as `dangol forget` and
// `dangol held`.
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "events/cloudevents.h"
#include "gateway/engine_ways.h"
#include "gateway/forget_service.h"
#include "gateway/held_service.h"
#include "gateway/http/json_body.h"
#include "gateway/http/problem.h"
#include "gateway/http/query.h"
#include "gateway/http/reads.h"

namespace dangol {

namespace {

// For whatever purpose the request names: the officer's role is enough, as the gatekeeper knows.
std::variant<Viewer, HttpAnswer> officer(const HttpRequest& request) {
  Purpose own = Purpose::kUnset;
  for (std::size_t i = 1; i < kPurposes; ++i) {
    const auto candidate = static_cast<Purpose>(i);
    if (request.header("dangol-purpose") == to_string(candidate)) own = candidate;
  }
  return viewer_of(request, own);
}

// `7-<chain>`: a page ended behind that record.
std::string to_text(const HistoryMark& mark) {
  return fmt::format("{}-{}", mark.version.value(), to_hex(mark.chain.view()));
}

Result<HistoryMark> mark_in(const HttpRequest& request) {
  HistoryMark mark;
  const auto text = request.parameter("after");
  if (!text) return mark;
  const char* const end = text->data() + text->size();
  std::uint64_t version = 0;
  const char* at = std::from_chars(text->data(), end, version).ptr;
  mark.version = Version(version);
  if (at != end) ++at;
  for (std::uint8_t& byte : mark.chain.bytes) {
    if (end - at < 2) break;
    std::from_chars(at, at + 2, byte, 16);
    at += 2;
  }
  if (to_text(mark) == *text) return mark;
  return Error{ErrorCode::kRejected, "after: it is none that this server gave out"};
}

// One JSON object a line, as an array.
std::string array_of(std::string_view lines) {
  std::string array;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    array += array.empty() ? "\n" : ",\n";
    array += lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return "[" + array + "\n]";
}

HttpAnswer holds_answer(const Result<std::string>& lines) {
  if (!lines.ok()) return problem_of(lines.error());
  return {.body = fmt::format("{{\"holds\":{}}}\n", array_of(lines.value()))};
}

}  // namespace

HttpAnswer HttpReads::erase(const HttpRequest& request) const {
  if (Status good = check_parameters(request, {}); !good.ok()) return problem_of(good.error());
  auto read = JsonBody::read(request, {"reason", "events", "orderedBy", "request", "dryRun"});
  if (auto* refused = std::get_if<HttpAnswer>(&read)) return std::move(*refused);
  const JsonBody& body = std::get<JsonBody>(read);
  auto viewer = officer(request);
  if (auto* refused = std::get_if<HttpAnswer>(&viewer)) return std::move(*refused);
  ForgetAsking asked;
  asked.viewer = std::get<Viewer>(std::move(viewer));
  if (asked.viewer.purpose != Purpose::kIdentity) {
    return problem(400, "rejected", "Dangol-Purpose: give identity, since the answer names people");
  }
  const Result<std::string> reason = body.text("reason"), by = body.text("orderedBy"),
                            granted = body.text("request");
  const Result<std::vector<std::string>> events = body.texts("events");
  const Result<bool> dry_run = body.flag("dryRun");
  for (const Result<std::string>* text : {&reason, &by, &granted}) {
    if (!text->ok()) return problem_of(text->error());
  }
  if (!events.ok()) return problem_of(events.error());
  if (!dry_run.ok()) return problem_of(dry_run.error());
  asked.request.subject = subject_of_path(request);
  asked.request.reason = reason.value();
  asked.request.by = by.value();
  asked.request.request = granted.value();
  asked.request.events = events.value();
  asked.dry_run = dry_run.value();
  asked.json = true;
  if (asked.viewer.reason.empty()) asked.viewer.reason = reason.value();
  Engine& engine = serving_.engine();
  Result<std::string> told =
      forget_and_tell(asked, store_of(engine), disclose_to(engine),
                      [&engine](const ForgetRequest& what) { return engine.forget(what); });
  if (!told.ok()) return problem_of(told.error());
  return {.body = std::move(told).value()};
}

HttpAnswer HttpReads::holds(const HttpRequest& request) const {
  if (Status good = check_parameters(request, {}); !good.ok()) return problem_of(good.error());
  auto viewer = officer(request);
  if (auto* refused = std::get_if<HttpAnswer>(&viewer)) return std::move(*refused);
  const HeldService held(serving_.engine(), disclose_to(serving_.engine()));
  return holds_answer(held.list(std::get<Viewer>(viewer), true));
}

HttpAnswer HttpReads::hold_events(const HttpRequest& request) const {
  if (Status good = check_parameters(request, {"after"}); !good.ok()) {
    return problem_of(good.error());
  }
  Result<HistoryMark> after = mark_in(request);
  if (!after.ok()) return problem_of(after.error());
  auto viewer = officer(request);
  if (auto* refused = std::get_if<HttpAnswer>(&viewer)) return std::move(*refused);
  const Viewer& who = std::get<Viewer>(viewer);
  if (who.purpose == Purpose::kUnset || who.reason.empty()) {
    return problem(400, "rejected",
                   "what a law keeps is opened for Dangol-Purpose and Dangol-Reason");
  }
  const HeldService held(serving_.engine(), disclose_to(serving_.engine()));
  auto page = held.open(request.names[0], who, after.value());
  if (!page.ok()) return problem_of(page.error());
  HttpAnswer answer;
  answer.body = "{\"events\":[";
  const char* comma = "\n";
  HistoryMark next = after.value();
  for (const HistoryItem& item : page.value().items) {
    WrittenWith with;
    with.place = item.place;
    with.version = item.entry.version;
    with.recorded_at = item.entry.recorded_at;
    Result<std::string> json = write_cloudevent(item.event.event, with);
    if (!json.ok()) return problem_of(json.error());
    answer.body += comma + json.value();
    comma = ",\n";
    next = {item.entry.version, item.entry.chain};
  }
  answer.body += "\n]";
  if (page.value().more) answer.body += fmt::format(",\"next\":\"{}\"", to_text(next));
  answer.body += fmt::format(",\"more\":{}}}\n", page.value().more);
  return answer;
}

HttpAnswer HttpReads::release_hold(const HttpRequest& request) const {
  if (Status good = check_parameters(request, {}); !good.ok()) return problem_of(good.error());
  auto read = JsonBody::read(request, {"reason", "hold"});
  if (auto* refused = std::get_if<HttpAnswer>(&read)) return std::move(*refused);
  const JsonBody& body = std::get<JsonBody>(read);
  const Result<std::string> reason = body.text("reason"), hold = body.text("hold");
  if (!reason.ok()) return problem_of(reason.error());
  if (!hold.ok()) return problem_of(hold.error());
  Viewer who;
  who.account = request.principal.account;
  who.from = request.from;
  who.reason = reason.value();
  const HeldService held(serving_.engine(), disclose_to(serving_.engine()));
  Result<std::string> told = held.release(request.names[0], hold.value(), who, true);
  if (!told.ok()) return problem_of(told.error());
  return {.body = std::move(told).value()};
}

HttpAnswer HttpReads::expire_holds(const HttpRequest& request) const {
  if (Status good = check_parameters(request, {}); !good.ok()) return problem_of(good.error());
  auto read = JsonBody::read(request, {"dryRun"});
  if (auto* refused = std::get_if<HttpAnswer>(&read)) return std::move(*refused);
  const Result<bool> dry_run = std::get<JsonBody>(read).flag("dryRun");
  if (!dry_run.ok()) return problem_of(dry_run.error());
  const HeldService held(serving_.engine(), disclose_to(serving_.engine()));
  return holds_answer(held.expire(
      dry_run.value() ? HeldService::Expiring::kTell : HeldService::Expiring::kDestroy, true));
}

}  // namespace dangol
