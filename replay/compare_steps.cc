#include "replay/compare_steps.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <thread>

#include <fmt/format.h>

#include "events/hash.h"
#include "replay/limits.h"
#include "store/limits.h"

namespace dangol {

namespace {

constexpr std::uint32_t kBucketsAtOnce = 64;

// The steps of one bucket of records before `end`.
Status read_bucket(BucketReader& reader, std::uint32_t bucket, Position end,
                   std::vector<Step>& steps) {
  steps.clear();
  return reader.read(bucket, bucket + 1, [&](std::uint32_t, auto slices) {
    for (const std::span<const Step> slice : slices) {
      for (const Step& step : slice) {
        if (step.position < end) steps.push_back(step);
      }
    }
    return true;
  });
}

// The steps of one record from the front of `rest`.
std::span<const Step> take_record(std::span<const Step>& rest, Position position) {
  std::size_t count = 0;
  while (count < rest.size() && rest[count].position == position) ++count;
  const std::span<const Step> taken = rest.first(count);
  rest = rest.subspan(count);
  return taken;
}

bool same(std::span<const Step> a, std::span<const Step> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

void compare_bucket(std::span<const Step> before, std::span<const Step> now, StepsCompared& into) {
  while (!before.empty() || !now.empty()) {
    Position at;
    if (before.empty()) {
      at = now.front().position;
    } else if (now.empty()) {
      at = before.front().position;
    } else {
      at = std::min(before.front().position, now.front().position);
    }
    const std::span<const Step> old_steps = take_record(before, at);
    const std::span<const Step> new_steps = take_record(now, at);
    if (same(old_steps, new_steps)) continue;
    if (++into.different > kMaxDifferences) continue;
    const Step& step = old_steps.empty() ? new_steps.front() : old_steps.front();
    into.differences.push_back(fmt::format(
        "record {} of stream {}: {} steps before, {} now{}", to_string(Place{PartitionId(0), at}),
        to_hex(step.stream.view()), old_steps.size(), new_steps.size(),
        old_steps.size() == new_steps.size() ? ", others" : ""));
  }
}

}  // namespace

Result<Hash> digest_of(const StepView& view, unsigned workers) {
  std::vector<Hash> hashes(kProjectionBuckets, sha256(""));
  std::atomic<std::uint32_t> next = 0;
  std::vector<Status> ended(std::max(1u, workers), Done{});
  const auto work = [&](unsigned worker) {
    BucketReader reader(view);
    for (;;) {
      const std::uint32_t first = next.fetch_add(kBucketsAtOnce);
      if (first >= kProjectionBuckets) return;
      ended[worker] =
          reader.read(first, first + kBucketsAtOnce, [&](std::uint32_t bucket, auto slices) {
            Sha256 hash;
            for (const std::span<const Step> slice : slices) {
              hash.update({reinterpret_cast<const char*>(slice.data()), slice.size_bytes()});
            }
            hashes[bucket] = hash.finish();
            return true;
          });
      if (!ended[worker].ok()) return;
    }
  };
  std::vector<std::thread> others;
  for (unsigned worker = 1; worker < ended.size(); ++worker) others.emplace_back(work, worker);
  work(0);
  for (std::thread& other : others) other.join();
  for (const Status& status : ended) {
    if (!status.ok()) return status.error();
  }
  Sha256 all;
  for (const Hash& hash : hashes) all.update(hash.view());
  return all.finish();
}

Result<StepsCompared> compare_steps(const StepView& before, const StepView& now,
                                    std::uint32_t every) {
  const Position end = std::min(before.end, now.end);
  StepsCompared compared;
  BucketReader old_reader(before);
  BucketReader new_reader(now);
  std::vector<Step> old_steps, new_steps;
  for (std::uint32_t bucket = 0; bucket < kProjectionBuckets; bucket += every) {
    ++compared.buckets;
    if (Status read = read_bucket(old_reader, bucket, end, old_steps); !read.ok()) {
      return read.error();
    }
    if (Status read = read_bucket(new_reader, bucket, end, new_steps); !read.ok()) {
      return read.error();
    }
    compare_bucket(old_steps, new_steps, compared);
  }
  return compared;
}

}  // namespace dangol
