#include "tests/simulation/databases.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace dangol::simulation {

Databases& Databases::open() {
  thread_local Databases of_this_thread;
  return of_this_thread;
}

void Databases::opened(rocksdb::DB* db, std::vector<rocksdb::ColumnFamilyHandle*> families) {
  all_[db->GetName()] = {db, std::move(families)};
}

void Databases::closed(const std::string& dir) { all_.erase(dir); }

std::string Databases::tidy(Dice& dice) {
  if (all_.empty()) return "nothing is open";
  const auto chosen = std::next(all_.begin(), static_cast<std::ptrdiff_t>(dice.pick(all_.size())));
  const Open& one = chosen->second;
  const std::string name = chosen->first.substr(chosen->first.rfind('/') + 1);
  auto status = one.db->Flush({}, one.families);
  const bool compact = dice.chance(50);
  rocksdb::CompactRangeOptions how;
  how.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  for (auto* family : one.families) {
    if (!compact || !status.ok()) break;
    status = one.db->CompactRange(how, family, nullptr, nullptr);
  }
  return fmt::format("{} {}: {}", compact ? "compact" : "flush", name,
                     status.ok() ? "done" : "failed");
}

rocksdb::Status open_database(const rocksdb::DBOptions& options, const std::string& dir,
                              std::vector<rocksdb::ColumnFamilyDescriptor> families,
                              std::vector<rocksdb::ColumnFamilyHandle*>* handles,
                              rocksdb::DB** db) {
  for (auto& family : families) family.options.disable_auto_compactions = true;
  auto status = rocksdb::DB::Open(options, dir, families, handles, db);
  if (status.ok()) Databases::open().opened(*db, *handles);
  return status;
}

rocksdb::Status open_database(rocksdb::Options options, const std::string& dir, rocksdb::DB** db) {
  options.disable_auto_compactions = true;
  auto status = rocksdb::DB::Open(options, dir, db);
  if (status.ok()) Databases::open().opened(*db, {(*db)->DefaultColumnFamily()});
  return status;
}

}  // namespace dangol::simulation
