// What the gateway counts, for Prometheus. Holds no subject, no id, no word: routes are named by their
// patterns.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "actors/submission.h"
#include "gateway/http/routes.h"
#include "gateway/prometheus.h"
#include "gateway/rpc/metrics.h"
#include "gateway/writer_status.h"

namespace dangol {

// An answer that begins later than this is a slow one.
inline constexpr std::chrono::seconds kSlowAnswer{1};

// Slow answers of one route.
struct SlowRoute {
  const Route* route = nullptr;
  std::uint64_t requests = 0;
  std::uint64_t longest_micros = 0;
};

// Thread-safe.
class HttpMetrics {
 public:
  void connected();
  void disconnected();
  // One request is answered. nullptr: there is no such route.
  void answered(const Route* route, unsigned status, std::uint64_t micros);
  // Its answer began so long after its head had come, its body included.
  void begun(const Route* route, std::uint64_t micros);
  // What became of events.
  void recorded(const Outcomes& outcomes);

  RpcMetrics& rpc() { return rpc_; }

  void write(PrometheusText& text) const;
  // Slow answers since this was asked last, by route.
  std::vector<SlowRoute> take_slow();

 private:
  // Upper ends of the buckets of a request's time, microseconds.
  static constexpr std::array<std::uint64_t, 13> kEnds{
      1'000,   2'500,   5'000,     10'000,    25'000,    50'000,    100'000,
      250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};
  struct Times {
    std::array<std::uint64_t, kEnds.size() + 1> counts{};  // the last one: longer than all
    std::uint64_t micros = 0;
  };

  RpcMetrics rpc_;
  mutable std::mutex mutex_;  // guards what follows
  std::uint64_t connections_ = 0;
  std::uint64_t accepted_ = 0;
  std::map<std::pair<const Route*, unsigned>, std::uint64_t> requests_;
  std::map<const Route*, Times> times_;
  std::map<const Route*, SlowRoute> slow_;
  std::array<std::uint64_t, 7> outcomes_{};  // by OutcomeCode
  std::uint64_t irregular_ = 0;
};

// How the store and its writer fare.
void add_writer_metrics(PrometheusText& text, const WriterStatus& status,
                        const EngineHealth& health);

}  // namespace dangol
