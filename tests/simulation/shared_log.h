// The log in memory as one process sees it: what was appended stays when the process is gone, and nothing
// that it does once it is dead reaches it.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "store/memory_log.h"

namespace dangol::simulation {

class SharedLog final : public EventLog {
 public:
  SharedLog(MemoryLog& log, const bool& dead) : log_(log), dead_(dead) {}

  Promises promises() const override { return log_.promises(); }
  Result<Claim> claim(PartitionId partition) override { return log_.claim(partition); }
  void append(const Claim& claim, const Frame& frame, std::function<void(Append)> done) override {
    if (dead_) return done(Append::kUnknown);
    log_.append(claim, frame, std::move(done));
  }
  Status remove_words(const Claim& claim, const std::vector<Position>& positions) override {
    return log_.remove_words(claim, positions);
  }
  Result<std::optional<FrameHeader>> resolve(PartitionId partition) override {
    return log_.resolve(partition);
  }
  Result<Position> size(PartitionId partition) const override { return log_.size(partition); }
  std::unique_ptr<LogCursor> read(Place from, ReadWords words) const override {
    return log_.read(from, words);
  }
  Result<std::vector<LogRecord>> get(PartitionId partition, const std::vector<Position>& positions,
                                     ReadWords words) const override {
    return log_.get(partition, positions, words);
  }
  Result<std::string> tile(PartitionId partition, TileName name) const override {
    return log_.tile(partition, name);
  }
  Result<std::vector<FrameHeader>> frames(PartitionId partition, FrameIndex from,
                                          std::size_t limit) const override {
    return log_.frames(partition, from, limit);
  }
  Result<std::vector<SideRow>> side_rows_behind(PartitionId partition, std::string_view prefix,
                                                std::string_view after,
                                                std::size_t limit) const override {
    return log_.side_rows_behind(partition, prefix, after, limit);
  }

 private:
  MemoryLog& log_;
  const bool& dead_;
};

}  // namespace dangol::simulation
