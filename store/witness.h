// A witness (C2SP tlog-witness): remembers of each log that it knows the newest checkpoint that it
// cosigned, and cosigns the next one only when that goes on from there. So a log cannot show two
// histories to two people who both trust the witness.
//
//   DIR/key     its private key of type 0x04, `PRIVATE+KEY+name+id+base64`; 0600; made on first use
//   DIR/logs    whose checkpoints it takes: `log <public key>` a line, as in C2SP tlog-policy; the key's
//               name is the log's origin, and a log in a period of rotation has two lines
//   DIR/state   text: what it cosigned last, replaced whole and synced before each answer
//   DIR/lock    held while it runs
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "events/clock.h"
#include "events/outcome.h"
#include "events/sealing_seams.h"
#include "store/descriptor.h"
#include "store/merkle_note.h"

namespace dangol {

// HTTP's numbers, as the protocol uses them.
enum class WitnessCode : std::uint16_t {
  kCosigned = 200,
  kMalformed = 400,    // no request of the protocol, or an old size above the checkpoint's
  kNotSigned = 403,    // by no key that the witness knows for the log
  kUnknownLog = 404,   // it does not know the origin
  kConflict = 409,     // the old size is not the one it cosigned last, or the root at it is another
  kNotProved = 422,    // the proof does not hold
  kUnavailable = 503,  // its state could not be written: nothing was cosigned
};

struct WitnessAnswer {
  WitnessCode code = WitnessCode::kMalformed;
  // kCosigned: signature lines. kConflict: the size that it cosigned last, and a newline. Otherwise a
  // sentence.
  std::string body;
};

// Thread-safe: each request is checked and persisted alone.
class Witness {
 public:
  struct Options {
    std::filesystem::path dir;
    std::string name;  // of the witness, a URL without scheme; needed when its key is made
    Clock clock = system_clock();
    Entropy* entropy = nullptr;  // nullptr: the operating system's
  };
  // kInUse: another process runs it. kUsage or kCorrupt, with the reason: a file there is none of a
  // witness's. kNotFound: there is no file of logs.
  static Result<std::unique_ptr<Witness>> open(const Options& options);

  const NoteVerifier& verifier() const { return signer_.verifier(); }
  // Origins that it knows, each once.
  std::vector<std::string> logs() const;

  // `POST add-checkpoint`: the body as it came.
  WitnessAnswer add_checkpoint(std::string_view body);

 private:
  Witness(const Options& options, Descriptor lock, NoteSigner signer)
      : dir_(options.dir),
        clock_(options.clock),
        lock_(std::move(lock)),
        signer_(std::move(signer)) {}
  Status load_logs();
  Status load_state();
  Status keep(const std::string& origin, std::string note);

  struct Log {
    std::vector<NoteVerifier> keys;
    std::string note;   // as cosigned last; empty: none was
    Checkpoint newest;  // what it says; the empty tree
  };

  const std::filesystem::path dir_;
  const Clock clock_;
  const Descriptor lock_;
  const NoteSigner signer_;
  mutable std::mutex mutex_;
  std::map<std::string, Log> logs_;  // by origin; guarded by mutex_
};

}  // namespace dangol
