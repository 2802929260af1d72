// A store that another process writes to, read through that process's socket.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "events/ids.h"
#include "events/outcome.h"
#include "gateway/access_expiry.h"
#include "gateway/access_register.h"
#include "gateway/directory.h"
#include "gateway/forget_service.h"
#include "gateway/greeting.h"
#include "gateway/held_service.h"
#include "gateway/history_proofs.h"
#include "gateway/log_evidence.h"
#include "gateway/notary.h"
#include "gateway/subject_export.h"
#include "gateway/vault_health.h"
#include "gateway/vault_rotating.h"
#include "gateway/viewer.h"
#include "gateway/writer_status.h"
#include "replay/answers/figure_asking.h"
#include "replay/as_of.h"
#include "replay/history.h"
#include "replay/rebuild.h"
#include "replay/verify.h"
#include "store/event_log.h"

namespace dangol {

struct Asking;

// Not thread-safe. Errors are those of the writer's side, and kUnavailable when it is gone.
class LocalClient {
 public:
  // As greet().
  static Result<std::unique_ptr<LocalClient>> connect(const std::filesystem::path& dir);
  explicit LocalClient(Greeted greeted);
  ~LocalClient();
  LocalClient(const LocalClient&) = delete;
  LocalClient& operator=(const LocalClient&) = delete;

  std::uint32_t writer() const { return writer_; }

  // As SubjectReads::history, there, page after page.
  Status history(std::string_view subject, const AsOf& as_of, const Viewer& viewer,
                 const TakeHistory& take);
  // As SubjectReads::state, there.
  Result<std::string> state(std::string_view subject, const AsOf& as_of, const Viewer& viewer,
                            bool indented);
  // As SubjectExport::page, there.
  Result<ExportPage> export_page(std::string_view subject, const Viewer& viewer,
                                 const HistoryMark& after);
  // As AccessRegister::page, there, page after page, until `take` says false.
  Status accesses(const RegisterQuestion& question, const Viewer& viewer,
                  const std::function<bool(const RegisterEntry&)>& take);
  // As AccessExpiry::run of every day, there.
  Result<std::vector<ExpiredMonth>> expire_accesses(const Viewer& viewer, Expiring what);
  // Asks a figure, there, and hands its answer out in pieces of text until `take` says false.
  Status figures(const FigureAsking& asked, const std::function<bool(std::string_view)>& take);
  // As ReadModels::rebuild, there, for a moment: what is left is to be asked for next.
  Result<Rebuilding> rebuild(const std::vector<std::string>& projections);
  // As ReadModels::roll_back, there.
  Result<std::vector<std::string>> roll_back(const std::vector<std::string>& projections);
  // As read_evidence, there.
  Result<LogEvidence> evidence();
  // As Notary::run, there.
  Result<Notarial> notary(NotaryTask task);
  // As HistoryProofs, there.
  Result<HistoryProofHead> begin_history_proof(const HistoryAsked& asked);
  Result<HistoryLines> history_records(const HistoryPage& page);
  // As Directory::look, there; at most kPageRecords streams.
  Result<DirectoryFound> directory(const std::vector<StreamToken>& streams, const Viewer& viewer);
  // As forget_and_tell, there.
  Result<std::string> forget(const ForgetAsking& asking);
  // As rotate_and_tell, there.
  Result<std::string> rotate_vaults(const RotateAsking& asking);
  // As HeldService, there; open_held() page after page.
  Result<std::string> held(const HeldAsking& asking);
  Status open_held(const HeldAsking& asking, const TakeHistory& take);
  Result<WriterStatus> status();
  // As Engine::confirm_clock, there.
  Result<WriterStatus> confirm_clock();

  // The log, sealed. A cursor reads as far as stored at its first page, and asks one page ahead; one
  // at a time.
  const LogReader& log() const { return *log_; }
  // The streams' states at the versions asked for, and the snapshots of records before `end`.
  std::unique_ptr<LiveStates> live_states(Position end);

  // For the parts of the client in its sources.
  class Line;

 private:
  Result<WriterStatus> ask_status(Asking& request);

  std::uint32_t writer_;
  std::unique_ptr<Line> line_;
  std::unique_ptr<LogReader> log_;
};

}  // namespace dangol
