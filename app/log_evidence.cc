#include "app/log_evidence.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "app/signing.h"
#include "events/clock.h"
#include "events/json_text.h"
#include "gateway/access_days.h"
#include "gateway/access_limits.h"
#include "store/signing_keys.h"

namespace dangol {

namespace {

// Who may have signed, as far as it is known here.
Result<std::vector<NoteVerifier>> known_keys(const GlobalOptions& global, const LogTrust& trust) {
  std::vector<NoteVerifier> keys = trust.keys;
  auto file =
      read_signing_keys(beside_data(global, global.signing_key, ".signing-key"), trust.origin);
  if (!file.ok()) return file.error();
  if (!file.value()) return keys;
  for (const NoteSigner& signer : *file.value()) keys.push_back(signer.verifier());
  return keys;
}

enum class Signed : std::uint8_t { kYes, kByOthers };

// A note of the store: kCorrupt when it cannot have been signed as it is.
Result<Signed> look_at(const std::string& who, std::string_view note, const LogTrust& trust,
                       Checkpoint& said) {
  const auto damaged = [&](const std::string& what) {
    return Error{ErrorCode::kCorrupt, fmt::format("{}: {}", who, what)};
  };
  Result<SignedNote> parsed = SignedNote::parse(note);
  if (!parsed.ok()) return damaged(parsed.error().message);
  Result<Checkpoint> checkpoint = Checkpoint::parse(parsed.value().text);
  if (!checkpoint.ok()) return damaged(checkpoint.error().message);
  said = std::move(checkpoint).value();
  if (said.origin != trust.origin) {
    return damaged(fmt::format("it is of the log {}, not of {}", said.origin, trust.origin));
  }
  Signed by = Signed::kByOthers;
  for (const NoteVerifier& key : trust.keys) {
    Result<std::uint64_t> holds = verify(parsed.value(), key);
    if (holds.ok()) by = Signed::kYes;
    if (!holds.ok() && holds.error().code != ErrorCode::kNotFound) {
      return damaged(holds.error().message);
    }
  }
  return by;
}

}  // namespace

Result<KnownHistory> known_history(const GlobalOptions& global, const TrustArguments& arguments,
                                   const LogEvidence& evidence) {
  Result<LogTrust> given = read_trust(arguments);
  if (!given.ok()) return given.error();
  LogTrust trust = std::move(given).value();
  if (!trust.origin.empty() && trust.origin != evidence.origin) {
    return Error{ErrorCode::kRejected,
                 fmt::format("the store's log is {}, not {}", evidence.origin, trust.origin)};
  }
  trust.origin = evidence.origin;
  KnownHistory known;
  // What was kept is looked at by the keys that were named for it, not by those of the store.
  auto kept = read_kept(arguments.against, trust);
  if (!kept.ok()) return kept.error();
  for (const KeptCheckpoint& one : kept.value()) {
    known.roots.push_back(one.root);
    known.kept.push_back(one.root.who);
  }
  auto keys = known_keys(global, trust);
  if (!keys.ok()) return keys.error();
  trust.keys = std::move(keys).value();
  known.keys_known = !trust.keys.empty();
  for (const std::string& note : evidence.checkpoints) {
    Checkpoint said;
    const std::string who = fmt::format("stored checkpoint {}", known.checkpoints + 1);
    Result<Signed> by = look_at(who, note, trust, said);
    if (!by.ok()) return by.error();
    if (by.value() == Signed::kByOthers) ++known.unsigned_;
    known.roots.push_back(
        {said.size, said.root, fmt::format("the checkpoint of {} records", said.size)});
    known.newest = std::max(known.newest, said.size);
    ++known.checkpoints;
  }
  if (evidence.anchor) {
    known.erasures = evidence.anchor->erasures;
    known.erasures_known = true;
    if (!evidence.anchor->note.empty()) {
      Checkpoint said;
      Result<Signed> by = look_at("the anchor", evidence.anchor->note, trust, said);
      if (!by.ok()) return by.error();
      // It is put there only when the store has it.
      if (known.newest < said.size) {
        return Error{ErrorCode::kCorrupt,
                     fmt::format("the checkpoint of {} records, which the anchor has, is missing "
                                 "in the store: the next writer takes it from there",
                                 said.size)};
      }
      known.roots.push_back({said.size, said.root, "the anchor"});
      known.newest = std::max(known.newest, said.size);
      known.anchored = true;
    }
  }
  return known;
}

LogCheckOptions KnownHistory::options() const {
  LogCheckOptions options;
  options.roots = roots;
  // The policy may keep them longer, and never less long.
  options.accesses_over =
      begin_of(first_of_month(day_of(system_clock()()), -static_cast<int>(kLeastAccessMonths)));
  if (!erasures_known) return options;
  struct Erased {
    bool all = false;
    std::set<Version> versions;
  };
  auto erased = std::make_shared<std::map<StreamToken, Erased>>();
  for (const AnchoredErasure& erasure : erasures) {
    Erased& one = (*erased)[erasure.stream];
    one.all = one.all || erasure.versions.empty();
    one.versions.insert(erasure.versions.begin(), erasure.versions.end());
  }
  options.erased = [erased](StreamToken stream, Version version) {
    const auto found = erased->find(stream);
    return found != erased->end() &&
           (found->second.all || found->second.versions.contains(version));
  };
  return options;
}

std::string KnownHistory::text(std::uint64_t records) const {
  std::string text;
  if (checkpoints == 0) {
    text += "no checkpoint was signed yet: the log was compared with itself alone\n";
  } else {
    text += fmt::format("{} checkpoint{} {} of this history\n", checkpoints,
                        checkpoints == 1 ? "" : "s", checkpoints == 1 ? "is" : "are");
    if (!keys_known) {
      text += "nobody's signature was checked: there is no signing key file, and no --key\n";
    } else if (unsigned_ > 0) {
      text += fmt::format("{} of them are signed by keys that are not known here: say --key\n",
                          unsigned_);
    }
  }
  if (anchored) text += "the anchor is of this history\n";
  for (const std::string& file : kept) text += file + " is of this history\n";
  if (records > newest) {
    text += fmt::format("{} records at the end are not in any checkpoint yet\n", records - newest);
  }
  return text;
}

std::string KnownHistory::json(std::uint64_t records) const {
  std::string files;
  for (const std::string& file : kept) files += (files.empty() ? "" : ",") + json_text(file);
  return fmt::format(
      "\"checkpoints\":{},\"signedByUnknownKeys\":{},\"anchored\":{},\"against\":[{}],"
      "\"notInACheckpoint\":{}",
      checkpoints, keys_known ? unsigned_ : checkpoints, anchored, files,
      records > newest ? records - newest : 0);
}

}  // namespace dangol
