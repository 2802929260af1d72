// Reads CloudEvents from a file or standard input: one JSON document, a JSON array, or one document a
// line (NDJSON), told apart by how the input begins. Streams NDJSON in bounded memory.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "events/outcome.h"

namespace dangol {

struct EventInput {
  // One event's text and the line it begins on.
  std::function<void(std::uint64_t line, std::string_view text)> event;
  // A part that cannot be an event: too long a line, for example.
  std::function<void(std::uint64_t line, std::string reason)> bad;
  // Nothing more can be read at the moment: what was handed over should not wait for more.
  std::function<void()> pause;
};

// A file, or standard input for "-", of which the beginning has been seen. Not thread-safe.
class EventSource {
 public:
  // Waits for the first byte that is no blank. Errors: kNotFound (no such file), kRejected (a
  // directory, empty, or not JSON).
  static Result<EventSource> open(const std::string& path);
  EventSource(EventSource&&) noexcept;
  EventSource& operator=(EventSource&&) noexcept;
  ~EventSource();

  // Reads to the end, once. kRejected: it cannot be read further, is no array in the end, or is one
  // document that is too large; then nothing, or only what came before, was handed over.
  Status read(const EventInput& input);

 private:
  struct State;
  explicit EventSource(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace dangol
