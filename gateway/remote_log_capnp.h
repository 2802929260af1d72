// A writer's log and what it derives, seen from a client. Only for sources.
#pragma once

#include "gateway/client_line_capnp.h"

namespace dangol {

class RemoteLog final : public LogReader {
 public:
  explicit RemoteLog(LocalClient::Line& line) : line_(line) {}
  Result<Position> size(PartitionId partition) const override;
  std::unique_ptr<LogCursor> read(Place from, ReadWords words) const override;
  Result<std::string> tile(PartitionId partition, TileName name) const override;
  Result<std::vector<FrameHeader>> frames(PartitionId partition, FrameIndex from,
                                          std::size_t limit) const override;

 private:
  LocalClient::Line& line_;
};

class RemoteStates final : public LiveStates {
 public:
  RemoteStates(LocalClient::Line& line, Position end) : line_(line), end_(end) {}
  Result<std::vector<Result<StateDigest>>> states(std::span<const Asked> streams) override;
  Status snapshots(const std::function<void(const StateDigest&)>& each) override;

 private:
  LocalClient::Line& line_;
  const Position end_;
};

}  // namespace dangol
