#include "store/head_keeper.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "events/record.h"
#include "store/limits.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

struct ChangedLeaf {
  HeadLeaf leaf;
  Version first;
};

Error misfit() {
  return {ErrorCode::kCorrupt, "the map of heads does not fit the log; it is made again from it"};
}

// Puts a bucket's changes, ascending, into its leaves. False when a stream does not go on from where the
// leaves have it.
bool merge(std::vector<HeadLeaf>& leaves, std::span<const ChangedLeaf> changes) {
  std::vector<HeadLeaf> merged;
  merged.reserve(leaves.size() + changes.size());
  auto old = leaves.begin();
  for (const ChangedLeaf& change : changes) {
    for (; old != leaves.end() && old->key < change.leaf.key; ++old) merged.push_back(*old);
    Version before;
    if (old != leaves.end() && old->key == change.leaf.key) before = (old++)->head.version;
    if (before.next() != change.first) return false;
    merged.push_back(change.leaf);
  }
  merged.insert(merged.end(), old, leaves.end());
  leaves = std::move(merged);
  return true;
}

}  // namespace

Status HeadLeavesInMemory::read(std::uint32_t bucket, std::vector<HeadLeaf>& leaves) {
  leaves.clear();
  const auto found = buckets_.find(bucket);
  if (found == buckets_.end()) return Done{};
  for (const auto& [key, head] : found->second) leaves.push_back({key, head});
  return Done{};
}

Status HeadLeavesInMemory::write(std::span<const HeadLeaf> changed,
                                 std::span<const HeadTree::Bucket> buckets, const HeadMark& mark) {
  static_cast<void>(buckets);
  static_cast<void>(mark);
  for (const HeadLeaf& leaf : changed) {
    buckets_[HeadTree::bucket_of(leaf.key)].insert_or_assign(leaf.key, leaf.head);
  }
  return Done{};
}

HeadKeeper::HeadKeeper(HeadLeaves& leaves, HeadTree tree, HeadMark mark,
                       std::size_t pending_streams)
    : leaves_(leaves),
      pending_streams_(pending_streams != 0 ? pending_streams : kPendingHeads),
      tree_(std::move(tree)),
      mark_(mark),
      end_(mark.end),
      last_entry_(mark.entry) {}

Status HeadKeeper::take(std::string_view bytes) {
  Result<Entry> entry = decode_entry(bytes);
  if (!entry.ok()) return entry.error();
  const Head head{entry.value().version, entry.value().chain};
  const auto [at, is_new] =
      changes_.try_emplace(entry.value().stream, Change{entry.value().version, head});
  if (is_new) return Done{};
  if (at->second.head.version.next() != head.version) {
    return Error{ErrorCode::kCorrupt,
                 fmt::format("version {} follows version {} of its stream", head.version.value(),
                             at->second.head.version.value())};
  }
  at->second.head = head;
  return Done{};
}

Status HeadKeeper::follow(const LogReader& log, PartitionId partition, Position upto,
                          std::size_t limit) {
  const std::uint64_t left = upto > end_ ? upto.value() - end_.value() : 0;
  limit = std::min<std::uint64_t>(limit, left);
  if (limit == 0) return Done{};
  auto cursor = log.read({partition, end_}, ReadWords::kNo);
  for (LogCursor::Item item; limit > 0; --limit) {
    Result<bool> more = cursor->next(item);
    if (!more.ok()) return more.error();
    if (!more.value()) {
      return Error{ErrorCode::kCorrupt, "the log ends before the record that was to be read"};
    }
    if (Status taken = take(item.entry); !taken.ok())
      return at({partition, item.position}, taken.error());
    end_ = item.position.next();
    if (limit == 1 || changes_.size() >= pending_streams_) last_entry_ = leaf_hash(item.entry);
    if (changes_.size() < pending_streams_) continue;
    if (Status written = write(); !written.ok()) return written;
  }
  return Done{};
}

Status HeadKeeper::write() {
  if (changes_.empty()) return Done{};
  std::vector<ChangedLeaf> changes;
  changes.reserve(changes_.size());
  std::uint64_t begun = 0;
  for (const auto& [stream, change] : changes_) {
    changes.push_back({{head_key(stream), change.head}, change.first});
    if (change.first == Version(1)) ++begun;
  }
  std::sort(changes.begin(), changes.end(),
            [](const ChangedLeaf& a, const ChangedLeaf& b) { return a.leaf.key < b.leaf.key; });

  std::vector<HeadTree::Bucket> buckets;
  std::vector<HeadLeaf> changed;
  std::vector<HeadLeaf> leaves;
  changed.reserve(changes.size());
  for (std::size_t first = 0, next; first < changes.size(); first = next) {
    const std::uint32_t number = HeadTree::bucket_of(changes[first].leaf.key);
    for (next = first; next < changes.size(); ++next) {
      if (HeadTree::bucket_of(changes[next].leaf.key) != number) break;
      changed.push_back(changes[next].leaf);
    }
    if (Status read = leaves_.read(number, leaves); !read.ok()) return read;
    if (!merge(leaves, std::span(changes).subspan(first, next - first))) return misfit();
    buckets.push_back({number, head_subtree(leaves, HeadTree::kBucketBits)});
  }
  const HeadMark mark{end_, last_entry_, mark_.streams + begun};
  if (Status written = leaves_.write(changed, buckets, mark); !written.ok()) return written;
  tree_.set(buckets);
  mark_ = mark;
  changes_ = {};
  return Done{};
}

Result<HeadKeeper::Map> HeadKeeper::map() {
  if (Status written = write(); !written.ok()) return written.error();
  return Map{end_.value(), tree_.root(), mark_.streams};
}

Result<std::optional<HeadProof>> HeadKeeper::prove(const StreamToken& stream) {
  const Hash key = head_key(stream);
  std::vector<HeadLeaf> leaves;
  if (Status read = leaves_.read(HeadTree::bucket_of(key), leaves); !read.ok()) return read.error();
  return tree_.prove(key, leaves);
}

Result<HeadProof> HeadKeeper::prove_either(const StreamToken& stream) {
  const Hash key = head_key(stream);
  std::vector<HeadLeaf> leaves;
  if (Status read = leaves_.read(HeadTree::bucket_of(key), leaves); !read.ok()) return read.error();
  if (auto proof = tree_.prove(key, leaves)) return std::move(*proof);
  Status read = Done{};
  auto absent = tree_.prove_absence(key, leaves, [&](std::uint32_t bucket) {
    std::vector<HeadLeaf> one;
    read = leaves_.read(bucket, one);
    return one.size() == 1 ? std::optional(one.front()) : std::nullopt;
  });
  if (!read.ok()) return read.error();
  if (!absent) return misfit();
  return std::move(*absent);
}

}  // namespace dangol
