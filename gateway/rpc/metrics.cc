#include "gateway/rpc/metrics.h"

namespace dangol {

void RpcMetrics::answered(std::string_view method, std::string_view code, std::uint64_t micros) {
  std::lock_guard lock(mutex_);
  Calls& calls = calls_[{method, code}];
  ++calls.count;
  calls.micros += micros;
}

void RpcMetrics::write(PrometheusText& text) const {
  std::lock_guard lock(mutex_);
  text.family("dangol_rpc_call_duration_seconds", "summary",
              "Time from a call over RPC to its answer, by method and by what was answered.");
  for (const auto& [what, calls] : calls_) {
    text.sample("_sum", {{"method", what.first}, {"code", what.second}},
                static_cast<double>(calls.micros) / 1e6);
    text.sample("_count", {{"method", what.first}, {"code", what.second}},
                static_cast<double>(calls.count));
  }
}

}  // namespace dangol
