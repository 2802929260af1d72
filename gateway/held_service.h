// What a law keeps of those who were forgotten, for the officer: listed, opened for a stated purpose,
// released, and ended when the law's time is over. The one way to it, for a command that has the store and
// for a running writer alike; what is opened is recorded first.
#pragma once

#include <string>
#include <string_view>

#include "actors/engine.h"
#include "gateway/disclosure.h"
#include "gateway/subject_reads.h"
#include "gateway/viewer.h"
#include "replay/history.h"

namespace dangol {

// What may be asked of it, as somebody typed it.
struct HeldAsking {
  enum class Task : std::uint8_t { kList, kRelease, kExpire };
  Task task = Task::kList;
  std::string stream = {};  // of release and opening
  std::string hold = {};    // of release; empty: all
  Viewer viewer = {};
  bool dry_run = false;  // of expire
  bool json = false;
};

// `stream` is a token as 32 hex digits, or a subject; of one that was forgotten twice the newer.
class HeldService {
 public:
  // `engine` outlives this. `disclose` is record_disclosures on it, but in tests.
  HeldService(Engine& engine, Disclose disclose, Clock clock = system_clock());

  // Any of these but open().
  Result<std::string> run(const HeldAsking& asked) const;

  // A line a stream: its token, and what is kept by which law until when. With a purpose, and once that
  // is on disk, also whose it is; that takes the vault's key. `json`: one object a line.
  Result<std::string> list(const Viewer& viewer, bool json) const;

  // A page of the stream's records, with the words that are kept and that the purpose opens. kUsage: no
  // purpose or no reason is given, or the vault's key file is not there. kNotFound: nothing is kept of it.
  Result<SubjectReads::HistoryPage> open(std::string_view stream, const Viewer& viewer,
                                         const HistoryMark& after) const;

  // Page after page, until `take` says false.
  Status open_all(std::string_view stream, const Viewer& viewer, const TakeHistory& take) const;

  // It need no longer be kept: `hold` names one by its sender's id; empty: all. The viewer's reason is a
  // code, and stays in clear.
  Result<std::string> release(std::string_view stream, const std::string& hold,
                              const Viewer& viewer, bool json) const;

  enum class Expiring : std::uint8_t { kTell, kDestroy };
  // Ends what no law keeps any more: of every stream where something is over. kTell says only where.
  Result<std::string> expire(Expiring what, bool json) const;

 private:
  Result<StreamToken> find(std::string_view stream) const;

  Engine& engine_;
  const Disclose disclose_;
  const Clock clock_;
};

}  // namespace dangol
