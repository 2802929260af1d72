// The notary of a running writer: signs what the log is, so that it cannot become another later. A
// checkpoint is signed, then kept in the store, then put into the anchor, and only then told to
// anybody; before the signature the new tree is proved to go on from the last one that was signed, so
// one log never signs two histories.
//
//   Store -> Engine -> Notary -> LocalServer       ended in the other order
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/engine.h"
#include "events/clock.h"
#include "events/outcome.h"
#include "store/merkle_policy.h"
#include "store/signing_keys.h"

namespace dangol {

// Why a checkpoint is being made.
enum class Occasion : std::uint8_t {
  kTime,    // the interval is over, and there are new records
  kEnd,     // the writer ends, and there are new records
  kDemand,  // somebody asked
};

// What may be asked of a notary.
enum class NotaryTask : std::uint8_t {
  kSign,  // the checkpoint of everything that is settled now: a new one, or the newest when nothing was
          // recorded since. Durable in store and anchor before it is told
  kKeys,  // by which keys the log is signed; the first one is made if need be
  kRotate,  // a new key signs first from now on, and the ones before sign too; the log announces it, and a
            // checkpoint by both is made. kConflict: as many keys sign already as may
  kRetire,  // ends the period of rotation: only the newest key signs. kConflict: there is none
};

// What it tells.
struct Notarial {
  std::string note;  // a signed checkpoint, with all signatures that it has by now; of kKeys: empty
  std::vector<NoteVerifier> keys;     // that sign now, the first one first
  std::vector<std::string> warnings;  // witnesses that gave no cosignature, and why
};

// How a notary fares.
struct NotaryHealth {
  std::uint64_t size = 0;  // records of the newest checkpoint; 0: there is none
  std::string failed;      // why the last attempt made none; empty: it did
  std::string uncosigned;  // why a witness gave no cosignature for the newest; empty: all did
  bool operator==(const NotaryHealth&) const = default;
};

class Notary {
 public:
  // The steps of one checkpoint, for tests that end the process between them.
  enum class Step : std::uint8_t { kSigned, kStored, kAnchored };
  // Appends what must be in the log before it is signed (the root of the map of heads): its decision
  // whether anything must. On the notary's thread or on the asker's, never two at a time.
  using Prepare = std::function<Status(Engine&, Occasion)>;

  struct Options {
    std::filesystem::path
        signing_key;  // file of the keys (store/signing_keys.h); made on first use
    std::chrono::milliseconds every{std::chrono::minutes(1)};  // 0: on demand only
    Prepare prepare;                                           // may be empty
    std::vector<WitnessAddress> witnesses;                     // who are asked to cosign
    Clock clock = system_clock();                              // of what is announced
    Entropy* entropy = nullptr;                                // nullptr: the operating system's
    std::function<void(Step)> after;                           // tests only
  };

  // Gives the log its name and its anchor where it has none, and brings checkpoints and anchor to one
  // state after a crash between them. `engine` outlives the notary. kUsage: the keys are another
  // log's, or absent though they have signed. Errors as Anchor, Checkpoints and holds() say.
  static Result<std::unique_ptr<Notary>> start(Engine& engine, Options options);
  // Signs what is new, unless that is left to demand.
  ~Notary();
  Notary(const Notary&) = delete;
  Notary& operator=(const Notary&) = delete;

  // kUnavailable: the log is empty, or a file cannot be written. kCorrupt: the log does not go on from
  // what was signed (then nothing is signed any more), or from what a witness has cosigned. Thread-safe;
  // not inside Engine::read.
  Result<Notarial> run(NotaryTask task);

  NotaryHealth health() const;

 private:
  class Impl;
  explicit Notary(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dangol
