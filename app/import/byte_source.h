// The bytes of one file, unpacked if it is gzip, as a stream.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "events/outcome.h"

namespace dangol::importing {

// Reads a regular file front to back. A file whose first bytes are gzip's is unpacked, whatever its
// name; several gzip members in one file are one text. One thread.
class ByteSource {
 public:
  // kRejected, with a sentence that names the file, when it is absent, a directory, not a regular
  // file, unreadable or empty.
  static Result<ByteSource> open(const std::string& path);

  ByteSource(ByteSource&&) noexcept;
  ByteSource& operator=(ByteSource&&) noexcept;
  ~ByteSource();

  // Fills the front of `room`; 0 is the end. kRejected when the gzip data are damaged or end early,
  // naming how many unpacked bytes came before.
  Result<std::size_t> read(std::span<char> room);

  // Progress: bytes of the file as it lies on disk.
  std::uint64_t bytes_read() const;
  std::uint64_t bytes_total() const;

 private:
  struct State;
  explicit ByteSource(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace dangol::importing
