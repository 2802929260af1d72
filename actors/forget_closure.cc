#include "actors/forget_closure.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <capnp/any.h>
#include <fmt/format.h>
#include <kj/exception.h>

#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "events/subject.h"
#include "store/stream_reader.h"

namespace dangol {
namespace {

using Data = schema::Event::Data;

std::optional<StreamToken> token_in(capnp::Data::Reader bytes) {
  if (bytes.size() != StreamToken().bytes.size()) return std::nullopt;
  return StreamToken::from(view_of(bytes));
}

// The ids of scope `stream` that stand directly in an event's data: the name of the field and the
// sealed id. Equal ids of one stream are equal here.
struct SealedName {
  std::string_view field;
  std::string_view id;
};
std::vector<SealedName> names_in(schema::Event::Reader event) {
  std::vector<SealedName> names;
  const TypeModel* type =
      schema_model().type_at(static_cast<std::uint16_t>(event.getData().which()));
  if (type == nullptr) return names;
  const auto pointers = capnp::AnyStruct::Reader(event).getPointerSection();
  if (schema_model().data_slot() >= pointers.size()) return names;
  const auto data = pointers[schema_model().data_slot()].getAs<capnp::AnyStruct>();
  const auto fields = data.getPointerSection();
  for (const FieldModel& field : type->data->fields) {
    if (field.mark != Mark::kToken || field.scope != TokenScope::kStream || field.list ||
        field.slot >= fields.size()) {
      continue;
    }
    const auto id = fields[field.slot].getAs<capnp::Data>();
    if (id.size() > 0) names.push_back({field.name, view_of(id)});
  }
  return names;
}

std::string key_of(const SealedName& name) {
  return std::string(name.field) + ' ' + std::string(name.id);
}

// What began in a contact goes where the contact goes.
bool begins_in_contact(Data::Which type) {
  return type == Data::ISSUE_OPENED || type == Data::WAIT_STARTED ||
         type == Data::REMOTE_SESSION_STARTED || type == Data::PROMISE_MADE;
}

// One stream, as far as it says whose things are in it.
struct Ties {
  std::set<StreamToken> merged;
  std::map<std::string, StreamToken> moved;     // by contact: where it went last
  std::optional<StreamToken> moved_last;        // where any went last
  std::set<StreamToken> sources;                // of contacts that moved here
  std::map<std::string, std::string> begun_in;  // field and id -> contact
};

void take_ties(StreamToken self, Data::Reader data, Ties& ties) {
  if (data.isCustomersMerged()) {
    for (const auto bytes :
         {data.getCustomersMerged().getSurvivor(), data.getCustomersMerged().getAbsorbed()}) {
      const auto token = token_in(bytes);
      if (token && *token != self) ties.merged.insert(*token);
    }
  }
  if (!data.isContactAttributed()) return;
  const auto attributed = data.getContactAttributed();
  const auto to = token_in(attributed.getTo());
  const StreamToken from = token_in(attributed.getFrom()).value_or(self);
  if (!to) return;
  if (from == self && *to != self) {
    ties.moved[std::string(view_of(attributed.getContactId()))] = *to;
    ties.moved_last = *to;
  } else if (from != self && *to == self) {
    ties.sources.insert(from);
    ties.moved.erase(std::string(view_of(attributed.getContactId())));
  }
}

// The contact that a record is about, as its stream has learnt so far.
std::optional<std::string> contact_of(const std::vector<SealedName>& names, const Ties& ties) {
  for (const SealedName& name : names) {
    if (name.field == "contactId") return std::string(name.id);
  }
  for (const SealedName& name : names) {
    if (auto begun = ties.begun_in.find(key_of(name)); begun != ties.begun_in.end()) {
      return begun->second;
    }
  }
  return std::nullopt;
}

Status each_event(Store& store, StreamToken stream,
                  const std::function<void(const StreamRecord&, schema::Event::Reader)>& each) {
  std::optional<Error> failed;
  Status read = read_stream(
      store, stream, Version(), Hash{}, ReadWords::kNo, [&](const StreamRecord& record) {
        try {
          CanonicalReader core(record.core);
          each(record, core.root<schema::Core>().getEvent());
        } catch (const kj::Exception&) {
          failed = at(record.place, {ErrorCode::kCorrupt, "it does not read as a message"});
        }
        return !failed;
      });
  if (failed) return *failed;
  return read;
}

Result<Ties> ties_of(Store& store, StreamToken stream) {
  Ties ties;
  Status read = each_event(store, stream, [&](const StreamRecord&, schema::Event::Reader event) {
    const auto data = event.getData();
    take_ties(stream, data, ties);
    if (!begins_in_contact(data.which())) return;
    const auto names = names_in(event);
    const auto contact = std::ranges::find(names, "contactId", &SealedName::field);
    if (contact == names.end()) return;
    for (const SealedName& name : names) {
      if (name.field != "contactId") ties.begun_in.emplace(key_of(name), contact->id);
    }
  });
  if (!read.ok()) return read.error();
  return ties;
}

class Closure {
 public:
  Closure(Store& store, std::size_t most) : store_(store), most_(most) {}

  Result<PersonStreams> of(StreamToken first) {
    std::vector<StreamToken> next{first};
    while (!next.empty()) {
      const StreamToken stream = next.back();
      next.pop_back();
      if (own_.contains(stream)) continue;
      auto kind = kind_of(stream);
      if (!kind.ok()) return kind.error();
      if (!kind.value()) continue;  // forgotten already
      auto ties = ties_of(store_, stream);
      if (!ties.ok()) return ties.error();
      // A contact's stream is the person's if it went to them last.
      if (stream != first && *kind.value() == StreamKind::kContact && ties.value().moved_last &&
          !own_.contains(*ties.value().moved_last)) {
        continue;
      }
      if (own_.size() == most_) {
        return Error{ErrorCode::kRejected,
                     fmt::format("the person has more than {} streams: forget parts of them first, "
                                 "stream by stream",
                                 most_)};
      }
      own_.insert(stream);
      person_.whole.push_back(stream);
      next.insert(next.end(), ties.value().merged.begin(), ties.value().merged.end());
      for (const StreamToken& source : ties.value().sources) {
        auto of = kind_of(source);
        if (!of.ok()) return of.error();
        if (!of.value()) continue;
        if (*of.value() == StreamKind::kContact) {
          next.push_back(source);
        } else {
          foreign_.insert(source);
        }
      }
      if (!ties.value().moved.empty()) moved_away_.push_back({stream, std::move(ties).value()});
    }
    for (const StreamToken& stream : foreign_) {
      if (own_.contains(stream)) continue;
      auto ties = ties_of(store_, stream);
      if (!ties.ok()) return ties.error();
      if (Status added = add_partly(stream, ties.value()); !added.ok()) return added.error();
    }
    for (const auto& [stream, ties] : moved_away_) {
      if (Status counted = count_of_others(stream, ties); !counted.ok()) return counted.error();
    }
    return std::move(person_);
  }

 private:
  Result<std::optional<StreamKind>> kind_of(StreamToken stream) {
    auto subject = store_.vault().subject_of(stream);
    if (!subject.ok()) return subject.error();
    if (!subject.value()) return std::optional<StreamKind>();
    auto parsed = parse_subject(*subject.value());
    if (!parsed.ok()) return parsed.error();
    return std::optional(parsed.value().kind);
  }
  // Where the record's contact went; nullopt: nowhere.
  static std::optional<StreamToken> went(schema::Event::Reader event, const Ties& ties) {
    const auto contact = contact_of(names_in(event), ties);
    if (!contact) return std::nullopt;
    const auto moved = ties.moved.find(*contact);
    return moved == ties.moved.end() ? std::nullopt : std::optional(moved->second);
  }
  Status add_partly(StreamToken stream, const Ties& ties) {
    return each_event(store_, stream, [&](const StreamRecord& record, schema::Event::Reader event) {
      const auto to = went(event, ties);
      if (to && own_.contains(*to) && !event.getData().isContactAttributed()) {
        person_.partly[stream].push_back(record.entry.version);
      }
    });
  }
  Status count_of_others(StreamToken stream, const Ties& ties) {
    return each_event(store_, stream, [&](const StreamRecord&, schema::Event::Reader event) {
      const auto to = went(event, ties);
      if (to && !own_.contains(*to) && !event.getData().isContactAttributed()) ++person_.of_others;
    });
  }

  Store& store_;
  const std::size_t most_;
  std::set<StreamToken> own_;
  std::set<StreamToken> foreign_;
  std::vector<std::pair<StreamToken, Ties>> moved_away_;
  PersonStreams person_;
};

}  // namespace

Result<PersonStreams> streams_of_person(Store& store, StreamToken stream, std::size_t most) {
  return Closure(store, most).of(stream);
}

}  // namespace dangol
