// The log in memory: for tests and the simulator. Keeps the whole contract of EventLog, over
// several partitions, and can be told to fail.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "store/event_log.h"

namespace dangol {

// What the next append of a partition answers, whatever it holds. One shot.
enum class AppendFault : std::uint8_t {
  kUnknownStored,     // kUnknown, and the frame is in the log
  kUnknownNotStored,  // kUnknown, and it is not
  kFenced,            // kFenced, as if somebody else had claimed the partition
};

// Thread-safe. Answers append() before it returns, outside of its locks.
class MemoryLog final : public EventLog {
 public:
  explicit MemoryLog(std::uint32_t partitions = 1);

  // REQUIRES: the partition exists.
  void fail_next_append(PartitionId partition, AppendFault fault);

  Promises promises() const override;
  Result<Claim> claim(PartitionId partition) override;
  void append(const Claim& claim, const Frame& frame, std::function<void(Append)> done) override;
  Status remove_words(const Claim& claim, const std::vector<Position>& positions) override;
  Result<std::optional<FrameHeader>> resolve(PartitionId partition) override;
  Result<Position> size(PartitionId partition) const override;
  std::unique_ptr<LogCursor> read(Place from, ReadWords words) const override;
  Result<std::vector<LogRecord>> get(PartitionId partition, const std::vector<Position>& positions,
                                     ReadWords words) const override;
  Result<std::string> tile(PartitionId partition, TileName name) const override;
  Result<std::vector<FrameHeader>> frames(PartitionId partition, FrameIndex from,
                                          std::size_t limit) const override;
  Result<std::vector<SideRow>> side_rows_behind(PartitionId partition, std::string_view prefix,
                                                std::string_view after,
                                                std::size_t limit) const override;

 private:
  friend class MemoryCursor;
  struct Partition {
    mutable std::mutex mutex;  // guards all below
    Epoch epoch;
    bool waits_for_claim = false;  // after kUnknown
    std::optional<AppendFault> fault;
    std::deque<std::shared_ptr<const LogRecord>> records;
    std::vector<FrameHeader> frames;
    std::map<std::string, std::string, std::less<>> side_rows;
    std::map<TileName, std::string> tiles;
  };
  Partition* find(PartitionId partition) const;
  static Append append_locked(Partition& partition, const Claim& claim, Frame frame);
  static void store(Partition& partition, Frame frame);

  std::vector<std::unique_ptr<Partition>> partitions_;
};

}  // namespace dangol
