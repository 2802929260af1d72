// Reads CloudEvents from a file or standard input: one JSON document, a JSON array, or one document a
// line (NDJSON), told apart by how the input begins. Streams NDJSON in bounded memory.
#pragma once

#include <cstdint>
#include <functional>
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

// Reads `path`, or standard input for "-", to its end. Errors: kNotFound (no such file), kRejected (a
// directory, empty, or not text); then nothing, or only what came before the error, was handed over.
Status read_events(const std::string& path, const EventInput& input);

}  // namespace dangol
