// What RocksDB's write-ahead log still holds, read without RocksDB. After one damaged byte in the
// middle, RocksDB's recovery stops there, opens without a word and deletes the rest: frames that
// were acknowledged. The headers in the raw files show that there was more.
#pragma once

#include <filesystem>
#include <optional>

#include "events/outcome.h"
#include "store/event_log.h"

namespace dangol {

// The header with the highest index that begins a batch in any write-ahead log file in `dir`;
// nullopt when there is none. Damaged parts are passed over. Reads only.
Result<std::optional<FrameHeader>> highest_frame_in_wal(const std::filesystem::path& dir);

}  // namespace dangol
