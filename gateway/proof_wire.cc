#include <algorithm>

#include "events/sealing_message_capnp.h"
#include "gateway/limits.h"
#include "gateway/proof_wire_capnp.h"
#include "gateway/wire_capnp.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};

Status fill_tile(Engine& engine, wire::TileAsked::Reader asked,
                 wire::ProofMaterial::Builder answer) {
  return engine.read([&](Store& store) -> Status {
    Result<std::string> hashes = store.log().tile(kPartition, {asked.getLevel(), asked.getIndex()});
    if (!hashes.ok()) return hashes.error();
    answer.setTile(data_of(hashes.value()));
    return Done{};
  });
}

Status fill_frames(Engine& engine, std::uint64_t from, wire::ProofMaterial::Builder answer) {
  std::vector<FrameHeader> headers;
  Status read = engine.read([&](Store& store) -> Status {
    auto found = store.log().frames(kPartition, FrameIndex(from), kPageRecords);
    if (!found.ok()) return found.error();
    headers = std::move(found).value();
    return Done{};
  });
  if (!read.ok()) return read;
  auto list = answer.initFrames(static_cast<unsigned>(headers.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    list[i].setEpoch(headers[i].epoch.value());
    list[i].setIndex(headers[i].index.value());
    list[i].setFirst(headers[i].first.value());
    list[i].setCount(headers[i].count);
    list[i].setRoot(data_of(headers[i].tree_root));
  }
  return Done{};
}

// A page of checkpoints from a size on; the first page brings what there is one of.
Status fill_evidence(Engine& engine, std::uint64_t from, wire::ProofMaterial::Builder answer) {
  LogEvidence page;
  std::optional<std::uint64_t> next;
  Status read = engine.read([&](Store& store) -> Status {
    page.origin = store.origin();
    if (from == 0 && store.anchor() != nullptr) page.anchor = store.anchor()->get();
    std::size_t bytes = 0;
    return store.checkpoints().scan(from, [&](const StoredCheckpoint& checkpoint) {
      if (bytes >= kPageBytes) {
        next = checkpoint.size;
        return false;
      }
      bytes += checkpoint.note.size();
      page.checkpoints.push_back(checkpoint.note);
      return true;
    });
  });
  if (!read.ok()) return read;
  answer.setOrigin(page.origin.c_str());
  auto notes = answer.initNotes(static_cast<unsigned>(page.checkpoints.size()));
  for (unsigned i = 0; i < notes.size(); ++i) notes.set(i, data_of(page.checkpoints[i]));
  if (page.anchor) answer.setAnchor(data_of(page.anchor->text()));
  answer.setMore(next.has_value());
  answer.setNext(next.value_or(0));
  return Done{};
}

}  // namespace

Result<std::vector<WireFrame>> answer_proofs(std::uint64_t id, wire::ProofsAsked::Reader asked,
                                             Engine& engine) {
  capnp::MallocMessageBuilder message;
  auto answer = message.initRoot<wire::Answer>();
  answer.setId(id);
  auto material = answer.initProofs();
  Status filled = Error{ErrorCode::kRejected, "proof material that this version does not know"};
  switch (asked.which()) {
    case wire::ProofsAsked::UNSET: break;
    case wire::ProofsAsked::TILE: filled = fill_tile(engine, asked.getTile(), material); break;
    case wire::ProofsAsked::FRAMES_FROM:
      filled = fill_frames(engine, asked.getFramesFrom(), material);
      break;
    case wire::ProofsAsked::CHECKPOINTS_FROM:
      filled = fill_evidence(engine, asked.getCheckpointsFrom(), material);
      break;
  }
  if (!filled.ok()) return filled.error();
  std::vector<WireFrame> frames;
  frames.push_back(to_frame(message));
  return frames;
}

Result<std::vector<FrameHeader>> read_frame_headers(wire::ProofMaterial::Reader told) {
  std::vector<FrameHeader> headers;
  for (const auto frame : told.getFrames()) {
    headers.push_back({.epoch = Epoch(frame.getEpoch()),
                       .index = FrameIndex(frame.getIndex()),
                       .first = Position(frame.getFirst()),
                       .count = frame.getCount(),
                       .tree_root = std::string(view_of(frame.getRoot()))});
  }
  return headers;
}

Result<std::optional<std::uint64_t>> read_evidence_page(wire::ProofMaterial::Reader told,
                                                        LogEvidence& evidence) {
  evidence.origin = std::string(told.getOrigin().cStr(), told.getOrigin().size());
  for (const auto note : told.getNotes()) evidence.checkpoints.emplace_back(view_of(note));
  if (told.hasAnchor()) {
    Result<Anchored> anchor = Anchored::parse(view_of(told.getAnchor()));
    if (!anchor.ok()) return anchor.error();
    evidence.anchor = std::move(anchor).value();
  }
  if (!told.getMore()) return std::optional<std::uint64_t>();
  return std::optional<std::uint64_t>(told.getNext());
}

}  // namespace dangol
