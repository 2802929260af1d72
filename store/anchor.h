// The anchor: a small text file outside the store and outside its backups. It holds the newest signed
// checkpoint and what was erased, so that an older copy of the store in the place of the newer one is
// found out at its opening: before it signs a second history, and before it shows an erased word.
//
// It is replaced whole and synced before a checkpoint is published, and before an erasure is
// acknowledged.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/merkle_note.h"

namespace dangol {

// What was erased of one stream.
struct AnchoredErasure {
  StreamToken stream;
  std::vector<Version> versions;  // the words of these records, ascending; empty: all of the stream
  std::vector<std::string> kept;  // purposes whose keys were kept elsewhere, as a law demands
  bool operator==(const AnchoredErasure&) const = default;
};

// What an anchor says.
struct Anchored {
  std::string origin;
  std::string
      note;  // the newest signed checkpoint, with its signatures; empty: none was signed yet
  std::vector<AnchoredErasure> erasures;  // in the order in which they were acknowledged

  // The file's text. parse() is kCorrupt, naming the reason, for every other one.
  std::string text() const;
  static Result<Anchored> parse(std::string_view text);
  bool operator==(const Anchored&) const = default;
};

// The checkpoint in a note, whoever signed it. kRejected: it is none.
Result<Checkpoint> checkpoint_in(std::string_view note);

// One store's anchor. Thread-safe. The store's lock is held while it lives.
class Anchor {
 public:
  // kCorrupt: the file is damaged. kUsage: it cannot be read by us, or it is larger than an anchor can
  // be (kMaxAnchorBytes). A file that is not there is an anchor that says nothing yet.
  static Result<std::unique_ptr<Anchor>> open(std::filesystem::path path);

  const std::filesystem::path& path() const { return path_; }
  // False: there is no file yet.
  bool exists() const;
  Anchored get() const;

  // Each is durable on return, and leaves everything as it was after an error (kUnavailable: the file
  // cannot be written).
  //
  // The file's first form, or another origin: then the note is of the old log and goes.
  Status begin(std::string origin);
  // A newer checkpoint; an older one, or one that is there, changes nothing but its cosignatures.
  // kRejected: it is none, or of another origin.
  Status raise(std::string_view note);
  // What was erased is told for ever; the same stream's erasures become one where they can.
  Status add(const AnchoredErasure& erasure);

 private:
  explicit Anchor(std::filesystem::path path) : path_(std::move(path)) {}
  Status replace(Anchored next);

  const std::filesystem::path path_;
  mutable std::mutex mutex_;
  bool exists_ = false;
  Anchored now_;
};

}  // namespace dangol
