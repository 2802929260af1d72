#include "events/sealing_message_capnp.h"
#include "gateway/wire_capnp.h"

namespace dangol {

void write_texts(const std::vector<std::string>& texts, capnp::List<capnp::Text>::Builder into) {
  for (unsigned i = 0; i < into.size(); ++i) into.set(i, texts[i].c_str());
}

std::vector<std::string> read_texts(capnp::List<capnp::Text>::Reader texts) {
  std::vector<std::string> all;
  for (const auto text : texts) all.emplace_back(text.cStr(), text.size());
  return all;
}

void write_rebuilding(const Rebuilding& told, wire::Rebuilding::Builder into) {
  into.setReached(told.reached.value());
  into.setEnd(told.end.value());
  write_texts(told.left, into.initLeft(static_cast<unsigned>(told.left.size())));
  auto done = into.initDone(static_cast<unsigned>(told.done.size()));
  for (unsigned i = 0; i < done.size(); ++i) {
    const Rebuilt& from = told.done[i];
    auto one = done[i];
    one.setProjection(from.projection.c_str());
    one.setVersion(from.version);
    one.setBefore(from.before);
    one.setRecords(from.records);
    one.setSteps(from.steps);
    one.setDigest(data_of(from.digest.view()));
    one.setCompared(from.compared);
    one.setDifferent(from.different);
    write_texts(from.differences,
                one.initDifferences(static_cast<unsigned>(from.differences.size())));
  }
}

Result<Rebuilding> read_rebuilding(wire::Rebuilding::Reader from) {
  Rebuilding told;
  told.reached = Position(from.getReached());
  told.end = Position(from.getEnd());
  told.left = read_texts(from.getLeft());
  for (const auto one : from.getDone()) {
    if (one.getDigest().size() != Hash().bytes.size()) {
      return Error{ErrorCode::kCorrupt, "the writer sent a hash of another length"};
    }
    told.done.push_back({std::string(one.getProjection().cStr()), one.getVersion(), one.getBefore(),
                         one.getRecords(), one.getSteps(), Hash::from(view_of(one.getDigest())),
                         one.getCompared(), one.getDifferent(), read_texts(one.getDifferences())});
  }
  return told;
}

}  // namespace dangol
