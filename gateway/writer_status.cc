#include "gateway/writer_status.h"

#include <system_error>

#include "events/clock.h"

namespace dangol {

namespace {

void add_free_bytes(const std::filesystem::path& dir, WriterStatus& status) {
  std::error_code unknown;
  const auto space = std::filesystem::space(dir, unknown);
  if (!unknown) status.free_bytes = space.available;
}

Status add_vaults(Store& store, WriterStatus& status) {
  Result<VaultHealth> vaults = look_at_vaults(store, system_clock()());
  if (!vaults.ok()) return vaults.error();
  status.vaults = vaults.value();
  return Done{};
}

}  // namespace

Result<WriterStatus> status_of(const WriterFacts& writer, Engine& engine,
                               const std::filesystem::path& dir, const Notary* notary,
                               const ReadModels& models) {
  WriterStatus status;
  status.writer = writer;
  add_free_bytes(dir, status);
  const EngineHealth health = engine.health();
  status.serving = health.serving;
  status.generation = health.generation;
  status.epoch = health.epoch;
  status.reason = health.reason;
  status.clock_stopped = health.clock_stopped;
  status.alarms_failed = health.alarms_failed;
  if (notary != nullptr) status.notary = notary->health();
  status.read_models = models.health();
  Status read = engine.read([&](Store& store) -> Status {
    Result<Position> size = store.log().size(PartitionId(0));
    if (!size.ok()) return size.error();
    status.records = size.value().value();
    return add_vaults(store, status);
  });
  if (!read.ok() && health.serving) return read.error();
  return status;
}

Status add_store_status(Store& store, const std::filesystem::path& dir, WriterStatus& status) {
  const PartitionId partition(0);
  Result<Position> size = store.log().size(partition);
  if (!size.ok()) return size.error();
  status.records = size.value().value();
  auto last = store.log().resolve(partition);
  if (!last.ok()) return last.error();
  if (last.value()) status.epoch = last.value()->epoch;
  auto signed_last = store.checkpoints().latest();
  if (!signed_last.ok()) return signed_last.error();
  if (signed_last.value()) status.notary.size = signed_last.value()->size;
  add_free_bytes(dir, status);
  return add_vaults(store, status);
}

}  // namespace dangol
