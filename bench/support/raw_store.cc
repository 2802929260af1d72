#include "bench/support/raw_store.h"

#include <chrono>
#include <memory>
#include <stdexcept>

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "store/format.h"
#include "store/rocksdb_options.h"

namespace dangol::bench {

namespace {

void demand(const rocksdb::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

}  // namespace

double write_raw(const std::string& dir, const std::vector<std::string>& records,
                 std::size_t batch) {
  rocksdb::Options options(log_db_options(), log_family_options("log"));
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  demand(rocksdb::DB::Open(options, dir, &opened));
  std::unique_ptr<rocksdb::DB> db(opened);
  const auto start = std::chrono::steady_clock::now();
  rocksdb::WriteBatch writes;
  for (std::size_t i = 0; i < records.size();) {
    writes.Clear();
    for (std::size_t end = std::min(records.size(), i + batch); i < end; ++i) {
      char key[format::kPositionKeyBytes];
      format::write_u64(key, i);
      writes.Put(rocksdb::Slice(key, sizeof key), records[i]);
    }
    demand(db->Write(log_write_options(), &writes));
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace dangol::bench
