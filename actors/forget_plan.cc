// What forgetting would do: reads, and changes nothing.
#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <kj/exception.h>

#include "actors/forget_closure.h"
#include "actors/forgetting.h"
#include "actors/own_event_capnp.h"
#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_open.h"
#include "events/subject.h"
#include "store/core_identity.h"
#include "store/held_words.h"
#include "store/stream_reader.h"
#include "store/stream_state.h"

namespace dangol {
namespace {

Error rejected(std::string message) { return {ErrorCode::kRejected, std::move(message)}; }

bool is_code(std::string_view text) {
  constexpr std::size_t kMostBytes = 32;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && text.size() <= kMostBytes && text[0] >= 'a' && text[0] <= 'z' &&
         std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

Status check(const ForgetRequest& request) {
  const Result<Subject> subject = parse_subject(request.subject);
  if (!subject.ok()) return subject.error();
  const StreamKind kind = subject.value().kind;
  if (kind != StreamKind::kCustomer && kind != StreamKind::kContact && kind != StreamKind::kStaff) {
    return rejected("only customer/, contact/ and staff/ are of persons who can be forgotten");
  }
  if (!is_code(request.reason)) {
    return rejected(
        "reason: a code, like requested or retentionOver: a lower-case letter, then letters and "
        "digits, at most 32, since it stays in clear for ever");
  }
  for (const std::string& id : {request.by, request.request}) {
    if (id.empty()) continue;
    if (const char* bad = bad_id(id)) return rejected(fmt::format("an id given: {}", bad));
  }
  if (request.events.size() > kMaxForgottenEvents) {
    return rejected(fmt::format("at most {} single events at once", kMaxForgottenEvents));
  }
  return Done{};
}

std::optional<Version> version_in(const std::string& event) {
  std::uint64_t version = 0;
  if (event.size() < 2 || event[0] != '@') return std::nullopt;
  const auto [end, error] = std::from_chars(event.data() + 1, event.data() + event.size(), version);
  if (error != std::errc() || end != event.data() + event.size()) return std::nullopt;
  return Version(version);
}

class Planning {
 public:
  Planning(Store& store, const ForgetRequest& request, Micros now)
      : store_(store), request_(request), now_(now), opener_(store.vault()) {}

  Result<ForgetPlan> plan() {
    if (Status good = check(request_); !good.ok()) return good.error();
    auto token = store_.vault().find(request_.subject);
    if (!token.ok()) return token.error();
    if (token.value()) {
      auto last = store_.index().last(*token.value());
      if (!last.ok()) return last.error();
      if (!last.value()) token = std::optional<StreamToken>();
    }
    if (!token.value()) {
      return Error{ErrorCode::kNotFound, "nothing is recorded under this subject"};
    }
    Status planned =
        request_.events.empty() ? plan_person(*token.value()) : plan_events(*token.value());
    if (!planned.ok()) return planned.error();
    return std::move(plan_);
  }

 private:
  Status plan_person(StreamToken first) {
    auto person = streams_of_person(store_, first, request_.most_streams);
    if (!person.ok()) return person.error();
    plan_.of_others = person.value().of_others;
    for (const StreamToken& stream : person.value().whole) {
      if (Status added = add(stream, {}); !added.ok()) return added;
    }
    for (const auto& [stream, versions] : person.value().partly) {
      if (Status added = add(stream, versions); !added.ok()) return added;
    }
    return Done{};
  }

  Status plan_events(StreamToken stream) {
    std::vector<Version> versions;
    for (const std::string& event : request_.events) {
      Result<Version> found = find(stream, event);
      if (!found.ok()) return found.error();
      versions.push_back(found.value());
    }
    std::sort(versions.begin(), versions.end());
    versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
    if (Status added = add(stream, versions); !added.ok()) return added;
    if (plan_.erasures.front().words_kept == 0) return Done{};
    return rejected(
        "a law keeps the words of an event that is to be erased: release the hold first");
  }

  Result<Version> find(StreamToken stream, const std::string& event) {
    std::optional<Version> found = version_in(event);
    if (found) {
      auto last = store_.index().last(stream);
      if (!last.ok()) return last.error();
      if (*found < Version(1) || !last.value() || *found > last.value()->version) {
        return Error{ErrorCode::kNotFound, "the stream has no record of that version"};
      }
      return *found;
    }
    auto keys = StreamKeys::open(stream, store_.vault(), StreamKeys::Lacking::kLeave);
    if (!keys.ok()) return keys.error();
    bool twice = false;
    std::optional<Error> failed;
    Status read = read_stream(
        store_, stream, Version(), Hash{}, ReadWords::kNo, [&](const StreamRecord& record) {
          auto opened =
              opener_.open(record.core, {}, keys.value(), ReaderRights::none().add_names());
          if (!opened.ok()) {
            failed = at(record.place, opened.error());
            return false;
          }
          CanonicalReader message(opened.value().event.view());
          if (view_of(message.root<schema::Event>().getId()) == event) {
            twice = found.has_value();
            found = record.entry.version;
          }
          return !twice;
        });
    if (!read.ok()) return read.error();
    if (failed) return *failed;
    if (twice) return rejected("two sources gave an event this id: name it as @VERSION");
    if (!found) return Error{ErrorCode::kNotFound, "the stream has no event of that id"};
    return *found;
  }

  // `versions` empty: the whole stream.
  Status add(StreamToken stream, std::vector<Version> versions) {
    PlannedErasure erasure;
    erasure.stream = stream;
    erasure.versions = std::move(versions);
    auto subject = store_.vault().subject_of(stream);
    if (!subject.ok()) return subject.error();
    erasure.subject = subject.value().value_or("");
    Result<StoredState> state = load_stream_state(store_, stream);
    if (!state.ok()) return state.error();
    const Customer& customer = state.value().customer;
    const HeldWords held(customer, now_);
    auto keys = store_.vault().keys_of(stream);
    if (!keys.ok()) return keys.error();
    std::vector<Purpose> purposes;
    for (const DataKey& key : keys.value().live) purposes.push_back(key.name.purpose);
    purposes.erase(std::unique(purposes.begin(), purposes.end()), purposes.end());
    erasure.kept = held.listed(purposes);
    const bool whole = erasure.versions.empty();
    for (const DataKey& key : keys.value().live) {
      const bool stays = std::ranges::find(erasure.kept, key.name.purpose, &Keeping::purpose) !=
                         erasure.kept.end();
      if (whole && !stays) erasure.keys.push_back(key.name);
    }
    std::vector<IdToken> ids;
    if (Status counted = count(held, erasure, ids); !counted.ok()) return counted;
    if (Status told = add_stories(customer, keys.value(), ids, erasure); !told.ok()) return told;
    plan_.erasures.push_back(std::move(erasure));
    return Done{};
  }

  // Counts what is in the stream, or in the versions; `ids` are the latter's events.
  Status count(const HeldWords& held, PlannedErasure& erasure, std::vector<IdToken>& ids) {
    std::optional<Error> failed;
    Status read = read_stream(
        store_, erasure.stream, Version(), Hash{}, ReadWords::kYes,
        [&](const StreamRecord& record) {
          const bool whole = erasure.versions.empty();
          if (!whole && !std::ranges::binary_search(erasure.versions, record.entry.version)) {
            return true;
          }
          ++erasure.records;
          if (!whole) {
            auto identity = identity_of(record.core);
            if (identity.ok()) ids.push_back(identity.value().id);
          }
          if (record.words.empty()) return true;
          auto purpose = purpose_of_words(record.words);
          if (!purpose.ok()) {
            failed = at(record.place, purpose.error());
            return false;
          }
          ++(held.covers(record.entry.version, purpose.value()) ? erasure.words_kept
                                                                : erasure.with_words);
          return true;
        });
    if (failed) return *failed;
    return read;
  }

  // Stories that are told of the stream; of single events: those that tell one of them.
  Status add_stories(const Customer& customer, const KeySet& known, const std::vector<IdToken>& ids,
                     PlannedErasure& erasure) {
    const Bond* bond = customer.bond.get();
    if (bond == nullptr) return Done{};
    auto keys =
        StreamKeys::open(erasure.stream, store_.vault(), known, StreamKeys::Lacking::kLeave);
    if (!keys.ok()) return keys.error();
    for (const Story& story : bond->stories.rows()) {
      if (!story.told.known() || story.withdrawn.known()) continue;
      const bool tells = std::ranges::any_of(story.events, [&](TokenRef event) {
        const std::string_view bytes = customer.tokens.bytes(event);
        return bytes.size() >= sizeof(IdToken::bytes) &&
               std::ranges::find(ids, IdToken::from(bytes.substr(0, sizeof(IdToken::bytes)))) !=
                   ids.end();
      });
      if (!erasure.versions.empty() && !tells) continue;
      Result<std::string> id = opened_id(customer, story.id, keys.value(), "a story");
      if (!id.ok()) return id.error();
      erasure.stories.push_back(std::move(id).value());
    }
    return Done{};
  }

  Store& store_;
  const ForgetRequest& request_;
  const Micros now_;
  const Opener opener_;
  ForgetPlan plan_;
};

}  // namespace

std::vector<StreamToken> ForgetPlan::streams() const {
  std::vector<StreamToken> all;
  for (const PlannedErasure& erasure : erasures) {
    if (erasure.versions.empty()) all.push_back(erasure.stream);
  }
  return all;
}

Result<ForgetPlan> plan_forgetting(Store& store, const ForgetRequest& request, Micros now) {
  return Planning(store, request, now).plan();
}

}  // namespace dangol
