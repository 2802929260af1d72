// Sends a load to a server over HTTP, and tells how it fared.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "app/load/latencies.h"
#include "app/load/workload.h"
#include "events/outcome.h"

namespace dangol {

struct LoadPlan {
  std::string server = "127.0.0.1:7379";
  std::string token;             // empty: none
  std::size_t threads = 1;       // that send
  std::size_t connections = 16;  // over all threads
  std::size_t batch = 1;         // events of one request
  // Events a second, over all connections, at times that do not depend on the answers: what comes late is
  // measured from when it was due. 0: each connection sends when it has its answer.
  double rate = 0;
  double reads = 0;  // of all requests, the part that reads a customer's events
  std::chrono::milliseconds time{10'000};
  std::uint64_t events = 0;  // ends before that time when so many were sent; 0: it does not
  Workload workload;
};

struct LoadResult {
  Latencies appends;                              // of requests, microseconds
  Latencies reads;                                // likewise
  std::map<std::string, std::uint64_t> outcomes;  // of events
  std::map<unsigned, std::uint64_t> statuses;     // of requests
  std::uint64_t broken = 0;                       // requests without an answer
  double seconds = 0;
};

// kUnavailable: nobody listens there. kUsage: the plan makes no sense.
Result<LoadResult> run_load(const LoadPlan& plan);

}  // namespace dangol
