// Files as RocksDB sees them, with a look at what it would take as it is: the end of every table (store/table_tail.h)
// and the list of files (store/manifest_check.h), each time that it opens one. What is damaged there is kCorrupt with
// the file's name, whoever opens it and whenever. Reads are not passed through here, so they cost nothing more.
// Internal to the room.
#pragma once

#include <cstdint>

namespace rocksdb {
class Env;
}

namespace dangol {

// What a list of files that does not end with a whole fragment is: the last entry before a loss of power, which was
// not in force yet, or damage; nobody can tell. What can be made anew is made anew then.
enum class TornManifest : std::uint8_t { kTake, kRefuse };

// `env` (nullptr: the system's) with these looks. It stands as long as `env` does. Thread-safe.
rocksdb::Env* guarded(rocksdb::Env* env, TornManifest torn = TornManifest::kTake);

}  // namespace dangol
