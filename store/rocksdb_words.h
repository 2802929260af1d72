// Removes words from the files of the log, not only from what it answers.
//
// A deletion in RocksDB is a row beside the row that it hides, until both meet in a compaction; and a
// file that holds the deletions of one person's records spans, by its first and last key, most of the
// log. So nothing is deleted: the files that hold the rows are rewritten by a compaction of just their
// keys, and a filter leaves the rows out. Only sources of store/ include this header.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include <rocksdb/compaction_filter.h>

#include "events/ids.h"
#include "events/outcome.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
}  // namespace rocksdb

namespace dangol {

// Stands in the options of the family "words"; takes nothing out while remove() does not run.
class WordsRemoval final : public rocksdb::CompactionFilterFactory {
 public:
  // On return no row of these positions is in any file of the database: the write-ahead log is
  // flushed, and each table that holds one is rewritten. `families` are all of the log's. A position
  // without words costs nothing. REQUIRES: positions ascend; nobody writes to the database; one call
  // at a time.
  Status remove(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families,
                rocksdb::ColumnFamilyHandle* words, const std::vector<Position>& positions);

  std::unique_ptr<rocksdb::CompactionFilter> CreateCompactionFilter(
      const rocksdb::CompactionFilter::Context& context) override;
  const char* Name() const override { return "dangol.words"; }

 private:
  using Positions = std::shared_ptr<const std::vector<Position>>;
  void set(Positions removed);

  std::mutex mutex_;
  Positions removed_;  // nullptr: nothing is being removed
};

}  // namespace dangol
