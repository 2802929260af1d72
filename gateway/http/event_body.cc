#include "gateway/http/event_body.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "events/utf8.h"
#include "gateway/event_source.h"
#include "gateway/http/problem.h"
#include "gateway/outcome_json.h"

namespace dangol {

namespace {

constexpr std::string_view kAttributePrefix = "ce-";

// `application/json; charset=utf-8` without what is behind it, in lower case.
std::string media_type(std::string_view header) {
  std::string type(header.substr(0, header.find(';')));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  std::transform(type.begin(), type.end(), type.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return type;
}

// The trace id of a W3C traceparent: version, 32 hexadecimal digits, 16, flags. Empty: it is none.
std::string trace_of(std::string_view parent) {
  if (parent.size() < 55 || parent[2] != '-' || parent[35] != '-' || parent[52] != '-') return {};
  const std::string_view trace = parent.substr(3, 32);
  const bool digits = std::all_of(trace.begin(), trace.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
  if (!digits || trace.find_first_not_of('0') == trace.npos) return {};
  return std::string(trace);
}

// A header's value as the attribute that it stands for: percent-encoded UTF-8 (CloudEvents HTTP binding
// 3.1.3.2).
Result<std::string> attribute_value(std::string_view text) {
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      value += text[i];
      continue;
    }
    unsigned byte = 0;
    const char* digits = text.data() + i + 1;
    const char* two = digits + std::min<std::size_t>(2, text.size() - i - 1);
    const auto [end, bad] = std::from_chars(digits, two, byte, 16);
    if (bad != std::errc() || end != digits + 2) {
      return Error{ErrorCode::kRejected, "has a % without two hexadecimal digits behind it"};
    }
    value += static_cast<char>(byte);
    i += 2;
  }
  if (!is_utf8(value)) return Error{ErrorCode::kRejected, "is not valid UTF-8"};
  return value;
}

// The structured form of an event whose attributes are headers.
Result<std::string> structured(const HttpRequest& request) {
  std::string json = "{";
  std::vector<std::string_view> seen;
  for (const auto& [name, value] : request.headers) {
    if (!name.starts_with(kAttributePrefix)) continue;
    const std::string_view attribute = std::string_view(name).substr(kAttributePrefix.size());
    const auto wrong = [&](std::string_view reason) {
      return Error{ErrorCode::kRejected, fmt::format("{} {}", shown_text(attribute, 64), reason)};
    };
    if (attribute == "data" || attribute == "data_base64" || attribute == "datacontenttype") {
      return wrong("cannot be a header");
    }
    if (std::find(seen.begin(), seen.end(), attribute) != seen.end())
      return wrong("is there twice");
    seen.push_back(attribute);
    Result<std::string> text = attribute_value(value);
    if (!text.ok()) return wrong(text.error().message);
    append_json_string(json, attribute);
    json += ":";
    append_json_string(json, text.value());
    json += ",";
  }
  if (request.body.empty()) return Error{ErrorCode::kRejected, "data is missing"};
  return json + "\"data\":" + request.body + "}";
}

// `"7"`, as an ETag of a subject is.
Result<Version> version_in(std::string_view tag) {
  std::uint64_t version = 0;
  if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"') {
    tag = tag.substr(1, tag.size() - 2);
    const auto [end, bad] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
    if (bad == std::errc() && end == tag.data() + tag.size()) return Version(version);
  }
  return Error{ErrorCode::kRejected, "If-Match is not a version: \"7\""};
}

unsigned status_of(const Outcome& outcome) {
  switch (outcome.code) {
    case OutcomeCode::kRecorded: return 201;
    case OutcomeCode::kDuplicate: return 200;
    case OutcomeCode::kConflict: return 409;
    case OutcomeCode::kStale: return 412;
    case OutcomeCode::kRejected: return 422;
    case OutcomeCode::kUnavailable:
    case OutcomeCode::kUnknown: return 503;
  }
  return 503;
}

}  // namespace

std::variant<EventForm, HttpAnswer> event_form(const HttpRequest& request) {
  const std::string type = media_type(request.header("content-type").value_or(""));
  if (type == "application/cloudevents+json") return EventForm::kStructured;
  if (type == "application/cloudevents-batch+json") return EventForm::kBatch;
  if (type == "application/x-ndjson" || type == "application/jsonl") return EventForm::kStream;
  if (request.header("ce-specversion")) {
    if (type == "application/json" || type.ends_with("+json")) return EventForm::kBinary;
    return problem(415, "media-type", "data is sent as application/json");
  }
  return problem(415, "media-type",
                 "send application/cloudevents+json, application/cloudevents-batch+json, "
                 "application/x-ndjson, or ce-* headers with application/json");
}

std::variant<EventTerms, HttpAnswer> event_terms(const Principal& who, Recording recording,
                                                 std::string_view how) {
  if (recording == Recording::kAsRecorded && !who.roles.has(Role::kImporter)) {
    return problem(403, "forbidden", fmt::format("{} needs the role importer", how));
  }
  if (recording == Recording::kDecided && !who.roles.has(Role::kIntegrator)) {
    return problem(403, "forbidden",
                   fmt::format("the role importer sends history from elsewhere: {}", how));
  }
  EventTerms terms;
  terms.recording = recording;
  terms.source = who.source;
  return terms;
}

std::variant<EventTerms, HttpAnswer> event_terms(const HttpRequest& request) {
  const bool as_recorded = has_item(request.header("prefer").value_or(""), "as-recorded");
  auto terms =
      event_terms(request.principal, as_recorded ? Recording::kAsRecorded : Recording::kDecided,
                  "Prefer: as-recorded");
  if (auto* good = std::get_if<EventTerms>(&terms)) {
    good->correlation = trace_of(request.header("traceparent").value_or(""));
  }
  return terms;
}

Status take_terms(const EventTerms& terms, SentEvent& event) {
  if (!terms.source.empty() && !is_below(event_source(event), terms.source)) {
    return Error{ErrorCode::kRejected, "source is not below the one that the token is for"};
  }
  if (event.correlation_id.empty()) event.correlation_id = terms.correlation;
  return Done{};
}

void EventBody::merge(Outcomes recorded) {
  for (std::size_t i = 0; i < places.size(); ++i) outcomes[places[i]] = std::move(recorded[i]);
}

std::variant<EventBody, HttpAnswer> read_events(const HttpRequest& request, EventForm form,
                                                const EventTerms& terms,
                                                CloudEventsReader& reader) {
  std::optional<Version> expected;
  if (const auto tag = request.header("if-match")) {
    if (form == EventForm::kBatch) {
      return problem(400, "rejected", "If-Match is of one event: use expectedversion in each");
    }
    Result<Version> version = version_in(*tag);
    if (!version.ok()) return problem(400, "rejected", version.error().message);
    expected = version.value();
  }
  std::vector<Result<SentEvent>> came;
  if (form == EventForm::kBatch) {
    auto batch = reader.read_batch(request.body);
    if (!batch.ok()) return problem(400, "rejected", batch.error().message);
    came = std::move(batch).value();
  } else {
    Result<std::string> json = request.body;
    if (form == EventForm::kBinary) json = structured(request);
    if (!json.ok()) return problem(400, "rejected", json.error().message);
    came.push_back(reader.read(json.value()));
    if (!came.front().ok()) {
      const std::string& reason = came.front().error().message;
      return problem(reason.starts_with("data_base64") ? 415 : 400,
                     reason.starts_with("data_base64") ? "media-type" : "rejected", reason);
    }
    if (expected) {
      auto& version = came.front().value().expected_version;
      if (version && *version != *expected) {
        return problem(400, "rejected", "If-Match and expectedversion say two things");
      }
      version = expected;
    }
  }
  EventBody body;
  body.outcomes.resize(came.size());
  body.ignored.resize(came.size());
  for (std::size_t i = 0; i < came.size(); ++i) {
    Status taken = Done{};
    if (!came[i].ok()) taken = came[i].error();
    if (taken.ok()) taken = take_terms(terms, came[i].value());
    if (!taken.ok()) {
      body.outcomes[i] = refused_outcome(taken.error());
      continue;
    }
    body.ignored[i] = came[i].value().ignored;
    body.events.push_back(std::move(came[i]).value());
    body.places.push_back(i);
  }
  return body;
}

HttpAnswer events_answer(const EventBody& body, EventForm form) {
  const auto members = [&](std::size_t i) {
    return outcome_members(body.outcomes[i]) + ignored_member(body.ignored[i]);
  };
  if (form != EventForm::kBatch) {
    const Outcome& outcome = body.outcomes.front();
    const unsigned status = status_of(outcome);
    if (status >= 400) {
      return problem_with(status, to_string(outcome.code),
                          outcome.reason.empty() ? status_text(status) : outcome.reason,
                          "," + members(0));
    }
    HttpAnswer answer;
    answer.status = status;
    if (outcome.version) {
      answer.headers.emplace_back("ETag", fmt::format("\"{}\"", outcome.version->value()));
    }
    answer.body = "{" + members(0) + "}\n";
    return answer;
  }
  HttpAnswer answer;
  answer.body = "[";
  for (std::size_t i = 0; i < body.outcomes.size(); ++i) {
    if (status_of(body.outcomes[i]) >= 400) answer.status = 207;
    answer.body += (i == 0 ? "{" : ",\n{") + members(i) + "}";
  }
  answer.body += "]\n";
  return answer;
}

}  // namespace dangol
