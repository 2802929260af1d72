#include "gateway/vault_rotating.h"

#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "events/cloudevents.h"
#include "events/time_text.h"
#include "replay/heads_record.h"

namespace dangol {

namespace {

constexpr const char* kSource = "dangol:vault";

// The vault; keeps the one apart open.
struct OpenVault {
  std::shared_ptr<Vault> held;
  Vault* vault = nullptr;
};
Result<OpenVault> open(Store& store, WhichVault which) {
  if (which == WhichVault::kVault) return OpenVault{{}, &store.vault()};
  auto held = store.held(Missing::kRefuse);
  if (!held.ok()) return held.error();
  return OpenVault{held.value(), held.value().get()};
}

Result<SentEvent> event_of(WhichVault which, const UntoldRotation& rotation) {
  const std::string_view id(reinterpret_cast<const char*>(rotation.id.data()), rotation.id.size());
  return CloudEventsReader().read(fmt::format(
      R"({{"specversion":"1.0","id":"rotated-{}","source":"{}","type":"vaultkey.rotated",)"
      R"("subject":"{}","time":"{}","timeprecision":"micro","actorkind":"system",)"
      R"("data":{{"vault":"{}","size":"{}","streams":"{}"}}}})",
      to_hex(id), kSource, kHeadsSubject, format_full_time({rotation.at, 0, TimePrecision::kMicro}),
      to_string(which), rotation.size, rotation.streams));
}

Status append(Engine& engine, SentEvent event) {
  std::vector<SentEvent> events;
  events.push_back(std::move(event));
  AppendOptions how;
  how.origin = Origin::kLog;
  const Outcome outcome = engine.append_and_wait(std::move(events), how).front();
  const bool told =
      outcome.code == OutcomeCode::kRecorded || outcome.code == OutcomeCode::kDuplicate;
  if (told) return Done{};
  return Error{ErrorCode::kUnavailable,
               "the key was made anew, and the log does not tell of it yet: " + outcome.reason};
}

Result<std::optional<UntoldRotation>> untold_in(Store& store, WhichVault which) {
  auto opened = open(store, which);
  if (!opened.ok()) return opened.error();
  return opened.value().vault->untold_rotation();
}

// nullopt: there was nothing to tell.
Result<std::optional<UntoldRotation>> tell(Engine& engine, WhichVault which) {
  std::optional<UntoldRotation> untold;
  Status read = engine.read([&](Store& store) -> Status {
    auto rotation = untold_in(store, which);
    if (!rotation.ok()) return rotation.error();
    untold = rotation.value();
    return Done{};
  });
  if (!read.ok()) return read.error();
  if (!untold) return untold;
  Result<SentEvent> event = event_of(which, *untold);
  if (!event.ok()) return event.error();
  if (Status told = append(engine, std::move(event).value()); !told.ok()) return told.error();
  Status noted = engine.read([&](Store& store) -> Status {
    auto opened = open(store, which);
    if (!opened.ok()) return opened.error();
    auto now = opened.value().vault->untold_rotation();
    if (!now.ok()) return now.error();
    if (now.value() != untold) return Done{};  // another one since
    return opened.value().vault->rotation_told();
  });
  if (!noted.ok()) return noted.error();
  return untold;
}

std::string as_text(WhichVault which, const UntoldRotation& done) {
  const std::string which_one =
      which == WhichVault::kVault ? "the vault" : "the vault of what a law keeps";
  return fmt::format("{} has a new key, and the old one is destroyed; {} erased stream{} final\n",
                     which_one, done.streams, done.streams == 1 ? " is" : "s are");
}

std::string as_json(WhichVault which, const UntoldRotation& done) {
  return fmt::format("{{\"vault\":\"{}\",\"streams\":{},\"size\":{},\"state\":\"final\"}}\n",
                     to_string(which), done.streams, done.size);
}

}  // namespace

Result<std::string> rotate_and_tell(Engine& engine, const RotateAsking& asked) {
  std::vector<WhichVault> which;
  if (asked.vault) which.push_back(WhichVault::kVault);
  // What cannot be rotated must not be found out half-way.
  Status ready = engine.read([&](Store& store) -> Status {
    if (!asked.held || !store.has_held()) return Done{};
    auto held = store.held(Missing::kRefuse);
    if (!held.ok()) return held.error();
    which.push_back(WhichVault::kHeld);
    return Done{};
  });
  if (!ready.ok()) return ready.error();
  if (which.empty()) return Error{ErrorCode::kNotFound, "nothing is kept by law in this store"};
  std::string text;
  for (const WhichVault one : which) {
    UntoldRotation done;
    Status rotated = engine.alone([&](Store& store, const Clock& clock) -> Status {
      if (Status made = store.rotate(one, clock()); !made.ok()) return made;
      auto rotation = untold_in(store, one);  // who watches the vaults may be the one who tells
      if (!rotation.ok()) return rotation.error();
      done = rotation.value().value_or(UntoldRotation{});
      return Done{};
    });
    if (!rotated.ok()) return rotated.error();
    auto told = tell(engine, one);
    if (!told.ok()) return told.error();
    text += asked.json ? as_json(one, done) : as_text(one, done);
  }
  if (!asked.json) {
    text += "no backup of a vault from before opens any more: make one now\n";
  }
  return text;
}

Status tell_rotation(Engine& engine) {
  auto told = tell(engine, WhichVault::kVault);
  return told.ok() ? Status(Done{}) : told.error();
}

}  // namespace dangol
