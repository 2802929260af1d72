// Files as RocksDB sees them, with a look at the end of every table before it opens one (store/table_tail.h):
// what is damaged there is kCorrupt with the file's name, whoever opens it and whenever. Reads are not passed
// through here, so they cost nothing more. Internal to the room.
#pragma once

namespace rocksdb {
class Env;
}

namespace dangol {

// `env` (nullptr: the system's) with that look. It stands as long as `env` does. Thread-safe.
rocksdb::Env* guarded(rocksdb::Env* env);

}  // namespace dangol
