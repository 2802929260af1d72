#include "gateway/http/event_pages.h"

#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <kj/exception.h>

#include "events/record.capnp.h"
#include "events/record.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_open.h"
#include "gateway/http/limits.h"
#include "gateway/http/page_writer.h"
#include "gateway/http/problem.h"
#include "gateway/limits.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

// See the head of event_pages.h.
bool stays_closed(StreamKind kind) {
  return kind == StreamKind::kAccess || kind == StreamKind::kHeads;
}

StreamKind kind_of(schema::Core::Reader core) {
  // Writers of schema version 1 did not say; nearly all streams are persons'.
  const std::uint8_t kind = core.getStreamKind();
  return kind == 0 || kind > kStreamKinds ? StreamKind::kCustomer
                                          : static_cast<StreamKind>(kind - 1);
}

// Calls `take` with what the filter takes, until that says false or enough was looked at; says in `page` how
// far it came.
template <class Take>
Status scan(Store& store, const EventFilter& filter, const EventCursor& after, ReadWords words,
            EventPage& page, const Take& take) {
  const LogReader& log = store.log();
  Result<Position> end = log.size(after.partition);
  if (!end.ok()) return end.error();
  page.next = after;
  const auto cursor = log.read({after.partition, after.next}, words);
  std::optional<std::pair<Position, Entry>> last;
  Position at_place = after.next;
  for (std::size_t looked = 0; looked < kEventsScanned && at_place < end.value(); ++looked) {
    LogCursor::Item item;
    Result<bool> found = cursor->next(item);
    if (!found.ok()) return found.error();
    if (!found.value()) break;
    const Place place{after.partition, item.position};
    Result<Entry> entry = decode_entry(item.entry);
    if (!entry.ok()) return at(place, entry.error());
    if (!CanonicalReader::possible(item.core)) {
      return at(place, {ErrorCode::kCorrupt, "the core is no message"});
    }
    bool goes_on = true;
    try {
      CanonicalReader reader(item.core);
      const auto core = reader.root<schema::Core>();
      const StreamKind kind = kind_of(core);
      if (filter.takes(static_cast<std::uint16_t>(core.getEvent().getData().which()), kind)) {
        if (Status good = verify_record(entry.value(), item.core, item.words); !good.ok()) {
          return at(place, good.error());
        }
        Result<bool> taken = take(SeenRecord{place, entry.value(), item.core, item.words, kind});
        if (!taken.ok()) return taken.error();
        goes_on = taken.value();
      }
    } catch (const kj::Exception&) {
      return at(place, {ErrorCode::kCorrupt, "the core is not a readable message"});
    }
    last.emplace(item.position, entry.value());
    at_place = item.position.next();
    if (!goes_on) break;
  }
  if (last) page.next = cursor_behind(last->first, last->second);
  page.more = page.next.next < end.value();
  return Done{};
}

// Opens what was kept, a stream's keys at a time.
Status open_all(Store& store, const std::vector<KeptRecord>& all, const AccessGrant& grant,
                PageWriter& writer) {
  const Opener opener(store.vault());
  struct Stream {
    StreamKeys keys;
    std::string subject;
  };
  std::unordered_map<StreamToken, Stream, Bytes16Hasher> streams;
  for (const KeptRecord& kept : all) {
    if (stays_closed(kept.kind)) {
      Status written = writer.closed({kept.place, kept.entry, kept.core, kept.words, kept.kind});
      if (!written.ok()) return written;
      continue;
    }
    auto known = streams.find(kept.entry.stream);
    if (known == streams.end()) {
      auto keys = StreamKeys::open(kept.entry.stream, store.vault(), StreamKeys::Lacking::kLeave);
      if (!keys.ok()) return keys.error();
      auto subject = store.vault().subject_of(kept.entry.stream);
      if (!subject.ok()) return subject.error();
      known = streams
                  .emplace(kept.entry.stream,
                           Stream{std::move(keys).value(),
                                  subject.value().value_or(sealed_subject(kept.entry.stream))})
                  .first;
    }
    auto event = opener.open(kept.core, kept.words, known->second.keys, grant.rights());
    if (!event.ok()) return at(kept.place, event.error());
    Status written = writer.opened(kept, known->second.subject, event.value());
    if (!written.ok()) return written;
  }
  return Done{};
}

// Whose events are about to be shown.
std::vector<Disclosure> disclosures(const std::vector<KeptRecord>& all, const EventFilter& filter) {
  std::unordered_set<StreamToken, Bytes16Hasher> streams;
  for (const KeptRecord& kept : all) {
    if (!stays_closed(kept.kind)) streams.insert(kept.entry.stream);
  }
  if (streams.empty()) return {};
  return {{AccessOperation::kView, "",
           fmt::format("events {} to {}{}", to_string(all.front().place),
                       to_string(all.back().place), filter.text),
           streams.size()}};
}

}  // namespace

std::variant<EventPage, HttpAnswer> EventPages::page(const EventsAsked& asked,
                                                     const EventCursor& after) const {
  EventPage page;
  const auto writer = asked.writer(page);
  const bool opens = asked.viewer.purpose != Purpose::kUnset;
  std::vector<KeptRecord> kept;
  std::size_t bytes = 0;
  std::optional<Error> gone;
  Status read = parts_.store([&](Store& store) -> Status {
    Status known = check_cursor(store.log(), after);
    if (!known.ok() && known.error().code == ErrorCode::kNotFound) gone = known.error();
    if (!known.ok()) return known;
    const auto keep = [&](const SeenRecord& seen) -> Result<bool> {
      kept.push_back(
          {seen.place, seen.entry, std::string(seen.core), std::string(seen.words), seen.kind});
      bytes += seen.core.size() + seen.words.size() + kEntryBytes;
      return kept.size() < asked.most && bytes < asked.bytes;
    };
    const auto write = [&](const SeenRecord& seen) -> Result<bool> {
      if (Status written = writer->closed(seen); !written.ok()) return written.error();
      return page.events < asked.most && writer->bytes() < asked.bytes;
    };
    if (opens) return scan(store, asked.filter, after, ReadWords::kYes, page, keep);
    return scan(store, asked.filter, after, ReadWords::kNo, page, write);
  });
  if (gone) return problem(410, "gone", gone->message);
  if (!read.ok()) return problem_of(read.error());
  if (kept.empty()) return page;
  const std::vector<Disclosure> shown = disclosures(kept, asked.filter);
  Result<AccessGrant> granted = AccessGrant::redacted();
  if (!shown.empty()) {
    granted = AccessGrant::recorded(parts_.disclose, asked.viewer, shown, parts_.clock());
  }
  if (!granted.ok()) return problem_of(granted.error());
  read =
      parts_.store([&](Store& store) { return open_all(store, kept, granted.value(), *writer); });
  if (!read.ok()) return problem_of(read.error());
  return page;
}

Result<EventCursor> EventPages::end() const {
  Result<EventCursor> end = EventCursor{};
  Status read = parts_.store([&](Store& store) -> Status {
    end = cursor_at_end(store.log());
    return Done{};
  });
  if (!read.ok()) return read.error();
  return end;
}

}  // namespace dangol
