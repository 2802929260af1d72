// What a server's log says of how the server fares: changes, and sums of what clients cause, at most once a
// second whatever they do. Routes are named by their patterns.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/engine.h"
#include "gateway/http/metrics.h"
#include "gateway/http/refusals.h"
#include "gateway/notary.h"
#include "gateway/service_log.h"

namespace dangol {

// What is looked at.
struct WatchSight {
  EngineHealth engine;
  NotaryHealth notary;
  std::array<std::uint64_t, kRefusals> refused{};  // since the start, by Refusal
  std::vector<SlowRoute> slow;                     // since the last look
};

// Tells what is other than it was at the last look.
class WatchTeller {
 public:
  explicit WatchTeller(ServiceLog& log) : log_(log) {}
  void tell(const WatchSight& sight);

 private:
  void tell_store(const EngineHealth& engine);
  void tell_change(const char* bad, const char* good, std::string& last, const std::string& now);

  ServiceLog& log_;
  WatchSight last_;
};

// Looks once a second, on a thread of its own, and once more when it ends.
class HttpWatch {
 public:
  // `log` outlives it, and what `look` looks at, which is called on its thread.
  HttpWatch(ServiceLog& log, std::function<WatchSight()> look);
  ~HttpWatch();
  HttpWatch(const HttpWatch&) = delete;
  HttpWatch& operator=(const HttpWatch&) = delete;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace dangol
