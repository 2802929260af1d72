// The store that a command works on: opened by the command itself, or, while another process writes to
// it, reached through that process. Commands are written once, against this.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "actors/engine.h"
#include "app/command.h"
#include "events/event.h"
#include "events/outcome.h"
#include "gateway/directory.h"
#include "gateway/forget_service.h"
#include "gateway/held_service.h"
#include "gateway/history_proofs.h"
#include "gateway/local_client.h"
#include "gateway/log_evidence.h"
#include "gateway/notary.h"
#include "gateway/vault_rotating.h"
#include "gateway/viewer.h"
#include "replay/answers/figure_asking.h"
#include "replay/as_of.h"
#include "replay/history.h"
#include "replay/verify.h"
#include "store/event_log.h"

namespace dangol {

// Takes events to record. append() from one thread at a time.
class Appender {
 public:
  virtual ~Appender() = default;
  // As Engine::append.
  virtual Status append(std::vector<SentEvent> events, AppendOptions options, AppendDone done) = 0;
  // Waits until everything so far is answered.
  virtual void drain() = 0;
};

// Records through an engine of this process.
class EngineAppender : public Appender {
 public:
  explicit EngineAppender(Engine& engine) : engine_(engine) {}
  Status append(std::vector<SentEvent> events, AppendOptions options, AppendDone done) override {
    return engine_.append(std::move(events), std::move(options), std::move(done));
  }
  void drain() override { engine_.drain(); }

 private:
  Engine& engine_;
};

// Return false to hear no more.
using TakeText = std::function<bool(std::string_view)>;

class StoreAccess {
 public:
  virtual ~StoreAccess() = default;

  virtual const LogReader& log() = 0;
  // As SubjectReads, page after page: what is opened to `viewer` is recorded first.
  virtual Status history(std::string_view subject, const AsOf& as_of, const Viewer& viewer,
                         const TakeHistory& take) = 0;
  virtual Result<std::string> state(std::string_view subject, const AsOf& as_of,
                                    const Viewer& viewer, bool indented) = 0;
  // As SubjectExport::page.
  virtual Result<ExportPage> export_page(std::string_view subject, const Viewer& viewer,
                                         const HistoryMark& after) = 0;
  // As AccessRegister::page, page after page, until `take` says false.
  virtual Status accesses(const RegisterQuestion& question, const Viewer& viewer,
                          const std::function<bool(const RegisterEntry&)>& take) = 0;
  // As AccessExpiry::run of every day.
  virtual Result<std::vector<ExpiredMonth>> expire_accesses(const Viewer& viewer,
                                                            Expiring what) = 0;
  // Asks a figure and hands its answer out in pieces of text, in order, until `take` says false.
  // Errors as FigureDesk::ask.
  virtual Status figures(const FigureAsking& asked, const TakeText& take) = 0;
  // As ReadModels::rebuild, until all of them serve.
  virtual Result<std::vector<Rebuilt>> rebuild(
      const std::vector<std::string>& projections,
      const std::function<void(Position reached, Position end)>& progress) = 0;
  // As ReadModels::roll_back.
  virtual Result<std::vector<std::string>> roll_back(
      const std::vector<std::string>& projections) = 0;
  // What would be served of the streams of the first `records` records.
  virtual std::unique_ptr<LiveStates> live_states(Position records) = 0;
  // As read_evidence.
  virtual Result<LogEvidence> evidence() = 0;
  // As check_store_files; false: a running writer has them open, and nothing was looked at.
  virtual Result<bool> check_files() = 0;
  // As HistoryProofs. While a proof is made nothing else is asked.
  virtual Result<HistoryProofHead> begin_history_proof(const HistoryAsked& asked) = 0;
  virtual Result<HistoryLines> history_records(const HistoryPage& page) = 0;
  // As Directory::look.
  virtual Result<DirectoryFound> directory(const std::vector<StreamToken>& streams,
                                           const Viewer& viewer) = 0;
  // As Notary::run.
  virtual Result<Notarial> notary(NotaryTask task) = 0;
  // As forget_and_tell.
  virtual Result<std::string> forget(const ForgetAsking& asked) = 0;
  // As rotate_and_tell.
  virtual Result<std::string> rotate_vaults(const RotateAsking& asked) = 0;
  // As HeldService::run, and ::open page after page until `take` says false.
  virtual Result<std::string> held(const HeldAsking& asked) = 0;
  virtual Status open_held(const HeldAsking& asked, const TakeHistory& take) = 0;
  // Of the store; process_id 0: nobody writes to it.
  virtual Result<WriterStatus> status() = 0;
  // As Engine::confirm_clock; the status afterwards.
  virtual Result<WriterStatus> confirm_clock() = 0;
};

// Opens the store that the global options name, for reading: never creates one. kInUse: another process
// has it, and does not let others in.
Result<std::unique_ptr<StoreAccess>> open_store(const GlobalOptions& options);

// Opens, or creates, the store to record in it. While the result stands, other commands reach the
// store through this process, unless it reaches it through another one itself.
Result<std::unique_ptr<Appender>> open_appender(const GlobalOptions& options);

}  // namespace dangol
