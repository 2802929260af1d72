#include "replay/step_store.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>
#include <set>
#include <thread>

#include "replay/gather.h"
#include "store/limits.h"

namespace dangol {

namespace {

// What a worker takes at a time.
constexpr std::uint32_t kBucketsAtOnce = 64;
static_assert(kProjectionBuckets % kBucketsAtOnce == 0);

}  // namespace

Status StepStore::each_person(const Vantage& asked, unsigned workers,
                              const TakePerson& take) const {
  Vantage vantage = asked;
  vantage.end = std::min(vantage.end, end());
  const auto ties = ties_->as_of(people_, vantage);
  if (!ties.ok()) return ties.error();
  workers = std::max(1u, workers);
  std::atomic<std::uint32_t> next = 0;
  std::vector<std::vector<Step>> tied(workers);
  std::vector<Status> ended(workers, Done{});
  const auto work = [&](unsigned worker) {
    Gather gather(vantage, *ties.value());
    BucketReader reader(steps_);
    for (;;) {
      const std::uint32_t first = next.fetch_add(kBucketsAtOnce);
      if (first >= kProjectionBuckets) break;
      ended[worker] = reader.read(first, first + kBucketsAtOnce, [&](std::uint32_t, auto slices) {
        gather.take(slices, worker, take);
        return true;
      });
      if (!ended[worker].ok()) next = kProjectionBuckets;
    }
    tied[worker] = gather.tied();
  };
  std::vector<std::thread> others;
  for (unsigned worker = 1; worker < workers; ++worker) others.emplace_back(work, worker);
  work(0);
  for (std::thread& other : others) other.join();
  for (const Status& status : ended) {
    if (!status.ok()) return status;
  }
  std::vector<Step> all = std::move(tied.front());
  for (unsigned worker = 1; worker < workers; ++worker) {
    all.insert(all.end(), tied[worker].begin(), tied[worker].end());
  }
  if (!all.empty()) take_tied(std::move(all), *ties.value(), 0, take);
  return Done{};
}

Status StepStore::one_person(StreamToken stream, const Vantage& asked,
                             const TakePerson& take) const {
  Vantage vantage = asked;
  vantage.end = std::min(vantage.end, end());
  const auto ties = ties_->as_of(people_, vantage);
  if (!ties.ok()) return ties.error();
  const StreamToken person = ties.value()->survivor(stream);
  std::vector<StreamToken> streams = ties.value()->streams_of(person);
  std::sort(streams.begin(), streams.end());
  std::set<std::uint32_t> buckets;
  for (const StreamToken& own : streams) buckets.insert(bucket_of(own));

  Gather gather(vantage, *ties.value());
  BucketReader reader(steps_);
  const TakePerson only = [&](unsigned worker, const PersonSteps& steps) {
    if (steps.person == person) take(worker, steps);
  };
  std::vector<Step> kept;
  for (const std::uint32_t bucket : buckets) {
    Status read = reader.read(bucket, bucket + 1, [&](std::uint32_t, auto slices) {
      kept.clear();
      for (const std::span<const Step> slice : slices) {
        for (const Step& step : slice) {
          if (std::binary_search(streams.begin(), streams.end(), step.stream)) {
            kept.push_back(step);
          }
        }
      }
      const std::array<std::span<const Step>, 1> all = {kept};
      gather.take(all, 0, only);
      return true;
    });
    if (!read.ok()) return read;
  }
  take_tied(gather.tied(), *ties.value(), 0, only);
  return Done{};
}

}  // namespace dangol
