#include "replay/person_record.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <capnp/message.h>
#include <fmt/format.h>
#include <kj/exception.h>

#include "events/apply_capnp.h"
#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "replay/figure_names_capnp.h"
#include "replay/limits.h"

namespace dangol {

namespace {

using Data = schema::Event::Data;

std::string text_of(capnp::Data::Reader id) { return std::string(view_of(id)); }

// What began in a contact goes where the contact goes.
constexpr std::array kBeginnings = {Data::ISSUE_OPENED, Data::WAIT_STARTED,
                                    Data::REMOTE_SESSION_STARTED, Data::PROMISE_MADE};

struct Moved {
  std::string to;
  Position at;
};

// One stream, as far as it says whose things are in it.
struct Stream {
  std::vector<PersonEvent> events;
  std::vector<std::vector<NamedText>> ids;  // of each event
  std::optional<std::string> absorbed_by;
  std::vector<std::string> absorbed;
  std::map<std::string, Moved> moved;           // by contact
  std::vector<std::string> sources;             // of contacts that moved here
  std::map<std::string, std::string> begun_in;  // field and id -> contact
};

class Gathering {
 public:
  explicit Gathering(const ReadSubject& read) : read_(read) {}

  Result<PersonRecord> gather(std::string subject) {
    if (Status read = load(subject); !read.ok()) return read.error();
    // To the stream that the person goes by. Merges are acyclic; a damaged log must not hang us.
    std::set<std::string> met;
    while (streams_[subject].absorbed_by && met.insert(subject).second) {
      const std::string survivor = *streams_[subject].absorbed_by;
      if (Status read = load(survivor); !read.ok()) {
        if (read.error().code == ErrorCode::kNotFound) break;  // forgotten
        return read.error();
      }
      subject = survivor;
    }
    PersonRecord record;
    record.subject = subject;
    if (Status own = add_own(subject); !own.ok()) return own.error();
    std::set<std::string> shown;
    record.own.push_back(subject);
    for (const std::string& name : order_) {
      Stream& stream = streams_[name];
      std::size_t taken = 0;
      for (std::size_t i = 0; i < stream.events.size(); ++i) {
        if (own_.count(owner_of(name, i)) == 0) continue;
        shown.insert(name);
        record.events.push_back(std::move(stream.events[i]));
        ++taken;
      }
      const bool whole = taken > 0 && taken == stream.events.size();
      if (name != subject && (whole || own_.count(name) != 0)) record.own.push_back(name);
    }
    record.streams.push_back(subject);
    for (const std::string& name : order_) {
      if (name != subject && shown.count(name) != 0) record.streams.push_back(name);
    }
    std::sort(record.events.begin(), record.events.end(),
              [](const PersonEvent& a, const PersonEvent& b) {
                return std::tie(a.occurred, a.item.event.order_hint, a.item.place) <
                       std::tie(b.occurred, b.item.event.order_hint, b.item.place);
              });
    if (Status folded = fold(record); !folded.ok()) return folded.error();
    return record;
  }

 private:
  // The streams that were merged into the person's, and those that contacts came from.
  Status add_own(const std::string& subject) {
    std::vector<std::string> next = {subject};
    while (!next.empty()) {
      const std::string name = std::move(next.back());
      next.pop_back();
      if (!own_.insert(name).second) continue;
      if (Status read = load_if_there(name); !read.ok()) return read;
      const Stream& stream = streams_[name];
      next.insert(next.end(), stream.absorbed.begin(), stream.absorbed.end());
      for (const std::string& source : std::vector<std::string>(stream.sources)) {
        if (Status read = load_if_there(source); !read.ok()) return read;
      }
    }
    return Done{};
  }

  Status load_if_there(const std::string& subject) {
    Status read = load(subject);
    if (!read.ok() && read.error().code == ErrorCode::kNotFound) return Done{};
    return read;
  }

  Status load(const std::string& subject) {
    if (streams_.count(subject) != 0) return Done{};
    Stream stream;
    std::optional<Error> failed;
    Status read = read_(subject, [&](const HistoryItem& item) {
      if (++events_ > kMaxPersonEvents) {
        failed = Error{ErrorCode::kRejected,
                       fmt::format("{} has more than {} events: dangol history shows them", subject,
                                   kMaxPersonEvents)};
      } else if (Status taken = take(subject, item, stream); !taken.ok()) {
        failed = taken.error();
      }
      return !failed;
    });
    if (failed) return *failed;
    if (!read.ok()) return read;
    order_.push_back(subject);
    streams_.emplace(subject, std::move(stream));
    return Done{};
  }

  static Status take(const std::string& subject, const HistoryItem& item, Stream& stream) {
    PersonEvent event;
    event.stream = subject;
    event.item.place = item.place;
    event.item.entry = item.entry;
    event.item.event = {MessageBytes(item.event.event.view()),
                        item.event.correlation_id,
                        item.event.causation_id,
                        item.event.order_hint,
                        item.event.as_recorded,
                        item.event.complete};
    try {
      CanonicalReader reader(item.event.event.view());
      const auto clear = reader.root<schema::Event>();
      event.occurred = Micros(clear.getTime().getMicros());
      stream.ids.push_back(ids_of(clear));
      take_ties(subject, item.place.position, clear.getData(), stream);
      const auto which = clear.getData().which();
      if (std::find(kBeginnings.begin(), kBeginnings.end(), which) != kBeginnings.end()) {
        begins(stream.ids.back(), stream);
      }
    } catch (const kj::Exception& error) {
      return Error{ErrorCode::kCorrupt, fmt::format("record {}: {}", to_string(item.place),
                                                    error.getDescription().cStr())};
    }
    stream.events.push_back(std::move(event));
    return Done{};
  }

  static void take_ties(const std::string& subject, Position at, Data::Reader data,
                        Stream& stream) {
    if (data.isCustomersMerged()) {
      const auto merged = data.getCustomersMerged();
      const std::string survivor = text_of(merged.getSurvivor());
      const std::string absorbed = text_of(merged.getAbsorbed());
      if (absorbed == subject) {
        stream.absorbed_by = survivor;
      } else if (survivor == subject) {
        stream.absorbed.push_back(absorbed);
      }
    }
    if (data.isContactAttributed()) {
      const auto moved = data.getContactAttributed();
      const std::string from = moved.hasFrom() ? text_of(moved.getFrom()) : subject;
      const std::string to = text_of(moved.getTo());
      if (from == subject && to != subject) {
        Moved& known = stream.moved[text_of(moved.getContactId())];
        if (known.to.empty() || known.at < at) known = {to, at};
      } else if (from != subject) {
        stream.sources.push_back(from);
      }
    }
  }

  static void begins(const std::vector<NamedText>& ids, Stream& stream) {
    const auto contact = std::find_if(ids.begin(), ids.end(),
                                      [](const NamedText& id) { return id.field == "contactId"; });
    if (contact == ids.end()) return;
    // The first id of the data names what began.
    for (const NamedText& id : ids) {
      if (id.field == "contactId") continue;
      stream.begun_in.emplace(id.field + ' ' + id.text, contact->text);
    }
  }

  // Whose the event is: the stream it stands in, or where its contact went.
  std::string owner_of(const std::string& name, std::size_t event) const {
    const Stream& stream = streams_.at(name);
    if (stream.moved.empty()) return name;
    if (name.starts_with("contact/")) {
      const auto newest =
          std::max_element(stream.moved.begin(), stream.moved.end(),
                           [](const auto& a, const auto& b) { return a.second.at < b.second.at; });
      return newest->second.to;
    }
    for (const NamedText& id : stream.ids[event]) {
      const auto begun = stream.begun_in.find(id.field + ' ' + id.text);
      const std::string& contact =
          id.field == "contactId" || begun == stream.begun_in.end() ? id.text : begun->second;
      if (id.field != "contactId" && begun == stream.begun_in.end()) continue;
      if (const auto moved = stream.moved.find(contact); moved != stream.moved.end()) {
        return moved->second.to;
      }
    }
    return name;
  }

  static std::vector<NamedText> ids_of(schema::Event::Reader event);

  static Status fold(PersonRecord& record) {
    std::uint64_t version = 0;
    for (const PersonEvent& event : record.events) {
      try {
        CanonicalReader reader(event.item.event.event.view());
        capnp::MallocMessageBuilder message;
        auto core = message.initRoot<schema::Core>();
        core.setEvent(reader.root<schema::Event>());
        core.setOrderHint(event.item.event.order_hint);
        core.setAsRecorded(event.item.event.as_recorded);
        apply(record.state, core.asReader(), Version(++version));
      } catch (const kj::Exception& error) {
        return Error{ErrorCode::kCorrupt, fmt::format("record {}: {}", to_string(event.item.place),
                                                      error.getDescription().cStr())};
      }
    }
    return Done{};
  }

  const ReadSubject& read_;
  std::map<std::string, Stream> streams_;
  std::vector<std::string> order_;  // as they were met
  std::set<std::string> own_;
  std::uint64_t events_ = 0;
};

std::vector<NamedText> Gathering::ids_of(schema::Event::Reader event) {
  std::vector<NamedText> ids;
  for (SealedId& id : ids_in(event)) {
    if (id.scope != TokenScope::kStream || id.field == "actorid") continue;
    ids.push_back({std::move(id.field), std::move(id.sealed)});
  }
  return ids;
}

}  // namespace

Result<PersonRecord> read_person(const ReadSubject& read, std::string_view subject) {
  return Gathering(read).gather(std::string(subject));
}

}  // namespace dangol
