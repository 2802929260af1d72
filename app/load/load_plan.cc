#include "app/load/load_plan.h"

#include <algorithm>

#include <fmt/format.h>

#include "events/limits.h"

namespace dangol {

Status check_plan(const LoadPlan& plan) {
  if ((plan.connections == 0 && plan.feeds == 0) || plan.threads == 0 || plan.batch == 0 ||
      plan.batch > kMaxBatchEvents || plan.reads < 0 || plan.reads > 1) {
    return Error{ErrorCode::kUsage,
                 fmt::format("a load has connections, threads, and 1 to {} events a request",
                             kMaxBatchEvents)};
  }
  return Done{};
}

std::chrono::steady_clock::duration due_after(const LoadPlan& plan, std::size_t sender,
                                              std::uint64_t turn) {
  const double events =
      static_cast<double>(turn * plan.connections + sender) * static_cast<double>(plan.batch);
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>(events / plan.rate));
}

void add_result(LoadResult& all, const LoadResult& one) {
  all.appends.add_all(one.appends);
  all.reads.add_all(one.reads);
  for (const auto& [name, count] : one.outcomes) all.outcomes[name] += count;
  for (const auto& [status, count] : one.statuses) all.statuses[status] += count;
  all.broken += one.broken;
  all.fed += one.fed;
  all.feed_seconds = std::max(all.feed_seconds, one.feed_seconds);
}

}  // namespace dangol
