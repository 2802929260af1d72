#include "store/rocksdb_options.h"

#include <memory>

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>

#include "store/file_guard.h"
#include "store/limits.h"

namespace dangol {
namespace {

constexpr std::size_t kMiB = 1 << 20;

// Families that take every record; the others take a few rows a frame.
bool takes_records(std::string_view family) { return family == "log" || family == "words"; }

std::size_t cache_bytes(std::string_view family) {
  if (family == "log") return kLogCacheBytes;
  return family == "words" ? kWordsCacheBytes : kSideCacheBytes;
}

// RocksDB mends itself on a thread of its own once a full disk has room again, and carries on without
// the batch that failed.
class NoSelfMending final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }
};

// A write that failed is not mended behind our back: whoever needs the database opens it again. Besides, closing one
// that was mending itself after a failure that might pass waits for ever
// (https://github.com/facebook/rocksdb/issues/11440, up to 8.6).
void forbid_self_mending(rocksdb::DBOptions& options) {
  options.max_bgerror_resume_count = 0;
  options.listeners.push_back(std::make_shared<NoSelfMending>());
}

}  // namespace

rocksdb::DBOptions log_db_options(rocksdb::Env* env) {
  rocksdb::DBOptions options;
  options.env = guarded(env);
  // Losing the unacknowledged end of the write-ahead log is honest; a gap in it is not. Point in
  // time stops at the first damage; that the damage was the end is proved by the frame headers.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.track_and_verify_wals_in_manifest = true;
  // A failed write ends a generation: RocksDB must not mend itself and carry on without the batch.
  forbid_self_mending(options);
  options.paranoid_checks = true;
  // Of each whole table, in MANIFEST: also of the bytes that no block's checksum covers, or that nobody compares.
  options.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  // All families are flushed together, so that files alone always hold whole frames, and a family
  // with a few small rows does not keep old write-ahead logs alive.
  options.atomic_flush = true;
  // One writer thread: the machinery for several only costs.
  options.enable_pipelined_write = false;
  options.allow_concurrent_memtable_write = false;
  options.enable_write_thread_adaptive_yield = false;
  options.max_background_jobs = 2;
  options.bytes_per_sync = kMiB;  // spread a flush's writes, so that no frame's sync waits for all
  options.avoid_unnecessary_blocking_io = true;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.max_log_file_size = kMiB;
  options.keep_log_file_num = 4;
  options.max_open_files = kLogOpenFiles;
  return options;
}

rocksdb::ColumnFamilyOptions log_family_options(std::string_view family) {
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = takes_records(family) ? 24 * kMiB : 4 * kMiB;
  options.max_write_buffer_number = 3;
  // Sealed and salted bytes do not compress, and one setting for all levels lets files move down
  // without being rewritten (ascending keys never overlap).
  options.compression = rocksdb::kNoCompression;
  options.bottommost_compression = rocksdb::kDisableCompressionOption;
  options.level_compaction_dynamic_level_bytes = true;
  auto table = bounded_table_options(cache_bytes(family));
  table.block_size = 4 * 1024;  // waking reads single records
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

rocksdb::DBOptions disposable_db_options(rocksdb::Env* env, int open_files) {
  rocksdb::DBOptions options;
  options.env = guarded(env, TornManifest::kRefuse);
  forbid_self_mending(options);
  options.create_if_missing = true;
  options.max_background_jobs = 2;
  options.bytes_per_sync = kMiB;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.max_log_file_size = kMiB;
  options.keep_log_file_num = 2;
  options.max_open_files = open_files;
  return options;
}

rocksdb::BlockBasedTableOptions bounded_table_options(std::size_t cache_bytes) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(cache_bytes);
  table.format_version = 5;
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.pin_top_level_index_and_filter = true;
  table.optimize_filters_for_memory = true;
  return table;
}

rocksdb::WriteOptions log_write_options() {
  rocksdb::WriteOptions options;
  options.sync = true;
  return options;
}

rocksdb::ReadOptions log_scan_options() {
  rocksdb::ReadOptions options;
  options.readahead_size = 2 * kMiB;
  options.fill_cache = false;  // a scan would push out what histories need
  options.verify_checksums = true;
  return options;
}

void give_back(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families) {
  std::uint64_t waiting = 0;
  for (rocksdb::ColumnFamilyHandle* family : families) {
    std::uint64_t bytes = 0;
    if (db.GetIntProperty(family, rocksdb::DB::Properties::kCurSizeAllMemTables, &bytes)) {
      waiting += bytes;
    }
  }
  if (waiting >= kLeastFlushedBytes) {
    static_cast<void>(db.Flush(rocksdb::FlushOptions(), families));
  }
  for (rocksdb::ColumnFamilyHandle* family : families) {
    const auto* table =
        db.GetOptions(family).table_factory->GetOptions<rocksdb::BlockBasedTableOptions>();
    if (table != nullptr && table->block_cache) table->block_cache->EraseUnRefEntries();
  }
}

Error rocksdb_error(std::string_view what, const rocksdb::Status& status) {
  ErrorCode code = ErrorCode::kUnavailable;
  if (status.IsCorruption()) code = ErrorCode::kCorrupt;
  if (status.IsNotFound()) code = ErrorCode::kNotFound;
  return {code, fmt::format("{}: {}", what, status.ToString())};
}

}  // namespace dangol
