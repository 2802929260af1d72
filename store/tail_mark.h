// The log's end as it was last acknowledged, in a file of its own beside the log: evidence when the
// log's newest files are lost, cut off or replaced by older ones. Written over after every frame and
// never synced, so it costs no time: it outlives the process, and is at most a little old after a
// loss of power. It never names a frame that was not on disk before.
//
//   mark := "DGLMARK1" frame index:8 log size:8 crc32c:4 of all before; integers big-endian
#pragma once

#include <filesystem>
#include <optional>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/descriptor.h"

namespace dangol {

struct TailMark {
  FrameIndex frame;
  Position size;
};

// nullopt: there is none, or none that can be read.
std::optional<TailMark> read_tail_mark(const std::filesystem::path& path);

// Keeps the file open. Not thread-safe.
class TailMarkFile {
 public:
  // A file that cannot be made or written is done without: the log is the truth.
  explicit TailMarkFile(const std::filesystem::path& path);
  void write(const TailMark& mark);

 private:
  Descriptor file_;
};

}  // namespace dangol
