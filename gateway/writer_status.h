// How a store and its writer fare.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "actors/engine.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "gateway/notary.h"
#include "gateway/vault_health.h"
#include "replay/read_models.h"

namespace dangol {

// What only the writer's socket knows.
struct WriterFacts {
  std::uint32_t process_id = 0;
  Micros since;                   // when it opened its socket
  std::uint32_t connections = 0;  // the asker's included
  bool operator==(const WriterFacts&) const = default;
};

struct WriterStatus {
  WriterFacts writer;  // process_id 0: nobody writes to the store
  std::uint64_t records = 0;
  Epoch epoch;
  std::uint64_t free_bytes = 0;  // of the file system
  std::uint64_t generation = 0;  // how often it has opened the store
  bool serving = true;           // false: the store is being opened again
  std::string reason;            // why the last generation ended; empty: nothing happened
  std::string clock_stopped;     // why no promise lapses; empty: the wall clock is believed
  std::string alarms_failed;     // why it cannot be read what is due; empty: it can
  NotaryHealth notary;           // of the checkpoints
  std::vector<ReadModelHealth> read_models;  // of figures that were asked for
  VaultHealth vaults;
  bool operator==(const WriterStatus&) const = default;
};

// Of a running writer, whose store is in `dir`. `notary`: nullptr where nothing is signed. Told also while the
// store is being opened again. Any thread.
Result<WriterStatus> status_of(const WriterFacts& writer, Engine& engine,
                               const std::filesystem::path& dir, const Notary* notary,
                               const ReadModels& models);

// What an open store says of itself. `dir`: as above.
Status add_store_status(Store& store, const std::filesystem::path& dir, WriterStatus& status);

}  // namespace dangol
