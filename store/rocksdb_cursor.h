// Reading the RocksDB log in order of position. Internal to the room.
#pragma once

#include <memory>

#include <rocksdb/iterator.h>

#include "store/rocksdb_log.h"

namespace dangol {

// Checks that positions follow one another without a gap and that each value is long enough.
// Records are joined with their words only when there are any at or behind the position.
class RocksDbCursor final : public LogCursor {
 public:
  RocksDbCursor(const RocksDbLog* log, Place from, ReadWords words);
  Result<bool> next(Item& item) override;

 private:
  Status refresh(Position size);
  Result<std::string_view> words_at(Position position);

  const RocksDbLog* log_;
  PartitionId partition_;
  Position position_;  // of the next item
  Position limit_;     // what the iterators can see; none yet: 0
  ReadWords read_words_;
  bool delivered_ = false;  // the record under the iterator went out with the last call
  std::unique_ptr<rocksdb::Iterator> records_;
  std::unique_ptr<rocksdb::Iterator> words_;
};

}  // namespace dangol
