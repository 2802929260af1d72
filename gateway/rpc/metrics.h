// What is counted of calls over RPC, for Prometheus: methods and codes, nothing of what they are about.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>

#include "gateway/prometheus.h"

namespace dangol {

// Thread-safe.
class RpcMetrics {
 public:
  // One call is answered. `method` and `code` are literals: `append`, `ok` or why it was refused.
  void answered(std::string_view method, std::string_view code, std::uint64_t micros);

  void write(PrometheusText& text) const;

 private:
  struct Calls {
    std::uint64_t count = 0;
    std::uint64_t micros = 0;
  };
  mutable std::mutex mutex_;  // guards what follows
  std::map<std::pair<std::string_view, std::string_view>, Calls> calls_;
};

}  // namespace dangol
