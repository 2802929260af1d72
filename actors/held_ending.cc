#include "actors/held_ending.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "actors/one_frame.h"
#include "actors/own_event_capnp.h"
#include "events/sealing_message_capnp.h"
#include "store/erasures.h"
#include "store/held_stream.h"
#include "store/held_words.h"
#include "store/stream_state.h"

namespace dangol {
namespace {

constexpr const char* kSource = "dangol:held";

std::string random_id(Entropy& entropy) {
  std::array<std::uint8_t, 16> bytes{};
  entropy.fill(bytes);
  return "held-" + to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

bool is_code(std::string_view text) {
  constexpr std::size_t kMostBytes = 32;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && text.size() <= kMostBytes && text[0] >= 'a' && text[0] <= 'z' &&
         std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

// One ending on its way.
class Ending {
 public:
  Ending(Store& store, const HeldEnding& asked, const Clock& clock)
      : store_(store), asked_(asked), clock_(clock), now_(clock()) {}

  Result<HeldEnded> run() {
    if (!is_code(asked_.reason)) {
      return Error{ErrorCode::kRejected,
                   "reason: a code, like settled or retentionOver, since it stays in clear"};
    }
    auto held = store_.held(Missing::kRefuse);
    if (!held.ok()) return held.error();
    auto opened = HeldStream::open(store_.vault(), held.value(), asked_.stream);
    if (!opened.ok()) return opened.error();
    stream_ = std::move(opened).value();
    Result<StoredState> state = load_stream_state(store_, asked_.stream);
    if (!state.ok()) return state.error();
    if (Status chosen = choose(state.value().customer); !chosen.ok()) return chosen.error();
    if (Status planned = plan(state.value().customer); !planned.ok()) return planned.error();
    if (Status recorded = record(); !recorded.ok()) return recorded.error();
    if (Status finished = store_.finish_erasures(); !finished.ok()) return finished.error();
    return done_;
  }

 private:
  // The holds that end with this.
  Status choose(const Customer& customer) {
    auto keys = StreamKeys::open(asked_.stream, *stream_, StreamKeys::Lacking::kLeave);
    if (!keys.ok()) return keys.error();
    bool found = asked_.hold.empty();
    const Rights* rights = customer.rights.get();
    if (rights != nullptr) {
      for (const Hold& hold : rights->holds.rows()) {
        if (!hold.held.known() || hold.released.known()) continue;
        const bool over = hold.until <= now_;
        if (!over && asked_.what == HeldEnd::kOver) continue;
        if (!over && asked_.what == HeldEnd::kRestore && !reaches_too_far(hold)) continue;
        Result<std::string> id = opened_id(customer, hold.id, keys.value(), "a hold");
        if (!id.ok()) return id.error();
        const bool meant = asked_.hold.empty() || id.value() == asked_.hold;
        if (!over && !meant) continue;
        found = found || meant;
        released_.push_back(hold.id);
        ids_.push_back(std::move(id).value());
      }
    }
    if (found) return Done{};
    return Error{ErrorCode::kNotFound, "no hold of that id is in force on the stream"};
  }

  // Keeps words of a purpose that are not to be kept.
  bool reaches_too_far(const Hold& hold) const {
    return std::ranges::any_of(stream_->keepings(), [&](const Keeping& keeping) {
      const bool holds = hold.purposes.bits == 0 ||
                         (hold.purposes.bits >> static_cast<unsigned>(keeping.purpose) & 1U) != 0;
      return holds && std::ranges::find(asked_.keep, keeping.purpose) == asked_.keep.end();
    });
  }

  Status plan(const Customer& customer) {
    done_.stream = asked_.stream;
    std::vector<Purpose> purposes;
    for (const Keeping& keeping : stream_->keepings()) purposes.push_back(keeping.purpose);
    const HeldWords held(customer, now_, released_);
    done_.kept = held.keepings(purposes);
    listed_ = held.listed(purposes);
    for (const Keeping& keeping : stream_->keepings()) {
      const auto still = std::ranges::find(done_.kept, keeping.purpose, &Keeping::purpose);
      if (still == done_.kept.end()) done_.ended.push_back(keeping);
    }
    if (!done_.ended.empty() || !released_.empty()) return Done{};
    return Error{ErrorCode::kNotFound, "a law still keeps all of it: nothing is over"};
  }

  Status record() {
    auto keys = stream_->keys_of(asked_.stream);
    if (!keys.ok()) return keys.error();
    std::vector<KeyName> destroyed;
    for (const DataKey& key : keys.value().live) {
      const bool identity = key.name.purpose == Purpose::kIdentity;
      const bool ends =
          std::ranges::find(done_.ended, key.name.purpose, &Keeping::purpose) != done_.ended.end();
      if (done_.kept.empty() || (ends && !identity)) destroyed.push_back(key.name);
    }
    std::vector<SentEvent> events;
    for (const std::string& hold : ids_) events.push_back(release(hold));
    events.push_back(erasure(destroyed));
    OneFrame frame(store_, *stream_, clock_);
    Result<Slot*> slot = frame.add(stream_->subject(), std::move(events), Origin::kForget);
    if (!slot.ok()) {
      store_.vault().drop_pending();
      return slot.error();
    }
    const Version version = slot.value()->records.back().entry.version;
    slot.value()->side_rows.push_back({erasure_row_key(asked_.stream, version), kErasureOfHeld});
    return frame.commit();
  }

  SentEvent release(const std::string& hold) {
    OwnEvent event(kSource, random_id(store_.entropy()), now_);
    auto released = event.data().initRetentionReleased();
    released.setHoldId(data_of(hold));
    released.setReason(asked_.reason.c_str());
    return event.sent(stream_->subject());
  }

  SentEvent erasure(const std::vector<KeyName>& destroyed) {
    OwnEvent event(kSource, random_id(store_.entropy()), now_);
    auto erased = event.data().initPersonalDataErased();
    auto keys = erased.initKeysDestroyed(static_cast<unsigned>(destroyed.size()));
    for (unsigned i = 0; i < keys.size(); ++i) {
      keys[i].setPurpose(static_cast<schema::Purpose>(destroyed[i].purpose));
      keys[i].setKeyId(destroyed[i].id.value());
    }
    auto kept = erased.initKept(static_cast<unsigned>(listed_.size()));
    for (unsigned i = 0; i < kept.size(); ++i) {
      kept[i].setPurpose(static_cast<schema::Purpose>(listed_[i].purpose));
      kept[i].setLaw(listed_[i].law.c_str());
      set_time(kept[i].initUntil(), listed_[i].until);
    }
    if (!asked_.by.empty()) erased.setBy(data_of(asked_.by));
    erased.setReason(asked_.reason.c_str());
    return event.sent(stream_->subject());
  }

  Store& store_;
  const HeldEnding& asked_;
  const Clock& clock_;
  const Micros now_;
  std::unique_ptr<HeldStream> stream_;
  std::vector<TokenRef> released_;
  std::vector<std::string> ids_;  // of these, as their senders said them
  HeldEnded done_;
  std::vector<Keeping> listed_;  // as done_.kept, also where no words are
};

}  // namespace

Result<HeldEnded> end_held(Store& store, const HeldEnding& ending, const Clock& clock) {
  return Ending(store, ending, clock).run();
}

}  // namespace dangol
