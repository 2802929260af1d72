// The databases that a store has open: what RocksDB would do by itself, whenever it likes, is done when dice say so.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <rocksdb/db.h>

#include "tests/simulation/dice.h"

namespace dangol::simulation {

class Databases {
 public:
  // Of the thread that simulates.
  static Databases& open();

  void opened(rocksdb::DB* db, std::vector<rocksdb::ColumnFamilyHandle*> families);
  void closed(const std::string& dir);
  // One of them writes its memory to tables, or merges these. What it says of that.
  std::string tidy(Dice& dice);

 private:
  struct Open {
    rocksdb::DB* db;
    std::vector<rocksdb::ColumnFamilyHandle*> families;
  };
  std::map<std::string, Open> all_;  // by folder
};

// In place of rocksdb::DB::Open.
rocksdb::Status open_database(const rocksdb::DBOptions& options, const std::string& dir,
                              std::vector<rocksdb::ColumnFamilyDescriptor> families,
                              std::vector<rocksdb::ColumnFamilyHandle*>* handles, rocksdb::DB** db);
rocksdb::Status open_database(rocksdb::Options options, const std::string& dir, rocksdb::DB** db);

}  // namespace dangol::simulation
