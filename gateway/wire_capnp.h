// Between our values and the messages of local.capnp. Readers of malformed messages throw
// kj::Exception; a value that a newer peer knows and we do not becomes the most careful of ours.
#pragma once

#include <vector>

#include "client/wire_capnp.h"
#include "events/event.h"
#include "events/outcome.h"
#include "events/sealing_message_capnp.h"
#include "gateway/frame_capnp.h"
#include "gateway/local.capnp.h"
#include "gateway/viewer.h"
#include "replay/answers/figure_asking.h"
#include "replay/as_of.h"
#include "replay/history.h"
#include "replay/rebuild.h"
#include "replay/verify.h"

namespace dangol {

// The answer to request `id` that refuses it.
WireFrame refusal(std::uint64_t id, const Error& error);

WireFrame outcomes_answer(std::uint64_t id, const Outcomes& outcomes);

// Events, as their server takes them: every rule of the JSON form holds (events/event_check.h), and no more is in
// them than this version knows; else kRejected.
Result<SentEvent> read_event(wire::SentEvent::Reader sent);

void write_as_of(const AsOf& as_of, wire::AsOf::Builder into);
// kRejected: a bound that is not known.
Result<AsOf> read_as_of(wire::AsOf::Reader as_of);
// A purpose that is not known is none.
void write_viewer(const Viewer& viewer, wire::Rights::Builder into);
Viewer read_viewer(wire::Rights::Reader rights);

void write_history_item(const HistoryItem& item, wire::HistoryItem::Builder into);
// kCorrupt: its entry is none.
Result<HistoryItem> read_history_item(wire::HistoryItem::Reader item);

void write_figure_asking(const FigureAsking& asked, wire::FigureAsking::Builder into);
FigureAsking read_figure_asking(wire::FigureAsking::Reader asked);

void write_rebuilding(const Rebuilding& told, wire::Rebuilding::Builder into);
// kCorrupt: a hash of another length.
Result<Rebuilding> read_rebuilding(wire::Rebuilding::Reader told);
void write_texts(const std::vector<std::string>& texts, capnp::List<capnp::Text>::Builder into);
std::vector<std::string> read_texts(capnp::List<capnp::Text>::Reader texts);

void write_digest(const StateDigest& digest, wire::StateDigest::Builder into);
// kCorrupt: a token or hash of another length.
Result<StateDigest> read_digest(wire::StateDigest::Reader digest);

// Behind which record a page begins.
template <class Request>
Result<HistoryMark> mark_in(Request request) {
  HistoryMark after{Version(request.getAfterVersion()), {}};
  const std::string_view chain = view_of(request.getAfterChain());
  if (chain.size() == after.chain.bytes.size()) {
    after.chain = Hash::from(chain);
  } else if (!chain.empty() || after.version != Version()) {
    return Error{ErrorCode::kRejected, "afterChain: not 32 bytes"};
  }
  return after;
}

}  // namespace dangol
