// The directory of the vault, which says who stands behind each stream's token: whether each stream that has
// records has a subject of its own, and each subject one stream. A proof of a history is about one stream
// (replay/history_proof.h); that a person has no other is seen here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/clock.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "gateway/disclosure.h"
#include "gateway/viewer.h"
#include "replay/with_store.h"

namespace dangol {

enum class DirectoryFaultKind : std::uint8_t {
  kNobody = 1,  // no subject stands behind the stream, and no erasure of it says why
  kTwoStreams,  // its subject leads to another stream
  kNoneSuch,    // its subject leads to no stream
  kNoSubject,   // what stands behind it is no subject, or not as one is written
};
// A sentence's end: `nobody stands behind it, and no erasure says why`.
const char* to_string(DirectoryFaultKind kind);

struct DirectoryFault {
  StreamToken stream;
  DirectoryFaultKind kind = DirectoryFaultKind::kNobody;
  std::string subject;               // empty: there is none
  std::optional<StreamToken> other;  // the stream that the subject leads to
};

struct DirectoryFound {
  std::uint64_t subjects = 0;  // streams with a subject that has no other
  std::uint64_t erased = 0;    // streams whose subject is gone, and of which an erasure says so
  std::vector<DirectoryFault> faults;
};

// Thread-safe as far as its parts are.
class Directory {
 public:
  struct Parts {
    WithStore store;
    Disclose disclose;  // never called from within `store`
    Clock clock = system_clock();
  };
  explicit Directory(Parts parts) : parts_(std::move(parts)) {}

  // Looks at some streams that have records, each once. No word is opened, and no subject is told but of
  // streams that contradict, once that is on record. Errors: kUsage without a purpose, those of `disclose`
  // and of the store.
  Result<DirectoryFound> look(const std::vector<StreamToken>& streams, const Viewer& viewer) const;

 private:
  const Parts parts_;
};

}  // namespace dangol
