// How RocksDB is set up for the log: in one place, so that whoever measures the log against plain
// RocksDB measures with the same options. Only sources of store/, its tests and benchmarks include
// this header.
#pragma once

#include <string_view>
#include <vector>

#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/status.h>
#include <rocksdb/table.h>

#include "events/outcome.h"

namespace dangol {

// The load: keys ascend and are written once, by one thread, in large synced batches; reads are
// long scans from some position on, and small sets of positions.
// `env` may be nullptr: the system's. Here and below it is guarded (store/file_guard.h).
rocksdb::DBOptions log_db_options(rocksdb::Env* env = nullptr);
rocksdb::ColumnFamilyOptions log_family_options(std::string_view family);
rocksdb::WriteOptions log_write_options();
rocksdb::ReadOptions log_scan_options();

// Of a database that is made again from the log when it is lost.
rocksdb::DBOptions disposable_db_options(rocksdb::Env* env, int open_files);

// Tables whose filters and indexes are blocks of the cache like any other, in pieces of a few KiB: so
// what they take has one bound, however large the files grow, and what no one asks for takes nothing.
rocksdb::BlockBasedTableOptions bounded_table_options(std::size_t cache_bytes);

// Writes what stands in memory to files, of families that are flushed together, and empties their caches.
// What cannot be written stays where it is: the next write says why.
void give_back(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families);

// What a RocksDB status means to a caller; `what` says what was being done.
Error rocksdb_error(std::string_view what, const rocksdb::Status& status);

}  // namespace dangol
