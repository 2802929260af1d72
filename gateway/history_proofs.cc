#include "gateway/history_proofs.h"

#include <utility>

#include "gateway/limits.h"
#include "replay/heads_record.h"
#include "store/anchor.h"
#include "store/log_tree.h"
#include "store/merkle.h"
#include "store/stream_reader.h"
#include "store/tile_tree.h"

namespace dangol {

namespace {

constexpr PartitionId kOnly{0};

// `stream:` and 32 hexadecimal digits, or a subject.
Result<StreamToken> stream_of(Store& store, std::string_view subject) {
  constexpr std::string_view kStream = "stream:";
  if (subject.starts_with(kStream)) {
    const auto token = token_in_hex(subject.substr(kStream.size()));
    if (token) return *token;
    return Error{ErrorCode::kUsage, "stream: is not followed by 32 hexadecimal digits"};
  }
  auto token = store.vault().find(subject);
  if (!token.ok()) return token.error();
  if (!token.value()) {
    return Error{ErrorCode::kNotFound, "nothing is recorded under this subject"};
  }
  return *token.value();
}

Result<ReadNode> nodes_at(Store& store, std::uint64_t size) {
  Result<LogTree> tree = LogTree::at(store.log(), kOnly, size);
  if (!tree.ok()) return tree.error();
  return nodes_of_tiles(tiles_of(store.log(), kOnly, std::move(tree).value()), size);
}

Status prove(ProvedRecord& record, std::uint64_t size, const ReadNode& nodes) {
  Result<std::vector<Hash>> proof = inclusion_proof(record.position.value(), size, nodes);
  if (!proof.ok()) return proof.error();
  record.inclusion = std::move(proof).value();
  return Done{};
}

Status read_heads_record(Store& store, Position position, std::uint64_t size,
                         ProvedRecord& record) {
  auto found = store.log().get(kOnly, {position}, ReadWords::kNo);
  if (!found.ok()) return found.error();
  record.position = position;
  record.entry = found.value().front().entry;
  record.core = found.value().front().core;
  auto said = heads_claimed(record.core);
  if (!said.ok()) return said.error();
  if (!said.value()) {
    return Error{ErrorCode::kRejected,
                 "record " + to_string(Place{kOnly, position}) + " holds no map of heads"};
  }
  Result<ReadNode> nodes = nodes_at(store, size);
  if (!nodes.ok()) return nodes.error();
  return prove(record, size, nodes.value());
}

}  // namespace

Result<HistoryProofHead> HistoryProofs::begin(const HistoryAsked& asked) {
  HistoryProofHead head;
  Status found = engine_.read([&](Store& store) -> Status {
    Result<StreamToken> stream = stream_of(store, asked.subject);
    if (stream.ok()) head.stream = stream.value();
    return stream.ok() ? Status(Done{}) : stream.error();
  });
  if (!found.ok()) return found.error();
  Position heads;
  if (asked.heads) {
    heads = *asked.heads;
  } else {
    Result<ProvedHead> proved = heads_.record(head.stream);
    if (!proved.ok()) return proved.error();
    heads = proved.value().heads.position;
    head.last = std::move(proved.value().proof);
  }
  Result<Notarial> notarial = notary_.run(NotaryTask::kSign);
  if (!notarial.ok()) return notarial.error();
  head.checkpoint = std::move(notarial.value().note);
  Result<Checkpoint> checkpoint = checkpoint_in(head.checkpoint);
  if (!checkpoint.ok()) return checkpoint.error();
  Status read = engine_.read([&](Store& store) {
    return read_heads_record(store, heads, checkpoint.value().size, head.heads);
  });
  if (!read.ok()) return read.error();
  return head;
}

Result<HistoryLines> HistoryProofs::records(const HistoryPage& page) {
  HistoryLines lines{{}, page.after};
  Status read = engine_.read([&](Store& store) -> Status {
    Result<ReadNode> nodes = nodes_at(store, page.size);
    if (!nodes.ok()) return nodes.error();
    Hash chain;
    if (page.after != Version()) {
      auto positions = store.index().positions(page.stream, page.after, 1);
      if (!positions.ok()) return positions.error();
      auto before = store.log().get(kOnly, positions.value(), ReadWords::kNo);
      if (!before.ok()) return before.error();
      if (before.value().empty()) return Error{ErrorCode::kNotFound, "there is no such record"};
      Result<Entry> entry = decode_entry(before.value().front().entry);
      if (!entry.ok()) return entry.error();
      chain = entry.value().chain;
    }
    Status proved = Done{};
    std::size_t taken = 0;
    Status all = read_stream(store, page.stream, page.after, chain, page.words,
                             [&](const StreamRecord& found) {
                               if (found.entry.version > page.last) return false;
                               ProvedRecord record{found.place.position,
                                                   encode_entry(found.entry),
                                                   std::string(found.core),
                                                   std::string(found.words),
                                                   {}};
                               proved = prove(record, page.size, nodes.value());
                               if (!proved.ok()) return false;
                               lines.text += record.line();
                               lines.after = found.entry.version;
                               return ++taken < kPageRecords && lines.text.size() < kPageBytes;
                             });
    if (!all.ok()) return all;
    return proved;
  });
  if (!read.ok()) return read.error();
  if (lines.after == page.after && page.after < page.last) {
    return Error{ErrorCode::kCorrupt, "the index has fewer records of the stream than its map"};
  }
  return lines;
}

}  // namespace dangol
