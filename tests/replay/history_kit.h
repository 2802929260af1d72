// A log with a map of heads and a signed checkpoint, and the proof of a history from it: made by hand, so
// that tests can leave out, change and forge.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <capnp/message.h>
#include <gtest/gtest.h>

#include "events/hash.h"
#include "events/record.capnp.h"
#include "events/record.h"
#include "events/schema_model.h"
#include "events/sealing_message_capnp.h"
#include "replay/heads_check.h"
#include "replay/heads_record.h"
#include "replay/history_check.h"
#include "replay/history_proof.h"
#include "store/head_keeper.h"
#include "store/memory_log.h"
#include "store/merkle.h"
#include "store/merkle_note.h"
#include "tests/support/seeded_entropy.h"

namespace dangol::test {

inline StreamToken token_named(const std::string& name) {
  return StreamToken::from(sha256(name).view().substr(0, 16));
}

inline std::string heads_core(const HeadKeeper::Map& map, std::uint16_t format = kHeadMapFormat) {
  capnp::MallocMessageBuilder message;
  auto core = message.initRoot<schema::Core>();
  core.setSalt(data_of("0123456789abcdef"));
  core.setStreamKind(1 + static_cast<int>(StreamKind::kHeads));
  auto said = core.initEvent().getData().initHeadsRecorded();
  said.setSize(map.size);
  said.setRoot(to_base64(map.root.view()));
  said.setStreams(map.streams);
  said.setFormat(format);
  return std::string(canonical_bytes(core.asReader()).view());
}
// Of a core that says nothing about the log.
inline std::string plain_core(const std::string& salt) {
  capnp::MallocMessageBuilder message;
  auto core = message.initRoot<schema::Core>();
  core.setSalt(data_of(salt));
  core.setStreamKind(1 + static_cast<int>(StreamKind::kCustomer));
  return std::string(canonical_bytes(core.asReader()).view());
}

struct HistoryKit {
  static constexpr PartitionId kOnly{0};

  // A record of the stream; returns its position.
  Position add(const std::string& stream, const std::string& core, const std::string& words = "") {
    const StreamToken token = token_named(stream);
    Head& head = heads[token];
    Entry entry = next_entry(token, head.version.next(), head.chain, core, words);
    entry.recorded_at = Micros(1'469'585'220'000'000 + static_cast<std::int64_t>(records.size()));
    head = {entry.version, entry.chain};
    records.push_back({encode_entry(entry), core, words});
    Frame frame;
    frame.first = Position(records.size() - 1);
    frame.records = {records.back()};
    log.append(claim, frame, [](Append stored) { EXPECT_EQ(stored, Append::kStored); });
    streams[token].push_back(frame.first);
    return frame.first;
  }
  Position say(const std::string& stream) {
    return add(stream, plain_core(stream + std::to_string(records.size())), "sealed words");
  }
  // What the map is of the first `size` records.
  HeadKeeper::Map map(std::uint64_t size) {
    HeadLeavesInMemory leaves;
    HeadKeeper keeper(leaves);
    EXPECT_TRUE(make_heads(log, kOnly, size, keeper).ok());
    return keeper.map().value();
  }
  Position add_heads(std::uint64_t size) { return add("heads", heads_core(map(size))); }

  std::string checkpoint() {
    const std::string text = Checkpoint{origin, records.size(), tree().root()}.text();
    return text + '\n' + signer.sign(text);
  }
  MerkleEdge tree() {
    MerkleEdge edge;
    nodes.clear();
    for (const LogRecord& record : records) {
      edge.add(leaf_hash(record.entry),
               [&](MerkleNode node, const Hash& hash) { nodes[node] = hash; });
    }
    return edge;
  }
  ProvedRecord proved(Position position) {
    tree();
    const LogRecord& record = records[position.value()];
    return {position, record.entry, record.core, record.words,
            inclusion_proof(position.value(), records.size(), [&](MerkleNode node) {
              return Result<Hash>(nodes.at(node));
            }).value()};
  }
  HistoryProofHead head(const std::string& stream, Position at) {
    const auto map = heads_claimed_size(at);
    HeadLeavesInMemory leaves;
    HeadKeeper keeper(leaves);
    EXPECT_TRUE(make_heads(log, kOnly, map, keeper).ok());
    EXPECT_TRUE(keeper.map().ok());
    const StreamToken token = token_named(stream);
    return {token, keeper.prove(token).value().value(), proved(at), checkpoint(), {}};
  }
  std::uint64_t heads_claimed_size(Position at) const {
    return heads_claimed(records[at.value()].core).value().value().size;
  }
  // The lines of the file.
  std::vector<std::string> proof(const std::string& stream, Position at) {
    const HistoryProofHead first = head(stream, at);
    std::vector<std::string> lines{first.line()};
    for (const Position position : streams[first.stream]) {
      if (position.value() < heads_claimed_size(at)) lines.push_back(proved(position).line());
    }
    return lines;
  }
  HistoryTrust trust() const { return {{origin, {signer.verifier()}, std::nullopt}, auditors}; }

  std::string origin = "example.com/care";
  SeededEntropy entropy{1};
  NoteSigner signer = NoteSigner::make(origin, NoteKeyType::kNote, entropy).value();
  std::vector<NoteVerifier> auditors;
  MemoryLog log;
  Claim claim = log.claim(kOnly).value();
  std::vector<LogRecord> records;
  std::map<StreamToken, Head> heads;
  std::map<StreamToken, std::vector<Position>> streams;
  std::map<MerkleNode, Hash> nodes;
};

}  // namespace dangol::test
