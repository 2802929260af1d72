// The leaves of the map of heads on disk: a database of its own, which may be deleted while nobody has
// the store open and is then made again from the log. Nothing in it is synced for its own sake: after a
// loss of power it stands at an earlier record, and goes on from there.
//
//   'm'            -> format:1 end:8 hash:32 streams:8   records before `end` are in; hash is the leaf
//                     hash of the entry at end-1; format is 1
//   'l' key:32     -> version:8 chain:32                 where a stream ends
//   'n' bucket:2   -> kind:1 hash:32                     what the leaves of a bucket become: 1 one leaf,
//                     2 several; the bucket is a key's first sixteen bits
#pragma once

#include <filesystem>
#include <memory>
#include <utility>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/event_log.h"
#include "store/head_keeper.h"

namespace rocksdb {
class DB;
class Env;
class Status;
}  // namespace rocksdb

namespace dangol {

// Not thread-safe.
class HeadDb : public HeadLeaves {
 public:
  // A folder that is absent, damaged, of another form or of another log than `log` is made anew, empty.
  // `env`: nullptr, or the files it lies on, which outlive it.
  static Result<std::unique_ptr<HeadDb>> open(const std::filesystem::path& dir, const EventLog& log,
                                              PartitionId partition, rocksdb::Env* env = nullptr);
  ~HeadDb() override;
  HeadDb(const HeadDb&) = delete;
  HeadDb& operator=(const HeadDb&) = delete;

  // As it stood when it was opened: what a keeper goes on from. Who takes the tree leaves none.
  const HeadTree& tree() const { return tree_; }
  HeadTree take_tree() { return std::move(tree_); }
  const HeadMark& mark() const { return mark_; }

  Status read(std::uint32_t bucket, std::vector<HeadLeaf>& leaves) override;
  Status write(std::span<const HeadLeaf> changed, std::span<const HeadTree::Bucket> buckets,
               const HeadMark& mark) override;
  // As EventLog::give_back().
  void give_back();

 private:
  explicit HeadDb(std::filesystem::path dir);
  Status open_once(rocksdb::Env* env);
  Status load();
  Status load_buckets();
  Status belongs_to(const EventLog& log, PartitionId partition) const;

  const std::filesystem::path dir_;
  std::unique_ptr<rocksdb::DB> db_;
  HeadTree tree_;
  HeadMark mark_;
};

}  // namespace dangol
