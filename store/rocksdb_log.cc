#include "store/rocksdb_log.h"

#include <algorithm>

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "events/limits.h"
#include "events/record.h"
#include "store/format.h"
#include "store/rocksdb_cursor.h"
#include "store/rocksdb_evidence.h"
#include "store/rocksdb_options.h"
#include "store/rocksdb_tail.h"
#include "store/rocksdb_words.h"
#include "store/tail_mark.h"

namespace dangol {
namespace {

constexpr PartitionId kOnly{0};

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }
rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

std::string at(Position position) { return to_string(Place{kOnly, position}); }

Error no_such_partition(PartitionId partition) {
  return {ErrorCode::kNotFound,
          fmt::format("there is no partition {}: this log has one, 0", partition.value())};
}

Error newer(const std::filesystem::path& dir) {
  return {ErrorCode::kUsage,
          fmt::format("the log in {} was written by a newer dangol: use that one", dir.string())};
}

Error corrupt(std::string message) { return {ErrorCode::kCorrupt, std::move(message)}; }

// `removal`: nullptr where nothing is ever removed.
std::vector<rocksdb::ColumnFamilyDescriptor> families(std::shared_ptr<WordsRemoval> removal) {
  std::vector<rocksdb::ColumnFamilyDescriptor> result;
  for (const char* name : format::kLogFamilies) {
    result.emplace_back(name, log_family_options(name));
    if (std::string_view(name) == "words") {
      result.back().options.compaction_filter_factory = removal;
    }
  }
  return result;
}

// A column family we do not know means a newer format.
bool all_known(const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(), [](const std::string& name) {
    return std::find(std::begin(format::kLogFamilies), std::end(format::kLogFamilies), name) !=
           std::end(format::kLogFamilies);
  });
}

}  // namespace

RocksDbLog::RocksDbLog()
    : removal_(std::make_shared<WordsRemoval>()), batch_(std::make_unique<rocksdb::WriteBatch>()) {}

RocksDbLog::~RocksDbLog() {
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    static_cast<void>(db_->DestroyColumnFamilyHandle(family));
  }
  if (db_) static_cast<void>(db_->Close());
}

void RocksDbLog::give_back() {
  dangol::give_back(*db_, families_);
  const std::lock_guard lock(mutex_);
  batch_ = std::make_unique<rocksdb::WriteBatch>();
}

Result<std::unique_ptr<RocksDbLog>> RocksDbLog::open(const std::filesystem::path& dir,
                                                     RocksDbLogOptions options) {
  const bool exists = std::filesystem::exists(dir / "CURRENT");
  if (!exists && options.missing == Missing::kRefuse) {
    return Error{ErrorCode::kNotFound, fmt::format("there is no log in {}", dir.string())};
  }
  rocksdb::DBOptions db_options = log_db_options(options.env);
  db_options.create_if_missing = options.missing == Missing::kCreate;
  db_options.create_missing_column_families = true;  // also finishes a creation cut short
  if (exists) {
    std::vector<std::string> names;
    auto listed = rocksdb::DB::ListColumnFamilies(db_options, dir.string(), &names);
    if (!listed.ok()) return opening_error("log", dir, listed);
    if (!all_known(names)) return newer(dir);
    // A creation cut short may lack families; such a log holds nothing yet.
    if (names.size() == std::size(format::kLogFamilies)) {
      Status status =
          check_for_lost_frames(dir, db_options, families(nullptr), read_tail_mark(options.mark));
      if (!status.ok()) return status.error();
    } else if (Status status = check_for_lost_families(dir, read_tail_mark(options.mark));
               !status.ok()) {
      return status.error();
    }
  }
  std::unique_ptr<RocksDbLog> log(new RocksDbLog());
  rocksdb::DB* db = nullptr;
  auto opened =
      rocksdb::DB::Open(db_options, dir.string(), families(log->removal_), &log->families_, &db);
  if (!opened.ok()) return opening_error("log", dir, opened);
  log->db_.reset(db);
  auto tail = read_tail(*db, log->families_[kFrames], log->families_[kLog]);
  if (!tail.ok()) return tail.error();
  log->tail_ = std::move(tail.value().frame);
  log->size_.store(tail.value().size.value(), std::memory_order_release);
  if (Status status = log->load_meta(); !status.ok()) {
    return status.error().code == ErrorCode::kUsage ? newer(dir) : status.error();
  }
  if (!options.mark.empty()) log->mark_ = std::make_unique<TailMarkFile>(options.mark);
  log->mark_tail();
  return log;
}

// The format must be ours (a fresh log gets it now), the epoch at least the tail's.
Status RocksDbLog::load_meta() {
  std::string value;
  auto status = db_->Get({}, families_[kMeta], slice(format::kMetaFormat), &value);
  if (status.IsNotFound()) {
    if (tail_) return corrupt("the log has frames but no format: its meta rows are lost");
    value.clear();
    format::put_u32(value, format::kLogVersion);
    status = db_->Put(log_write_options(), families_[kMeta], slice(format::kMetaFormat), value);
  }
  if (!status.ok()) return rocksdb_error("cannot read or write the log's format", status);
  std::string_view in = value;
  auto version = format::take_u32(in);
  if (!version) return corrupt("the log's format row is cut short");
  if (*version > format::kLogVersion) return Error{ErrorCode::kUsage, "newer"};
  auto epoch = read_number(format::kMetaEpoch);
  if (!epoch.ok()) return epoch.error();
  if (epoch.value()) epoch_ = Epoch(*epoch.value());
  auto vault_syncs = read_number(format::kMetaVault);
  if (!vault_syncs.ok()) return vault_syncs.error();
  vault_syncs_ = vault_syncs.value().value_or(0);
  if (tail_ && tail_->epoch > epoch_) {
    return corrupt(fmt::format("frame {} has the epoch {}, but the highest claimed is {}",
                               tail_->index.value(), tail_->epoch.value(), epoch_.value()));
  }
  return Done{};
}

Result<std::optional<std::uint64_t>> RocksDbLog::read_number(std::string_view row) {
  std::string value;
  auto status = db_->Get({}, families_[kMeta], slice(row), &value);
  if (status.IsNotFound()) return std::optional<std::uint64_t>();
  if (!status.ok()) return rocksdb_error(fmt::format("cannot read the log's row {}", row), status);
  std::string_view in = value;
  auto number = format::take_u64(in);
  if (!number) return corrupt(fmt::format("the log's row {} is cut short", row));
  return number;
}

std::uint64_t RocksDbLog::vault_syncs() const {
  std::lock_guard lock(mutex_);
  return vault_syncs_;
}

Promises RocksDbLog::promises() const {
  return {.durable_on_ack = true,
          .survives_node_loss = false,
          .partitions = 1,
          .largest_frame_bytes = kMaxFrameBytes};
}

Result<Claim> RocksDbLog::claim(PartitionId partition) {
  if (partition != kOnly) return no_such_partition(partition);
  std::lock_guard lock(mutex_);
  if (broken_) {
    return Error{ErrorCode::kUnavailable, "a write failed: the log must be opened again"};
  }
  std::string value;
  format::put_u64(value, epoch_.next().value());
  auto status = db_->Put(log_write_options(), families_[kMeta], slice(format::kMetaEpoch), value);
  if (!status.ok()) {
    broken_ = true;
    return rocksdb_error("cannot claim the log", status);
  }
  epoch_ = epoch_.next();
  return Claim{partition, epoch_};
}

void RocksDbLog::append(const Claim& claim, const Frame& frame, std::function<void(Append)> done) {
  Append answer = Append::kRefused;
  {
    std::lock_guard lock(mutex_);
    answer = append_locked(claim, frame);
  }
  done(answer);
}

Append RocksDbLog::append_locked(const Claim& claim, const Frame& frame) {
  if (claim.partition != kOnly || broken_) return Append::kRefused;
  if (claim.epoch != epoch_) return Append::kFenced;
  const Position size(size_.load(std::memory_order_relaxed));
  if (frame_fault(frame, size) != nullptr) return Append::kRefused;

  FrameHeader header{.epoch = epoch_,
                     .index = tail_ ? tail_->index.next() : FrameIndex(1),
                     .first = frame.first,
                     .count = static_cast<std::uint32_t>(frame.records.size()),
                     .tree_root = frame.tree_root};
  fill_batch(frame, header);
  if (!db_->Write(log_write_options(), batch_.get()).ok()) {
    broken_ = true;
    return Append::kUnknown;
  }
  size_.store(size.value() + header.count, std::memory_order_release);
  tail_ = std::move(header);
  vault_syncs_ = std::max(vault_syncs_, frame.vault_syncs);
  mark_tail();
  return Append::kStored;
}

void RocksDbLog::mark_tail() {
  if (mark_ && tail_) mark_->write({tail_->index, Position(size_.load(std::memory_order_relaxed))});
}

// The header first: the raw write-ahead log is searched for it.
void RocksDbLog::fill_batch(const Frame& frame, const FrameHeader& header) {
  batch_->Clear();
  const auto put = [this](Family family, std::string_view key, std::string_view value) {
    static_cast<void>(batch_->Put(families_[family], slice(key), slice(value)));
  };
  put(kFrames, format::frame_key(header.index), format::encode_frame_header(header));
  char key[format::kPositionKeyBytes];
  const std::string_view key_view(key, sizeof key);
  std::uint64_t position = frame.first.value();
  for (const LogRecord& record : frame.records) {
    format::write_u64(key, position++);
    const rocksdb::Slice key_part = slice(key_view);
    const rocksdb::Slice parts[] = {slice(record.entry), slice(record.core)};
    static_cast<void>(batch_->Put(families_[kLog], rocksdb::SliceParts(&key_part, 1),
                                  rocksdb::SliceParts(parts, 2)));
    if (!record.words.empty()) put(kWords, key_view, record.words);
  }
  for (const Tile& tile : frame.tiles) put(kTiles, format::tile_key(tile.name), tile.hashes);
  if (frame.vault_syncs > vault_syncs_) {
    std::string syncs;
    format::put_u64(syncs, frame.vault_syncs);
    put(kMeta, format::kMetaVault, syncs);
  }
  for (const SideRow& row : frame.side_rows) {
    if (row.value) {
      put(kAlarms, row.key, *row.value);
    } else {
      static_cast<void>(batch_->Delete(families_[kAlarms], slice(row.key)));
    }
  }
}

Status RocksDbLog::remove_words(const Claim& claim, const std::vector<Position>& positions) {
  if (claim.partition != kOnly) return no_such_partition(claim.partition);
  std::lock_guard lock(mutex_);
  if (broken_) {
    return Error{ErrorCode::kUnavailable, "a write failed: the log must be opened again"};
  }
  if (claim.epoch != epoch_) return Error{ErrorCode::kUsage, "the claim is an older one"};
  if (const char* fault = removal_fault(positions, Position(size_.load()))) {
    return Error{ErrorCode::kUsage, fault};
  }
  if (positions.empty()) return Done{};
  return removal_->remove(*db_, families_, families_[kWords], positions);
}

Result<std::optional<FrameHeader>> RocksDbLog::resolve(PartitionId partition) {
  if (partition != kOnly) return no_such_partition(partition);
  std::lock_guard lock(mutex_);
  if (broken_) {
    return Error{ErrorCode::kUnavailable, "a write failed: the log must be opened again"};
  }
  return tail_;
}

Result<Position> RocksDbLog::size(PartitionId partition) const {
  if (partition != kOnly) return no_such_partition(partition);
  return Position(size_.load(std::memory_order_acquire));
}

std::unique_ptr<LogCursor> RocksDbLog::read(Place from, ReadWords words) const {
  return std::make_unique<RocksDbCursor>(this, from, words);
}

Result<std::vector<LogRecord>> RocksDbLog::get(PartitionId partition,
                                               const std::vector<Position>& positions,
                                               ReadWords words) const {
  if (partition != kOnly) return no_such_partition(partition);
  const Position size(size_.load(std::memory_order_acquire));
  for (Position position : positions) {
    if (position >= size) {
      return Error{ErrorCode::kNotFound, "the log has no record at " + at(position) + " yet"};
    }
  }
  return get_checked(positions, words);
}

Result<std::vector<LogRecord>> RocksDbLog::get_checked(const std::vector<Position>& positions,
                                                       ReadWords words) const {
  const std::size_t count = positions.size();
  std::vector<std::string> keys;
  std::vector<rocksdb::Slice> key_slices;
  keys.reserve(count);
  key_slices.reserve(count);
  for (Position position : positions) {
    key_slices.emplace_back(keys.emplace_back(format::position_key(position)));
  }
  const bool sorted = std::is_sorted(positions.begin(), positions.end());
  std::vector<rocksdb::PinnableSlice> values(count);
  std::vector<rocksdb::Status> statuses(count);
  std::vector<LogRecord> records(count);

  db_->MultiGet({}, families_[kLog], count, key_slices.data(), values.data(), statuses.data(),
                sorted);
  for (std::size_t i = 0; i < count; ++i) {
    if (statuses[i].IsNotFound()) return corrupt("the log has no record at " + at(positions[i]));
    if (!statuses[i].ok()) {
      return rocksdb_error("cannot read the record at " + at(positions[i]), statuses[i]);
    }
    std::string_view value = view(values[i]);
    if (value.size() < kEntryBytes) {
      return corrupt("the record at " + at(positions[i]) + " is cut short");
    }
    records[i].entry = value.substr(0, kEntryBytes);
    records[i].core = value.substr(kEntryBytes);
    values[i].Reset();
  }
  if (words == ReadWords::kNo) return records;

  db_->MultiGet({}, families_[kWords], count, key_slices.data(), values.data(), statuses.data(),
                sorted);
  for (std::size_t i = 0; i < count; ++i) {
    if (statuses[i].IsNotFound()) continue;
    if (!statuses[i].ok()) {
      return rocksdb_error("cannot read the words at " + at(positions[i]), statuses[i]);
    }
    records[i].words = view(values[i]);
  }
  return records;
}

Result<std::string> RocksDbLog::tile(PartitionId partition, TileName name) const {
  if (partition != kOnly) return no_such_partition(partition);
  std::string hashes;
  const auto status = db_->Get({}, families_[kTiles], slice(format::tile_key(name)), &hashes);
  if (status.IsNotFound()) return no_such_tile(name);
  if (!status.ok()) {
    return rocksdb_error(fmt::format("cannot read the tile {} of level {}", name.index, name.level),
                         status);
  }
  if (hashes.size() != kTileHashes * sizeof(Hash::bytes)) {
    return corrupt(
        fmt::format("the tile {} of level {} has a wrong length", name.index, name.level));
  }
  return hashes;
}

Result<std::vector<FrameHeader>> RocksDbLog::frames(PartitionId partition, FrameIndex from,
                                                    std::size_t limit) const {
  if (partition != kOnly) return no_such_partition(partition);
  return read_frames(*db_, families_[kFrames], from, limit);
}

Result<std::vector<SideRow>> RocksDbLog::side_rows_behind(PartitionId partition,
                                                          std::string_view prefix,
                                                          std::string_view after,
                                                          std::size_t limit) const {
  if (partition != kOnly) return no_such_partition(partition);
  std::vector<SideRow> rows;
  std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator({}, families_[kAlarms]));
  it->Seek(slice(std::max(prefix, after)));
  if (it->Valid() && !after.empty() && view(it->key()) == after) it->Next();
  for (; it->Valid() && view(it->key()).starts_with(prefix) && rows.size() < limit; it->Next()) {
    rows.push_back({it->key().ToString(), it->value().ToString()});
  }
  if (!it->status().ok()) return rocksdb_error("cannot read the side rows", it->status());
  return rows;
}

}  // namespace dangol
