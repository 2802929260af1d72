#include <optional>
#include <utility>

#include "gateway/limits.h"
#include "gateway/proof_wire_capnp.h"
#include "gateway/remote_log_capnp.h"
#include "store/tile_names.h"

namespace dangol {

namespace {

// Holds one page, and has asked for the next.
class RemoteCursor final : public LogCursor {
 public:
  RemoteCursor(LocalClient::Line& line, Place from, ReadWords words)
      : line_(line), partition_(from.partition), next_(from.position), words_(words) {}
  ~RemoteCursor() override {
    if (asked_) line_.give_up(*asked_);
  }
  RemoteCursor(const RemoteCursor&) = delete;
  RemoteCursor& operator=(const RemoteCursor&) = delete;

  Result<bool> next(Item& item) override {
    while (at_ == records_.size()) {
      if (end_ && next_ >= *end_) return false;
      if (Status turned = turn_page(); !turned.ok()) return turned.error();
    }
    try {
      const auto record = records_[at_];
      item.position = next_;
      item.entry = view_of(record.getEntry());
      item.core = view_of(record.getCore());
      item.words = view_of(record.getWords());
    } catch (const kj::Exception&) {
      return not_understood();
    }
    ++at_;
    next_ = next_.next();
    return true;
  }

 private:
  Status ask(Position from) {
    Asking request = line_.begin();
    auto records = request.root.initRecords();
    records.setPartition(partition_.value());
    records.setFrom(from.value());
    records.setWords(words_ == ReadWords::kYes);
    asked_ = request.root.getId();
    return line_.send_ahead(request);
  }

  Status turn_page() {
    if (!asked_) {
      if (Status asked = ask(next_); !asked.ok()) return asked;
    }
    auto page = line_.answer_to(*std::exchange(asked_, std::nullopt));
    if (!page.ok()) return page.error();
    page_ = std::move(page).value();
    at_ = 0;
    Status read =
        use_answer(*page_, wire::Answer::RECORDS, [&](wire::Answer::Reader answer) -> Status {
          const auto page = answer.getRecords();
          records_ = page.getRecords();
          if (!end_) end_ = Position(page.getSize());
          const bool follows = page.getFirst() == next_.value();
          if (!follows || (records_.size() == 0 && next_ < *end_)) return not_understood();
          return Done{};
        });
    if (!read.ok()) {
      records_ = {};
      return read;
    }
    const Position then(next_.value() + records_.size());
    return then < *end_ ? ask(then) : Status(Done{});
  }

  LocalClient::Line& line_;
  const PartitionId partition_;
  Position next_;
  const ReadWords words_;
  std::optional<Position> end_;         // known from the first page on
  std::optional<std::uint64_t> asked_;  // the request for the next page
  std::unique_ptr<FrameMessage> page_;
  capnp::List<wire::Record>::Reader records_;
  unsigned at_ = 0;
};

}  // namespace

Result<Position> RemoteLog::size(PartitionId partition) const {
  Asking request = line_.begin();
  auto records = request.root.initRecords();
  records.setPartition(partition.value());
  records.setFrom(~std::uint64_t{0});  // none: only the size is wanted
  Position size;
  Status asked = line_.ask(request, wire::Answer::RECORDS, [&](wire::Answer::Reader answer) {
    size = Position(answer.getRecords().getSize());
    return Status(Done{});
  });
  if (!asked.ok()) return asked.error();
  return size;
}

std::unique_ptr<LogCursor> RemoteLog::read(Place from, ReadWords words) const {
  return std::make_unique<RemoteCursor>(line_, from, words);
}

Result<std::string> RemoteLog::tile(PartitionId, TileName name) const {
  Asking request = line_.begin();
  auto asked = request.root.initProofs().initTile();
  asked.setLevel(name.level);
  asked.setIndex(name.index);
  std::string hashes;
  Status read =
      line_.ask(request, wire::Answer::PROOFS, [&](wire::Answer::Reader answer) -> Status {
        hashes = view_of(answer.getProofs().getTile());
        return hashes.size() == kTileHashes * kTileHashBytes ? Status(Done{}) : not_understood();
      });
  if (!read.ok()) return read.error();
  return hashes;
}

Result<std::vector<FrameHeader>> RemoteLog::frames(PartitionId, FrameIndex from,
                                                   std::size_t limit) const {
  Asking request = line_.begin();
  request.root.initProofs().setFramesFrom(from.value());
  std::vector<FrameHeader> headers;
  Status read =
      line_.ask(request, wire::Answer::PROOFS, [&](wire::Answer::Reader answer) -> Status {
        auto page = read_frame_headers(answer.getProofs());
        if (!page.ok()) return page.error();
        headers = std::move(page).value();
        return Done{};
      });
  if (!read.ok()) return read.error();
  if (headers.size() > limit) headers.resize(limit);
  return headers;
}

Result<std::vector<Result<StateDigest>>> RemoteStates::states(std::span<const Asked> streams) {
  std::vector<Result<StateDigest>> states;
  while (states.size() < streams.size()) {
    const auto rest = streams.subspan(states.size());
    Asking request = line_.begin();
    auto asked = request.root.initLiveStates().initStreams(
        static_cast<unsigned>(std::min(rest.size(), kMaxStatesAsked)));
    for (unsigned i = 0; i < asked.size(); ++i) {
      asked[i].setToken(data_of(rest[i].stream.view()));
      asked[i].setVersion(rest[i].version.value());
    }
    Status read =
        line_.ask(request, wire::Answer::LIVE_STATES, [&](wire::Answer::Reader answer) -> Status {
          const auto page = answer.getLiveStates().getStates();
          if (page.size() == 0 || page.size() > rest.size()) return not_understood();
          for (const auto state : page) {
            if (state.isFound()) {
              states.push_back(read_digest(state.getFound()));
            } else {
              states.push_back(Error{ErrorCode::kCorrupt, std::string(view_of(state.getFailed()))});
            }
          }
          return Done{};
        });
    if (!read.ok()) return read.error();
  }
  return states;
}

Status RemoteStates::snapshots(const std::function<void(const StateDigest&)>& each) {
  std::string after;
  for (bool more = true; more;) {
    Asking request = line_.begin();
    auto asked = request.root.initSnapshots();
    if (!after.empty()) asked.setAfterToken(data_of(after));
    asked.setBefore(end_.value());
    Status read =
        line_.ask(request, wire::Answer::SNAPSHOTS, [&](wire::Answer::Reader answer) -> Status {
          const auto page = answer.getSnapshots();
          for (const auto snapshot : page.getSnapshots()) {
            Result<StateDigest> digest = read_digest(snapshot);
            if (!digest.ok()) return digest.error();
            each(digest.value());
          }
          after = view_of(page.getNext());
          more = page.getMore();
          return more && after.empty() ? Status(not_understood()) : Status(Done{});
        });
    if (!read.ok()) return read;
  }
  return Done{};
}

}  // namespace dangol
