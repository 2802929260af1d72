#include "replay/answers/figure_members.h"

#include <optional>

#include <fmt/format.h>

#include "events/record.h"
#include "events/sealing_tokens.h"
#include "replay/answers/figure_names.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};

class MemberOpener {
 public:
  MemberOpener(Store& store, const ReaderRights& rights, ShownTo to)
      : store_(store), rights_(rights), to_(to), opener_(store.vault()) {}

  // `records`: of the member's deciding positions, in their order.
  Result<OpenedMember> open(const Member& member, std::span<const LogRecord> records) {
    OpenedMember opened;
    opened.member = &member;
    Result<std::string> person = name_of(member.person);
    if (!person.ok()) return person.error();
    opened.person = std::move(person).value();
    std::size_t next = 0;
    for (const Position position : member.deciding) {
      if (position == kNoPosition) continue;
      const Place place{kPartition, position};
      const LogRecord& record = records[next++];
      Result<RecordNames> names = RecordNames::read(record.core);
      if (!names.ok()) return at(place, names.error());
      const std::string& type = names.value().type();
      const bool hidden = to_ == ShownTo::kPrograms && is_coming_or_going(type);
      opened.deciding.push_back({place, type, hidden ? "" : names.value().time()});
      if (member.entity == 0 || !opened.thing.empty()) continue;
      const auto id = names.value().id_of(member.entity);
      if (!id) continue;
      opened.field = id->field;
      Result<std::string> thing = open_id(record, *id, names.value().source());
      if (!thing.ok()) return at(place, thing.error());
      opened.thing = std::move(thing).value();
    }
    if (member.entity != 0 && opened.thing.empty()) {
      opened.thing = fmt::format("~{:016x}", member.entity);
    }
    return opened;
  }

 private:
  static bool is_coming_or_going(std::string_view type) {
    return type == "agent.joined" || type == "agent.left";
  }

  Result<std::string> name_of(StreamToken person) {
    if (!rights_.names()) return opaque_text(person.view());
    auto subject = store_.vault().subject_of(person);
    if (!subject.ok()) return subject.error();
    if (to_ == ShownTo::kPrograms && subject.value() && subject.value()->starts_with("staff/")) {
      return opaque_text(person.view());
    }
    return subject.value().value_or("erased");
  }

  Result<std::string> open_id(const LogRecord& record, const SealedId& id,
                              std::string_view source) {
    const bool staff = id.scope == TokenScope::kStaff || id.scope == TokenScope::kSubject;
    if (!rights_.names() || (staff && to_ == ShownTo::kPrograms)) return opaque_text(id.sealed);
    Result<Entry> entry = decode_entry(record.entry);
    if (!entry.ok()) return entry.error();
    const StreamToken stream = entry.value().stream;
    if (!keys_ || keys_->stream() != stream) {
      auto keys = StreamKeys::open(stream, store_.vault(), StreamKeys::Lacking::kLeave);
      if (!keys.ok()) return keys.error();
      keys_ = std::move(keys).value();
    }
    return opener_.open_token(id.scope, id.sealed, *keys_, rights_, source);
  }

  Store& store_;
  const ReaderRights& rights_;
  const ShownTo to_;
  const Opener opener_;
  std::optional<StreamKeys> keys_;  // of the member before: neighbours often share a stream
};

}  // namespace

Result<std::vector<OpenedMember>> open_members(Store& store, std::span<const Member> members,
                                               const ReaderRights& rights, ShownTo to) {
  std::vector<Position> wanted;
  std::vector<std::size_t> counts;
  for (const Member& member : members) {
    const std::size_t before = wanted.size();
    for (const Position position : member.deciding) {
      if (position != kNoPosition) wanted.push_back(position);
    }
    counts.push_back(wanted.size() - before);
  }
  std::vector<LogRecord> records;
  if (!wanted.empty()) {
    auto read = store.log().get(kPartition, wanted, ReadWords::kNo);
    if (!read.ok()) return read.error();
    records = std::move(read).value();
  }
  MemberOpener opener(store, rights, to);
  std::vector<OpenedMember> opened;
  std::size_t next = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    auto one = opener.open(members[i], std::span(records).subspan(next, counts[i]));
    if (!one.ok()) return one.error();
    opened.push_back(std::move(one).value());
    next += counts[i];
  }
  return opened;
}

}  // namespace dangol
