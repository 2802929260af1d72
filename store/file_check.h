// Whether the table files of a database still hold what was written: every byte against the checksum of its file,
// or, in a table that has none, every block against its own, also blocks that nobody reads. What is in the
// write-ahead log is looked at when the database is opened.
#pragma once

#include <filesystem>
#include <string_view>

#include "events/outcome.h"

namespace rocksdb {
class Env;
}

namespace dangol {

class Store;

// kCorrupt names the file. A database that is not there is whole. Reads every byte; the database may be
// open for writing in this process. `env`: nullptr, or the files it lies on.
Status check_table_files(std::string_view what, const std::filesystem::path& dir,
                         rocksdb::Env* env);

// The same of every database of an open store: log, vault, checkpoints, and what a law keeps, whose key file is
// tried, too; then what is derived, with what to delete when it is damaged: it is made anew.
Status check_store_files(Store& store, rocksdb::Env* env = nullptr);

}  // namespace dangol
