// The events in a request's body, in each form that CloudEvents has over HTTP.
//
//   application/cloudevents+json         one event
//   application/cloudevents-batch+json   a JSON array of events
//   application/json, with ce-* headers  one event: its attributes in the headers, its data in the body
//   application/x-ndjson                 one event a line, answered as they are recorded
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "actors/submission.h"
#include "events/cloudevents.h"
#include "gateway/http/message.h"

namespace dangol {

enum class EventForm : std::uint8_t { kStructured, kBatch, kBinary, kStream };

// By the content type and what else the headers say; else 415.
std::variant<EventForm, HttpAnswer> event_form(const HttpRequest& request);

// Events of one request, and what is known of them before they are recorded.
struct EventBody {
  std::vector<SentEvent> events;                  // those that may be recorded
  std::vector<std::size_t> places;                // of each in the request
  Outcomes outcomes;                              // one for each of the request
  std::vector<std::vector<std::string>> ignored;  // beside each outcome

  // The engine's outcomes, put in their places.
  void merge(Outcomes recorded);
};

// What holds for all events of a request.
struct EventTerms {
  Recording recording = Recording::kDecided;
  std::string correlation;  // of events that name none; empty: none
  std::string source;       // as Principal::source
};
// By who sends, and whether it is history from elsewhere, which is said by what is called `how`; else 403.
std::variant<EventTerms, HttpAnswer> event_terms(const Principal& who, Recording recording,
                                                 std::string_view how);
// By the headers (`Prefer: as-recorded`, `traceparent`) and the principal; else 403.
std::variant<EventTerms, HttpAnswer> event_terms(const HttpRequest& request);

// Takes one event in, as the terms say: kRejected when its source is not the sender's.
Status take_terms(const EventTerms& terms, SentEvent& event);

// Reads a body that is no stream. An error tells that the body as a whole is wrong.
std::variant<EventBody, HttpAnswer> read_events(const HttpRequest& request, EventForm form,
                                                const EventTerms& terms, CloudEventsReader& reader);

// The answer once every outcome is known: 201, 200, 409, 412, 422, 503 of one event; of a batch 200 when
// all of them are recorded, now or before, else 207.
HttpAnswer events_answer(const EventBody& body, EventForm form);

}  // namespace dangol
