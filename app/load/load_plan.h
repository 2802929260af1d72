// What load is to be sent, and how it fared.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "app/load/latencies.h"
#include "app/load/workload.h"
#include "events/outcome.h"

namespace dangol {

struct LoadPlan {
  std::string server;  // host and port
  std::string token;   // empty: none
  // That send; over RPC: connections, which the senders share.
  std::size_t threads = 1;
  std::size_t connections = 16;  // senders, each with one request at a time; may be 0 beside feeds
  std::size_t batch = 1;         // events of one request
  // Events a second, over all connections, at times that do not depend on the answers: what comes late is
  // measured from when it was due. 0: each connection sends when it has its answer.
  double rate = 0;
  double reads = 0;       // of all requests, the part that reads a customer's events
  std::size_t feeds = 0;  // who read everything from the log's begin, besides
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
  std::uint64_t fed = 0;                          // events that came by feeds
  double feed_seconds = 0;                        // until the last of them came
  double seconds = 0;
};

// kUsage unless the plan makes sense.
Status check_plan(const LoadPlan& plan);
// When the request of a sender's turn is due, after the load's begin; REQUIRES: the plan has a rate.
std::chrono::steady_clock::duration due_after(const LoadPlan& plan, std::size_t sender,
                                              std::uint64_t turn);
// Adds what one of several that sent has seen.
void add_result(LoadResult& all, const LoadResult& one);

}  // namespace dangol
