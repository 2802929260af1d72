// The raw store: what RocksDB alone does with the same record bytes, under the very options that the
// log uses. One put a record, one synced batch at a time, nothing else.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace dangol::bench {

// Writes the records in synced batches of `batch` into a fresh database in `dir`; the seconds it took.
double write_raw(const std::string& dir, const std::vector<std::string>& records,
                 std::size_t batch);

}  // namespace dangol::bench
