// Keeps the map of heads of a running writer (store/head_map.h), and records its root in the log: so that a
// person's records can be proved to be all that there are. The map follows the log in the background and is
// a cache: it is made again from the log when it is lost.
//
//   Store -> Engine -> Heads -> Notary -> LocalServer       ended in the other order
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>

#include "actors/engine.h"
#include "events/clock.h"
#include "events/outcome.h"
#include "replay/heads_check.h"
#include "store/head_map.h"

namespace dangol {

// Where a stream ends, by a map that the log records.
struct ProvedHead {
  HeadsAt heads;
  HeadProof proof;
};

class Heads {
 public:
  struct Options {
    std::filesystem::path dir;  // of the map's database, within the store's directory
    std::chrono::seconds every{
        60};  // 0: recorded on demand only, and nothing runs in the background
    Clock clock = system_clock();
  };
  // `engine` outlives this.
  Heads(Engine& engine, Options options);
  ~Heads();
  Heads(const Heads&) = delete;
  Heads& operator=(const Heads&) = delete;

  // Lets go of memory that can be had again: what changed goes to disk. Thread-safe; not inside Engine::read.
  void give_back();

  // Records the map if there are records that the last one does not cover, and that one, or else the log,
  // is older than the interval. Errors as record(). Thread-safe; not inside Engine::read.
  Status record_if_due();

  // Records the map of everything that is settled now, unless the last record of it says the same, and
  // proves by it where the stream ends, or that it has no record: a head of version 0. kUnavailable: the log cannot
  // be read or written now. kCorrupt: the log does not hold together, with the place. Thread-safe; not
  // inside Engine::read.
  Result<ProvedHead> record(const StreamToken& stream);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dangol
