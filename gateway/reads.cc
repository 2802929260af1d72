#include "gateway/reads.h"

#include <optional>
#include <string>

#include <kj/exception.h>

#include "events/sealing_message_capnp.h"
#include "gateway/access_keeper.h"
#include "gateway/directory_wire_capnp.h"
#include "gateway/engine_ways.h"
#include "gateway/forget_wire_capnp.h"
#include "gateway/history_wire_capnp.h"
#include "gateway/limits.h"
#include "gateway/notary_wire_capnp.h"
#include "gateway/proof_wire_capnp.h"
#include "gateway/status_wire_capnp.h"
#include "gateway/vault_wire_capnp.h"
#include "gateway/wire_access_capnp.h"
#include "gateway/wire_capnp.h"
#include "gateway/wire_export_capnp.h"
#include "store/stream_state.h"

namespace dangol {

namespace {

Error rejected(std::string message) { return {ErrorCode::kRejected, std::move(message)}; }

// An answer that is being filled.
struct Answer {
  explicit Answer(std::uint64_t id) : root(message.initRoot<wire::Answer>()) { root.setId(id); }
  std::vector<WireFrame> frames() {
    std::vector<WireFrame> one;
    one.push_back(to_frame(message));
    return one;
  }
  capnp::MallocMessageBuilder message;
  wire::Answer::Builder root;
};

std::optional<StreamToken> token_in(capnp::Data::Reader data) {
  if (data.size() != StreamToken().bytes.size()) return std::nullopt;
  return StreamToken::from(view_of(data));
}

}  // namespace

// One request on its way to its answer. Each method answers one kind.
struct Reads::Answering {
  const Reads& reads;
  const std::uint64_t id;

  Result<std::vector<WireFrame>> history(wire::History::Reader request) const {
    Result<AsOf> as_of = read_as_of(request.getAsOf());
    if (!as_of.ok()) return as_of.error();
    Result<HistoryMark> after = mark_in(request);
    if (!after.ok()) return after.error();
    auto found = reads.subjects_.history(view_of(request.getSubject()), as_of.value(),
                                         read_viewer(request.getRights()), after.value());
    if (!found.ok()) return found.error();
    const auto& items = found.value().items;
    Answer answer(id);
    auto page = answer.root.initHistory();
    page.setMore(found.value().more);
    auto list = page.initItems(static_cast<unsigned>(items.size()));
    for (unsigned i = 0; i < list.size(); ++i) write_history_item(items[i], list[i]);
    return answer.frames();
  }

  Result<std::vector<WireFrame>> export_page(wire::ExportAsked::Reader request) const {
    Result<HistoryMark> after = mark_in(request);
    if (!after.ok()) return after.error();
    auto page = reads.export_.page(view_of(request.getSubject()), read_viewer(request.getRights()),
                                   after.value());
    if (!page.ok()) return page.error();
    Answer answer(id);
    write_export_page(page.value(), answer.root.initExport());
    return answer.frames();
  }

  // Shown in parts.
  Result<std::vector<WireFrame>> state(wire::State::Reader request) const {
    Result<AsOf> as_of = read_as_of(request.getAsOf());
    if (!as_of.ok()) return as_of.error();
    Result<std::string> json =
        reads.subjects_.state(view_of(request.getSubject()), as_of.value(),
                              read_viewer(request.getRights()), request.getIndented());
    if (!json.ok()) return json.error();
    std::vector<WireFrame> parts;
    std::string_view rest = json.value();
    do {
      Answer answer(id);
      auto part = answer.root.initState();
      part.setJson(data_of(rest.substr(0, kPageBytes)));
      rest.remove_prefix(std::min(rest.size(), kPageBytes));
      part.setMore(!rest.empty());
      parts.push_back(std::move(answer.frames().front()));
    } while (!rest.empty());
    return parts;
  }

  Result<std::vector<WireFrame>> records(wire::Records::Reader request) const {
    const PartitionId partition(request.getPartition());
    const Position from(request.getFrom());
    std::vector<LogRecord> records;
    Position size;
    Status read = reads.engine_.read([&](Store& store) -> Status {
      Result<Position> end = store.log().size(partition);
      if (!end.ok()) return end.error();
      size = end.value();
      auto cursor = store.log().read({partition, from},
                                     request.getWords() ? ReadWords::kYes : ReadWords::kNo);
      std::size_t bytes = 0;
      while (bytes < kPageBytes && records.size() < kPageRecords &&
             from.value() + records.size() < size.value()) {
        LogCursor::Item item;
        Result<bool> more = cursor->next(item);
        if (!more.ok()) {
          // What stands before the damage is handed out first: a check names the first place.
          if (!records.empty()) break;
          return more.error();
        }
        if (!more.value()) break;
        records.push_back(
            {std::string(item.entry), std::string(item.core), std::string(item.words)});
        bytes += item.entry.size() + item.core.size() + item.words.size();
      }
      return Done{};
    });
    if (!read.ok()) return read.error();
    Answer answer(id);
    auto page = answer.root.initRecords();
    page.setFirst(from.value());
    page.setSize(size.value());
    auto list = page.initRecords(static_cast<unsigned>(records.size()));
    for (unsigned i = 0; i < list.size(); ++i) {
      list[i].setEntry(data_of(records[i].entry));
      list[i].setCore(data_of(records[i].core));
      if (!records[i].words.empty()) list[i].setWords(data_of(records[i].words));
    }
    return answer.frames();
  }

  Result<std::vector<WireFrame>> live_states(wire::LiveStates::Reader request) const {
    const auto asked = request.getStreams();
    if (asked.size() > kMaxStatesAsked) return rejected("streams: more than 64");
    std::vector<StreamToken> tokens;
    for (const auto stream : asked) {
      const auto token = token_in(stream.getToken());
      if (!token) return rejected("token: not 16 bytes");
      tokens.push_back(*token);
    }
    std::vector<Result<StoredState>> live;
    Status loaded = reads.engine_.read([&](Store& store) -> Status {
      live = load_stream_states(store, tokens);
      return Done{};
    });
    if (!loaded.ok()) return loaded.error();
    Answer answer(id);
    auto states = answer.root.initLiveStates().initStates(asked.size());
    for (unsigned i = 0; i < asked.size(); ++i) {
      Result<StateDigest> digest = state_at(live[i], Version(asked[i].getVersion()));
      if (digest.ok()) {
        write_digest(digest.value(), states[i].initFound());
      } else {
        states[i].setFailed(digest.error().message.c_str());
      }
    }
    return answer.frames();
  }

  Result<std::vector<WireFrame>> snapshots(wire::Snapshots::Reader request) const {
    const auto after = token_in(request.getAfterToken());
    if (!after && request.hasAfterToken()) return rejected("afterToken: not 16 bytes");
    const Position before(request.getBefore());
    std::vector<StateDigest> found;
    std::size_t bytes = 0;
    std::optional<StreamToken> last;
    bool more = false;
    Status read = reads.engine_.read([&](Store& store) {
      return store.snapshots().scan(
          [&](const Snapshot& snapshot) {
            more = bytes >= kPageBytes || found.size() == kPageRecords;
            if (more) return false;
            last = snapshot.token;
            bytes += snapshot.state.size();
            const auto digest = digest_snapshot(snapshot);
            if (digest && snapshot.place.position < before) found.push_back(*digest);
            return true;
          },
          after);
    });
    if (!read.ok()) return read.error();
    Answer answer(id);
    auto page = answer.root.initSnapshots();
    page.setMore(more);
    if (last) page.setNext(data_of(last->view()));
    auto list = page.initSnapshots(static_cast<unsigned>(found.size()));
    for (unsigned i = 0; i < list.size(); ++i) write_digest(found[i], list[i]);
    return answer.frames();
  }

  Result<std::vector<WireFrame>> figures(wire::Figures::Reader request) const {
    Result<FigureService::Page> page =
        rejected("a question about figures that this version does not know");
    if (request.isAsk()) page = reads.figures_->ask(read_figure_asking(request.getAsk()));
    if (request.isPage()) {
      page = reads.figures_->go_on(request.getPage().getReport(), request.getPage().getNext());
    }
    if (!page.ok()) return page.error();
    std::vector<WireFrame> parts;
    std::string_view rest = page.value().text;
    do {
      Answer answer(id);
      auto part = answer.root.initFigures();
      part.setText(data_of(rest.substr(0, kPageBytes)));
      rest.remove_prefix(std::min(rest.size(), kPageBytes));
      part.setMore(!rest.empty());
      part.setReport(page.value().report);
      part.setNext(page.value().next);
      parts.push_back(std::move(answer.frames().front()));
    } while (!rest.empty());
    return parts;
  }

  Result<std::vector<WireFrame>> access(wire::AccessAsked::Reader request) const {
    const Viewer viewer = read_viewer(request.getRights());
    Answer answer(id);
    auto told = answer.root.initAccess();
    if (request.isPage()) {
      Result<RegisterMark> from = read_mark(request.getPage().getFrom());
      if (!from.ok()) return from.error();
      auto page = reads.register_.page(read_question(request.getPage()), viewer, from.value());
      if (!page.ok()) return page.error();
      write_register_page(page.value(), told);
      return answer.frames();
    }
    if (!request.isExpire()) return rejected("access: something this version does not know");
    const AccessExpiry expiry{store_of(reads.engine_), disclose_to(reads.engine_)};
    auto ended = expiry.run(viewer, request.getExpire() ? Expiring::kDestroy : Expiring::kTell,
                            ExpirySearch::kEvery);
    if (!ended.ok()) return ended.error();
    if (request.getExpire()) {
      Status gone = end_words(reads.engine_, ExpirySearch::kEvery, system_clock()());
      if (!gone.ok()) return gone.error();
    }
    write_expired(ended.value(), told);
    return answer.frames();
  }

  Result<std::vector<WireFrame>> rebuild(wire::Rebuild::Reader request) const {
    const std::vector<std::string> projections = read_texts(request.getProjections());
    Answer answer(id);
    auto told = answer.root.initRebuild();
    if (request.getRollBack()) {
      const auto back = reads.figures_->models().roll_back(projections);
      if (!back.ok()) return back.error();
      write_texts(back.value(), told.initRolledBack(static_cast<unsigned>(back.value().size())));
      return answer.frames();
    }
    const auto until = std::chrono::steady_clock::now() + kRebuildingAtOnce;
    const auto reached = reads.figures_->models().rebuild(projections, [until](Position, Position) {
      return std::chrono::steady_clock::now() < until;
    });
    if (!reached.ok()) return reached.error();
    write_rebuilding(reached.value(), told);
    return answer.frames();
  }

  Result<std::vector<WireFrame>> status(const WriterFacts& facts) const {
    const auto status = status_of(facts, reads.engine_, reads.dir_, reads.notary_, reads.models());
    if (!status.ok()) return status.error();
    Answer answer(id);
    write_status(status.value(), answer.root.initStatus());
    return answer.frames();
  }

 private:
  Status fold_on(const AsOf& as_of, Customer& state) const {
    for (bool more = true; more;) {
      Status folded = reads.engine_.read([&](Store& store) -> Status {
        Result<bool> step = continue_state(store, as_of, kStateStepRecords, state);
        if (!step.ok()) return step.error();
        more = step.value();
        return Done{};
      });
      if (!folded.ok()) return folded;
    }
    return Done{};
  }

  // The live state, or, when it is past the version by now, the state then, from its records.
  Result<StateDigest> state_at(const Result<StoredState>& live, Version version) const {
    if (!live.ok()) return live.error();
    const Customer& now = live.value().customer;
    if (now.version <= version) return digest_state(now);
    Customer then(now.self);
    AsOf as_of;
    as_of.version = version;
    Status folded = fold_on(as_of, then);
    if (!folded.ok()) return folded.error();
    return digest_state(then);
  }
};

Reads::Reads(Engine& engine, std::filesystem::path dir, Notary* notary, Heads* heads)
    : engine_(engine),
      dir_(std::move(dir)),
      notary_(notary),
      proofs_(notary != nullptr && heads != nullptr
                  ? std::make_unique<HistoryProofs>(engine, *heads, *notary)
                  : nullptr),
      subjects_({store_of(engine), disclose_to(engine)}),
      register_({store_of(engine), disclose_to(engine)}),
      export_({store_of(engine), disclose_to(engine)}),
      figures_(std::make_unique<FigureService>(
          FigureService::Parts{store_of(engine), disclose_to(engine), system_clock(), true})) {}

Reads::~Reads() = default;

ReadModels& Reads::models() const { return figures_->models(); }

std::vector<WireFrame> Reads::answer(WireFrame request, const WriterFacts& facts) const {
  std::uint64_t id = 0;
  Result<std::vector<WireFrame>> answers = rejected("a request that this version does not know");
  try {
    FrameMessage message(std::move(request));
    const auto root = message.root<wire::Request>();
    id = root.getId();
    const Answering answering{*this, id};
    switch (root.which()) {
      case wire::Request::HISTORY: answers = answering.history(root.getHistory()); break;
      case wire::Request::STATE: answers = answering.state(root.getState()); break;
      case wire::Request::RECORDS: answers = answering.records(root.getRecords()); break;
      case wire::Request::LIVE_STATES: answers = answering.live_states(root.getLiveStates()); break;
      case wire::Request::SNAPSHOTS: answers = answering.snapshots(root.getSnapshots()); break;
      case wire::Request::FIGURES: answers = answering.figures(root.getFigures()); break;
      case wire::Request::ACCESS: answers = answering.access(root.getAccess()); break;
      case wire::Request::EXPORT: answers = answering.export_page(root.getExport()); break;
      case wire::Request::REBUILD: answers = answering.rebuild(root.getRebuild()); break;
      case wire::Request::PROOFS: answers = answer_proofs(id, root.getProofs(), engine_); break;
      case wire::Request::CHECKPOINT:
        answers = answer_notary(id, root.getCheckpoint(), notary_);
        break;
      case wire::Request::HEAD_PROOF:
        answers = answer_head_proof(id, root.getHeadProof(), proofs_.get());
        break;
      case wire::Request::DIRECTORY:
        answers = answer_directory(id, root.getDirectory(),
                                   Directory({store_of(engine_), disclose_to(engine_)}));
        break;
      case wire::Request::VAULT: answers = answer_vault(id, root.getVault(), engine_); break;
      case wire::Request::FORGET: answers = answer_forget(id, root.getForget(), engine_); break;
      case wire::Request::CONFIRM_CLOCK: engine_.confirm_clock(); [[fallthrough]];
      case wire::Request::STATUS: answers = answering.status(facts); break;
      case wire::Request::UNSET:
      case wire::Request::HELLO:
      case wire::Request::APPEND: break;
    }
  } catch (const kj::Exception&) {
    answers = rejected("a request that cannot be read");
  }
  if (answers.ok()) return std::move(answers).value();
  std::vector<WireFrame> refused;
  refused.push_back(refusal(id, answers.error()));
  return refused;
}

}  // namespace dangol
