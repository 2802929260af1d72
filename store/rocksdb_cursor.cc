#include "store/rocksdb_cursor.h"

#include <rocksdb/db.h>

#include "events/record.h"
#include "store/format.h"
#include "store/rocksdb_options.h"

namespace dangol {
namespace {

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

std::string at(Position position) { return to_string(Place{PartitionId(0), position}); }

}  // namespace

RocksDbCursor::RocksDbCursor(const RocksDbLog* log, Place from, ReadWords words)
    : log_(log), partition_(from.partition), position_(from.position), read_words_(words) {}

Result<bool> RocksDbCursor::next(Item& item) {
  if (position_ >= limit_) {
    auto size = log_->size(partition_);
    if (!size.ok()) return size.error();
    if (position_ >= size.value()) return false;
    if (Status status = refresh(size.value()); !status.ok()) return status.error();
  }
  if (delivered_) records_->Next();
  delivered_ = false;
  if (!records_->Valid() || records_->key().size() != format::kPositionKeyBytes ||
      format::read_u64(records_->key().data()) != position_.value()) {
    if (!records_->status().ok()) {
      return rocksdb_error("cannot read the record at " + at(position_), records_->status());
    }
    limit_ = Position(0);  // look again, should the caller ask again
    return Error{ErrorCode::kCorrupt, "the log has no record at " + at(position_)};
  }
  std::string_view value = view(records_->value());
  if (value.size() < kEntryBytes) {
    limit_ = Position(0);
    return Error{ErrorCode::kCorrupt, "the record at " + at(position_) + " is cut short"};
  }
  item.words = {};
  if (read_words_ == ReadWords::kYes) {
    auto words = words_at(position_);
    if (!words.ok()) return words.error();
    item.words = words.value();
  }
  item.position = position_;
  item.entry = value.substr(0, kEntryBytes);
  item.core = value.substr(kEntryBytes);
  position_ = position_.next();
  delivered_ = true;
  return true;
}

// New iterators that see all of `size` records, standing at position_.
Status RocksDbCursor::refresh(Position size) {
  const rocksdb::ReadOptions options = log_scan_options();
  const std::string key = format::position_key(position_);
  records_.reset(log_->db_->NewIterator(options, log_->families_[RocksDbLog::kLog]));
  records_->Seek(key);
  delivered_ = false;
  if (read_words_ == ReadWords::kYes) {
    // After the records, so that it sees the words of all of them.
    words_.reset(log_->db_->NewIterator(options, log_->families_[RocksDbLog::kWords]));
    words_->Seek(key);
    if (!words_->status().ok()) {
      return rocksdb_error("cannot read the words from " + at(position_) + " on", words_->status());
    }
  }
  limit_ = size;
  return Done{};
}

Result<std::string_view> RocksDbCursor::words_at(Position position) {
  while (words_->Valid() && format::read_u64(words_->key().data()) < position.value()) {
    words_->Next();
  }
  if (!words_->status().ok()) {
    return rocksdb_error("cannot read the words at " + at(position), words_->status());
  }
  if (words_->Valid() && format::read_u64(words_->key().data()) == position.value()) {
    return view(words_->value());
  }
  return std::string_view();
}

}  // namespace dangol
