#include "replay/log_check.h"

#include <unordered_map>

#include "events/record.h"
#include "store/merkle.h"

namespace dangol {

namespace {

struct Head {
  Version version;
  Hash chain;
};

Status check_record(const LogCursor::Item& item, const Entry& entry, Head& head, Micros previous) {
  if (Status whole = verify_record(entry, item.core, item.words); !whole.ok()) return whole;
  Status follows = verify_follows(entry, entry.stream, head.version, head.chain);
  if (!follows.ok()) return follows;
  if (entry.recorded_at < previous) {
    return Error{ErrorCode::kCorrupt, "it was recorded before the record in front of it"};
  }
  head = {entry.version, entry.chain};
  return Done{};
}

}  // namespace

Result<LogCheck> check_log(const LogReader& log, PartitionId partition,
                           const ReadProgress& progress) {
  LogCheck check;
  std::unordered_map<StreamToken, Head, Bytes16Hasher> heads;
  MerkleEdge tree;
  Micros recorded;
  Status walked = walk_log(log, partition, progress,
                           [&](const LogCursor::Item& item, const Entry& entry) -> Status {
                             Status good = check_record(item, entry, heads[entry.stream], recorded);
                             if (!good.ok()) return good;
                             recorded = entry.recorded_at;
                             ++check.records;
                             if (item.words.empty() && entry.words != Hash{}) ++check.words_removed;
                             check.last_entry = leaf_hash(item.entry);
                             tree.add(check.last_entry);
                             return Done{};
                           });
  if (!walked.ok()) return walked.error();
  check.streams = heads.size();
  check.tree_root = tree.root();
  return check;
}

}  // namespace dangol
