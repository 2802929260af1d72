#include "gateway/status_wire_capnp.h"
#include "gateway/wire_capnp.h"

namespace dangol {

void write_status(const WriterStatus& status, wire::Status::Builder into) {
  into.setProcessId(status.writer.process_id);
  into.setSince(status.writer.since.value());
  into.setConnections(status.writer.connections);
  into.setRecords(status.records);
  into.setEpoch(status.epoch.value());
  into.setFreeBytes(status.free_bytes);
  into.setGeneration(status.generation);
  into.setServing(status.serving);
  into.setReason(status.reason.c_str());
  into.setClockStopped(status.clock_stopped.c_str());
  into.setAlarmsFailed(status.alarms_failed.c_str());
  into.setSignedRecords(status.notary.size);
  into.setSigningFailed(status.notary.failed.c_str());
  into.setUncosigned(status.notary.uncosigned.c_str());
  into.setFencedStreams(status.vaults.fenced);
  into.setFencedSince(status.vaults.fenced_since.value());
  into.setFencedUntil(status.vaults.fenced_until.value());
  into.setHeldStreams(status.vaults.held);
  into.setHeldOver(status.vaults.held_over);
  auto models = into.initReadModels(static_cast<unsigned>(status.read_models.size()));
  for (unsigned i = 0; i < models.size(); ++i) {
    models[i].setProjection(status.read_models[i].projection.c_str());
    models[i].setEnd(status.read_models[i].end.value());
    models[i].setStopped(status.read_models[i].stopped.c_str());
  }
}

WriterStatus read_status(wire::Status::Reader told) {
  WriterStatus status;
  status.writer = {told.getProcessId(), Micros(told.getSince()), told.getConnections()};
  status.records = told.getRecords();
  status.epoch = Epoch(told.getEpoch());
  status.free_bytes = told.getFreeBytes();
  status.generation = told.getGeneration();
  status.serving = told.getServing();
  status.reason = view_of(told.getReason());
  status.clock_stopped = view_of(told.getClockStopped());
  status.alarms_failed = view_of(told.getAlarmsFailed());
  status.notary.size = told.getSignedRecords();
  status.notary.failed = view_of(told.getSigningFailed());
  status.notary.uncosigned = view_of(told.getUncosigned());
  status.vaults = {told.getFencedStreams(), Micros(told.getFencedSince()),
                   Micros(told.getFencedUntil()), told.getHeldStreams(), told.getHeldOver()};
  for (const auto model : told.getReadModels()) {
    status.read_models.push_back({std::string(view_of(model.getProjection())),
                                  Position(model.getEnd()),
                                  std::string(view_of(model.getStopped()))});
  }
  return status;
}

}  // namespace dangol
