// What the drivers share: results or an exception, time, medians, and sending events to an engine.
#pragma once

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "actors/engine.h"
#include "events/outcome.h"
#include "store/store.h"

namespace dangol::bench {

template <class T>
T demand(Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.error().message);
  return std::move(result).value();
}

inline double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// The store in `dir`, made if it is not there.
std::unique_ptr<Store> open_store(const std::filesystem::path& dir);

// Sends the events in batches, at most `in_flight` of them unanswered, and waits for the last answer.
// Throws unless every event was recorded.
void send(Engine& engine, std::vector<SentEvent> events, std::size_t batch, std::size_t in_flight);

}  // namespace dangol::bench
