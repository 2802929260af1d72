#include "app/store_access.h"

#include <chrono>
#include <filesystem>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "actors/clock_watch.h"
#include "actors/stream_loader.h"
#include "app/access_ending.h"
#include "app/attesting.h"
#include "app/limits.h"
#include "app/reached_writer.h"
#include "app/signing.h"
#include "app/writer.h"
#include "gateway/figure_service.h"
#include "gateway/subject_reads.h"
#include "store/file_check.h"

namespace dangol {

namespace {

// Opens the store here with `here`, or reaches its writer with `there`, whichever succeeds first.
template <class T, class Here, class There>
Result<std::unique_ptr<T>> open_either(const GlobalOptions& options, Missing missing,
                                       std::chrono::seconds patience, const Here& here,
                                       const There& there) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    Result<std::unique_ptr<Store>> store =
        Store::open(options.data, store_options(options, missing));
    if (store.ok()) return here(std::move(store).value());
    if (store.error().code != ErrorCode::kInUse) return store.error();
    Result<Greeted> writer = greet(options.data);
    if (writer.ok()) return std::unique_ptr<T>(there(std::move(writer).value()));
    const ErrorCode why = writer.error().code;
    if (why == ErrorCode::kUsage || why == ErrorCode::kOverloaded) return writer.error();
    if (std::chrono::steady_clock::now() >= until) return store.error();
    std::this_thread::sleep_for(kAgain);
  }
}

class OpenedStore final : public StoreAccess {
 public:
  OpenedStore(std::unique_ptr<Store> store, GlobalOptions options)
      : store_(std::move(store)), options_(std::move(options)), dir_(options_.data) {}
  const LogReader& log() override { return store_->log(); }
  Status history(std::string_view subject, const AsOf& as_of, const Viewer& viewer,
                 const TakeHistory& take) override {
    HistoryMark after;
    for (;;) {
      auto page = subjects_.history(subject, as_of, viewer, after);
      if (!page.ok()) return page.error();
      for (const HistoryItem& item : page.value().items) {
        if (!take(item)) return Done{};
        after = {item.entry.version, item.entry.chain};
      }
      if (!page.value().more) return Done{};
    }
  }
  Result<std::string> state(std::string_view subject, const AsOf& as_of, const Viewer& viewer,
                            bool indented) override {
    return subjects_.state(subject, as_of, viewer, indented);
  }
  Result<ExportPage> export_page(std::string_view subject, const Viewer& viewer,
                                 const HistoryMark& after) override {
    return SubjectExport({with_store(), disclose()}).page(subject, viewer, after);
  }
  Status accesses(const RegisterQuestion& question, const Viewer& viewer,
                  const std::function<bool(const RegisterEntry&)>& take) override {
    const AccessRegister accesses({with_store(), disclose()});
    RegisterMark from;
    for (;;) {
      Result<RegisterPage> page = accesses.page(question, viewer, from);
      if (!page.ok()) return page.error();
      for (const RegisterEntry& entry : page.value().entries) {
        if (!take(entry)) return Done{};
      }
      if (!page.value().more) return Done{};
      from = page.value().next;
    }
  }
  Result<std::vector<ExpiredMonth>> expire_accesses(const Viewer& viewer, Expiring what) override {
    auto ended = AccessExpiry{with_store(), disclose()}.run(viewer, what, ExpirySearch::kEvery);
    if (!ended.ok() || what == Expiring::kTell) return ended;
    attesting_.reset();
    engine_.reset();
    auto removed = remove_ended_words(*store_, ExpirySearch::kEvery, system_clock()());
    if (!removed.ok()) return removed.error();
    return ended;
  }
  Status figures(const FigureAsking& asked, const TakeText& take) override {
    FigureService service({with_store(), disclose()});
    Result<FigureService::Page> page = service.ask(asked);
    while (page.ok()) {
      if (!take(page.value().text) || page.value().report == 0) return Done{};
      page = service.go_on(page.value().report, page.value().next);
    }
    return page.error();
  }
  Result<std::vector<Rebuilt>> rebuild(
      const std::vector<std::string>& projections,
      const std::function<void(Position, Position)>& progress) override {
    const Catalogue catalogue;
    const auto models = open_read_models(catalogue, with_store());
    Result<Rebuilding> told = models->rebuild(projections, [&](Position reached, Position end) {
      progress(reached, end);
      return true;
    });
    if (!told.ok()) return told.error();
    return std::move(told.value().done);
  }
  Result<std::vector<std::string>> roll_back(const std::vector<std::string>& projections) override {
    const Catalogue catalogue;
    return open_read_models(catalogue, with_store())->roll_back(projections);
  }
  std::unique_ptr<LiveStates> live_states(Position) override {
    return std::make_unique<StoreStates>(*store_);
  }
  Result<LogEvidence> evidence() override { return read_evidence(*store_); }
  Result<bool> check_files() override {
    Status whole = check_store_files(*store_);
    if (!whole.ok()) return whole.error();
    return true;
  }
  Result<HistoryProofHead> begin_history_proof(const HistoryAsked& asked) override {
    if (Status ready = start_attesting_here(); !ready.ok()) return ready.error();
    return proofs().begin(asked);
  }
  Result<HistoryLines> history_records(const HistoryPage& page) override {
    if (!attesting_) return Error{ErrorCode::kUsage, "the proof was not begun"};
    return proofs().records(page);
  }
  Result<DirectoryFound> directory(const std::vector<StreamToken>& streams,
                                   const Viewer& viewer) override {
    return Directory({with_store(), disclose()}).look(streams, viewer);
  }
  Result<Notarial> notary(NotaryTask task) override {
    if (Status ready = start_attesting_here(); !ready.ok()) return ready.error();
    return attesting_->notary->run(task);
  }
  Result<std::string> forget(const ForgetAsking& asked) override {
    return forget_and_tell(asked, with_store(), disclose(), [this](const ForgetRequest& request) {
      if (Status ready = start_engine(); !ready.ok()) return Result<ForgetPlan>(ready.error());
      return engine_->forget(request);
    });
  }
  Result<std::string> rotate_vaults(const RotateAsking& asked) override {
    if (Status ready = start_engine(); !ready.ok()) return ready.error();
    return rotate_and_tell(*engine_, asked);
  }
  Result<std::string> held(const HeldAsking& asked) override {
    if (Status ready = start_engine(); !ready.ok()) return ready.error();
    return HeldService(*engine_, disclose()).run(asked);
  }
  Status open_held(const HeldAsking& asked, const TakeHistory& take) override {
    if (Status ready = start_engine(); !ready.ok()) return ready;
    return HeldService(*engine_, disclose()).open_all(asked.stream, asked.viewer, take);
  }
  Result<WriterStatus> status() override {
    WriterStatus status;
    if (Status said = add_store_status(*store_, dir_, status); !said.ok()) return said.error();
    auto watch = watch_clock({});
    if (!watch.ok()) return watch.error();
    status.clock_stopped = watch.value()->stopped();
    return status;
  }
  Result<WriterStatus> confirm_clock() override {
    Status saved = Done{};
    auto watch = watch_clock([&](const ClockMark& mark) {
      saved = write_clock_mark(store_->clock_mark(), mark);
      return saved;
    });
    if (!watch.ok()) return watch.error();
    watch.value()->confirm();
    if (!saved.ok()) return saved.error();
    return status();
  }

 private:
  WithStore with_store() {
    return [this](const std::function<Status(Store&)>& read) {
      return engine_ ? engine_->read(read) : read(*store_);
    };
  }
  // Reading needs none.
  Status start_engine() {
    if (engine_) return Done{};
    auto started = Engine::start(*store_, {});
    if (!started.ok()) return started.error();
    engine_ = std::move(started).value();
    return Done{};
  }
  Status start_attesting_here() {
    if (attesting_) return Done{};
    if (Status ready = start_engine(); !ready.ok()) return ready;
    auto started = start_attesting(*engine_, options_, Signs::kOnDemand);
    if (!started.ok()) return started.error();
    attesting_ = std::move(started).value();
    return Done{};
  }
  HistoryProofs proofs() { return {*engine_, *attesting_->heads, *attesting_->notary}; }
  // Only what is opened needs a writer: that is recorded.
  Disclose disclose() {
    return
        [this](const Viewer& viewer, const std::vector<Disclosure>& shown, Micros now) -> Status {
          if (Status ready = start_engine(); !ready.ok()) return ready;
          return record_disclosures(*engine_, viewer, shown, now);
        };
  }
  // The clock as the next writer will find it.
  Result<std::unique_ptr<ClockWatch>> watch_clock(std::function<Status(const ClockMark&)> save) {
    Result<StoredTail> tail = read_tail(store_->log(), PartitionId(0));
    if (!tail.ok()) return tail.error();
    ClockWatch::Options options;
    options.save = std::move(save);
    auto watch = std::make_unique<ClockWatch>(options, read_clock_mark(store_->clock_mark()));
    watch->recorded_until(tail.value().last_recorded);
    return watch;
  }

  const std::unique_ptr<Store> store_;
  std::unique_ptr<Engine> engine_;  // once something is recorded; ends before the store
  const GlobalOptions options_;
  const std::filesystem::path dir_;
  std::optional<Attesting> attesting_;  // once something is signed; ends before the engine
  const SubjectReads subjects_{{with_store(), disclose()}};
};

class ReachedStore final : public StoreAccess {
 public:
  explicit ReachedStore(Greeted greeted) : client_(std::move(greeted)) {}
  const LogReader& log() override { return client_.log(); }
  Status history(std::string_view subject, const AsOf& as_of, const Viewer& viewer,
                 const TakeHistory& take) override {
    return client_.history(subject, as_of, viewer, take);
  }
  Result<std::string> state(std::string_view subject, const AsOf& as_of, const Viewer& viewer,
                            bool indented) override {
    return client_.state(subject, as_of, viewer, indented);
  }
  Result<ExportPage> export_page(std::string_view subject, const Viewer& viewer,
                                 const HistoryMark& after) override {
    return client_.export_page(subject, viewer, after);
  }
  Status accesses(const RegisterQuestion& question, const Viewer& viewer,
                  const std::function<bool(const RegisterEntry&)>& take) override {
    return client_.accesses(question, viewer, take);
  }
  Result<std::vector<ExpiredMonth>> expire_accesses(const Viewer& viewer, Expiring what) override {
    return client_.expire_accesses(viewer, what);
  }
  Status figures(const FigureAsking& asked, const TakeText& take) override {
    return client_.figures(asked, take);
  }
  Result<std::vector<Rebuilt>> rebuild(
      const std::vector<std::string>& projections,
      const std::function<void(Position, Position)>& progress) override {
    std::vector<Rebuilt> done;
    for (std::vector<std::string> left = projections;;) {
      Result<Rebuilding> told = client_.rebuild(left);
      if (!told.ok()) return told.error();
      progress(told.value().reached, told.value().end);
      std::move(told.value().done.begin(), told.value().done.end(), std::back_inserter(done));
      left = std::move(told.value().left);
      if (left.empty()) return done;
    }
  }
  Result<std::vector<std::string>> roll_back(const std::vector<std::string>& projections) override {
    return client_.roll_back(projections);
  }
  std::unique_ptr<LiveStates> live_states(Position records) override {
    return client_.live_states(records);
  }
  Result<LogEvidence> evidence() override { return client_.evidence(); }
  Result<bool> check_files() override { return false; }
  Result<HistoryProofHead> begin_history_proof(const HistoryAsked& asked) override {
    return client_.begin_history_proof(asked);
  }
  Result<HistoryLines> history_records(const HistoryPage& page) override {
    return client_.history_records(page);
  }
  Result<DirectoryFound> directory(const std::vector<StreamToken>& streams,
                                   const Viewer& viewer) override {
    return client_.directory(streams, viewer);
  }
  Result<Notarial> notary(NotaryTask task) override { return client_.notary(task); }
  Result<std::string> forget(const ForgetAsking& asked) override { return client_.forget(asked); }
  Result<std::string> rotate_vaults(const RotateAsking& asked) override {
    return client_.rotate_vaults(asked);
  }
  Result<std::string> held(const HeldAsking& asked) override { return client_.held(asked); }
  Status open_held(const HeldAsking& asked, const TakeHistory& take) override {
    return client_.open_held(asked, take);
  }
  Result<WriterStatus> status() override { return client_.status(); }
  Result<WriterStatus> confirm_clock() override { return client_.confirm_clock(); }

 private:
  LocalClient client_;
};

Result<std::unique_ptr<Appender>> open_appender(const GlobalOptions& options,
                                                std::chrono::seconds patience) {
  return open_either<Appender>(
      options, Missing::kCreate, patience,
      [&](std::unique_ptr<Store> store) -> Result<std::unique_ptr<Appender>> {
        auto started = Writer::start(std::move(store), options);
        if (!started.ok()) return started.error();
        std::unique_ptr<Writer> writer = std::move(started).value();
        // Recording is what was asked for; others wait, as they would where there are no sockets.
        if (Status listens = writer->listen(); !listens.ok()) {
          fmt::print(stderr, "dangol: other commands must wait for this one: {}\n",
                     listens.error().message);
        }
        return std::unique_ptr<Appender>(std::move(writer));
      },
      [&](Greeted writer) {
        return std::make_unique<ReachedWriter>(
            std::move(writer), [options] { return open_appender(options, kPatienceForNext); });
      });
}

}  // namespace

Result<std::unique_ptr<StoreAccess>> open_store(const GlobalOptions& options) {
  return open_either<StoreAccess>(
      options, Missing::kRefuse, kPatience,
      [&](std::unique_ptr<Store> store) -> Result<std::unique_ptr<StoreAccess>> {
        return std::unique_ptr<StoreAccess>(
            std::make_unique<OpenedStore>(std::move(store), options));
      },
      [](Greeted writer) { return std::make_unique<ReachedStore>(std::move(writer)); });
}

Result<std::unique_ptr<Appender>> open_appender(const GlobalOptions& options) {
  return open_appender(options, kPatience);
}

}  // namespace dangol
