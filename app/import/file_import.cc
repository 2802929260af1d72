#include "app/import/file_import.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/import/import_limits.h"

namespace dangol::importing {
namespace {

constexpr std::uint64_t kEventsARow = 64;  // events of a row that keep their order by orderhint
constexpr std::int64_t kDaySeconds = 86'400;
// What lies outside is a placeholder of some system, never a date (events/time_text.h).
constexpr int kFirstYear = 1900;
constexpr int kYearAfterLast = 9999;
constexpr char kKeySeparator = '\x1f';

}  // namespace

FileImport::FileImport(const Mapping& mapping, const ImportSinks& sinks, ImportCounts& counts,
                       const std::string& path)
    : mapping_(mapping),
      sinks_(sinks),
      counts_(counts),
      path_(path),
      base_name_(path),
      writer_(mapping),
      open_(mapping.key.apart,
            mapping.has_groups ? OpenRows::Keep::kAll : OpenRows::Keep::kFirstAndLatest) {
  base_name_ = base_name_.substr(base_name_.rfind('/') + 1);
}

std::uint64_t FileImport::bytes_read() const {
  return reader_ == nullptr ? 0 : reader_->source().bytes_read();
}

Status FileImport::run() {
  if (Status status = load_joins(); !status.ok()) return status;
  auto reader = RowReader::open(path_, mapping_.layout);
  if (!reader.ok()) return reader.error();
  reader_ = std::move(reader).value();
  for (;;) {
    std::unique_ptr<Row> row = open_.fresh_row();
    row->clear(mapping_.slot_count());
    auto read = reader_->next(*row);
    if (!read.ok()) return read.error();
    if (read.value() == ReadRow::kEnd) break;
    ++counts_.rows;
    if (read.value() == ReadRow::kRejected) {
      const Rejection& why = reader_->rejection();
      if (Status status = reject(why.line, why.column, why.reason); !status.ok()) return status;
    } else if (Status status = take_row(std::move(row)); !status.ok()) {
      return status;
    }
  }
  return open_.finish([this](OpenKey& open) { return write_group(open); });
}

Status FileImport::load_joins() {
  for (const JoinSpec& spec : mapping_.joins) {
    const std::string joined = joined_path(path_, spec);
    auto table = JoinTable::load(joined, spec, [&](const Rejection& why) {
      ++counts_.rejected;
      return sinks_.rejected({{joined, why.line}, why.column, why.reason});
    });
    if (!table.ok()) return table.error();
    joins_.push_back(std::move(table).value());
  }
  return Done{};
}

Status FileImport::take_row(std::unique_ptr<Row> row) {
  for (std::size_t i = 0; i < joins_.size(); ++i) joins_[i].fill(mapping_.joins[i], *row);
  replace_missing(*row);
  OpenKey* open = nullptr;
  if (!mapping_.key.slots.empty()) {
    key_ = key_of(*row);
    auto found = open_.next(key_, [this](OpenKey& complete) { return write_group(complete); });
    if (!found.ok())
      return Error{found.error().code, fmt::format("{}: {}", path_, found.error().message)};
    open = found.value();
    if (open == nullptr) {
      return reject(row->line, mapping_.names->by_slot[mapping_.key.slots.front()],
                    "more rows of a key that seemed complete: [rows] apart is too small");
    }
  }
  row->number = open == nullptr ? 1 : open->count;
  auto fate = fill(*row, open);
  if (!fate.ok()) return fate.error();
  if (fate.value() != Fate::kUsed) {
    if (open != nullptr) {
      --open->count;
      if (fate.value() == Fate::kRejected) open->rejected_line = row->line;
    }
    return Done{};
  }
  if (Status status = write_row(*row, open); !status.ok()) return status;
  return open == nullptr ? Status(Done{}) : open_.keep(*open, std::move(row));
}

// The first slots are the columns and the joined columns.
void FileImport::replace_missing(Row& row) const {
  for (std::size_t slot = 0; slot < mapping_.missing_tokens.size(); ++slot) {
    Value& value = row.values[slot];
    if (!value.known()) continue;
    for (const std::string& token : mapping_.missing_tokens[slot]) {
      if (value.text() == token) value = Value::missing();
    }
  }
}

std::string FileImport::key_of(const Row& row) const {
  std::string key;
  for (const Slot slot : mapping_.key.slots) {
    key += row.values[slot].text();
    key += row.values[slot].known() ? kKeySeparator : '\0';
  }
  return key;
}

Situation FileImport::situation_of(Row& row, const OpenKey* open) const {
  Situation situation;
  situation.row = &row;
  situation.previous = open == nullptr ? nullptr : open->latest();
  situation.first = open == nullptr || open->first() == nullptr ? &row : open->first();
  situation.file = base_name_;
  situation.arena = &row.arena;
  return situation;
}

Result<FileImport::Fate> FileImport::fill(Row& row, OpenKey* open) {
  Situation situation = situation_of(row, open);
  for (const Slot slot : mapping_.required) {
    if (!row.values[slot].known()) situation.fail(mapping_.names->by_slot[slot], "missing");
  }
  for (const Derived& derived : mapping_.derived) {
    if (situation.failed()) break;
    row.values[derived.slot] = derived.expression.value(situation);
  }
  if (!situation.failed() && mapping_.where.has_value() && !mapping_.where->holds(situation) &&
      !situation.failed()) {
    ++counts_.left_out;
    return Fate::kLeftOut;
  }
  row.seconds.assign(mapping_.times.size(), 0);
  for (std::size_t i = 0; i < mapping_.times.size() && !situation.failed(); ++i) {
    if (!read_time(mapping_.times[i], i, row, situation)) break;
  }
  if (!situation.failed()) return Fate::kUsed;
  if (Status status = reject(row.line, situation.failed_column, situation.failure); !status.ok()) {
    return status.error();
  }
  return Fate::kRejected;
}

bool FileImport::read_time(const TimeSpec& spec, std::size_t number, Row& row,
                           Situation& situation) {
  const Value text = spec.text.value(situation);
  if (situation.failed()) return false;
  if (!text.known()) return true;
  const auto fail = [&](std::string_view reason) {
    situation.fail(spec.text.column(), fmt::format("{} [times.{}] says", reason, spec.name));
    return false;
  };
  const auto reading = spec.format.read(text.text());
  if (!reading.has_value()) return fail("not a date and time as");
  std::int64_t local = reading->local_seconds;
  static const std::int64_t first = days_from_date(kFirstYear, 1, 1) * kDaySeconds;
  static const std::int64_t end = days_from_date(kYearAfterLast, 1, 1) * kDaySeconds;
  if (local < first + kDaySeconds || local >= end - 2 * kDaySeconds) {
    return fail("a year outside 1900 to 9998, where a date as");
  }
  int offset = reading->offset_minutes.value_or(0);
  const auto find_offset = [&] {
    return reading->offset_minutes.has_value() || spec.zone.offset_minutes_at(local, offset);
  };
  if (!find_offset()) return fail("later than the table of the zone that");
  if (spec.not_before.has_value()) {
    const std::int64_t earliest = row.seconds[*spec.not_before];
    const bool known = row.values[mapping_.times[*spec.not_before].slot].known();
    if (known && earliest - (local - offset * 60) > spec.by_more_than_seconds) {
      local += kDaySeconds;
      if (!find_offset()) return fail("later than the table of the zone that");
    }
  }
  row.seconds[number] = local - offset * 60;
  char* const out = row.arena.room(kRfc3339Bytes);
  const std::size_t size = write_rfc3339(out, local, reading->micros, offset);
  row.values[spec.slot] = std::string_view(out, size);
  return true;
}

Status FileImport::write_row(Row& row, const OpenKey* open) {
  Situation situation = situation_of(row, open);
  std::vector<std::string> events;
  bool meant_for_group = false;
  for (std::size_t i = 0; i < mapping_.events.size(); ++i) {
    const EventSpec& event = mapping_.events[i];
    if (event.per == Per::kGroup) {
      meant_for_group = true;
      continue;
    }
    std::string json;
    const auto written = writer_.write(event, situation, Group{}, row.line * kEventsARow + i, json);
    if (written == EventWriter::Written::kFailed) {
      return reject(row.line, situation.failed_column, situation.failure);
    }
    if (written == EventWriter::Written::kEvent) events.push_back(std::move(json));
  }
  if (events.empty() && !meant_for_group) ++counts_.silent;
  return send(events, row.line);
}

Status FileImport::write_group(OpenKey& open) {
  if (!mapping_.has_groups || (open.rows.empty() && open.rejected_line == 0)) return Done{};
  const std::uint64_t line = open.rows.empty() ? open.rejected_line : open.rows.front()->line;
  if (open.rejected_line != 0) {
    if (open.rows.empty()) return Done{};  // every row of it was told already
    return reject(line, "",
                  fmt::format("the group that begins here lacks the rejected row of line {}",
                              open.rejected_line));
  }
  std::vector<const Row*> rows;
  rows.reserve(open.rows.size());
  for (const auto& row : open.rows) rows.push_back(row.get());
  Row& first = *open.rows.front();
  Situation situation = situation_of(first, nullptr);
  situation.rows = rows.size();
  const Group group{&rows};
  std::vector<std::string> events;
  for (std::size_t i = 0; i < mapping_.events.size(); ++i) {
    if (mapping_.events[i].per != Per::kGroup) continue;
    std::string json;
    const auto written =
        writer_.write(mapping_.events[i], situation, group, line * kEventsARow + i, json);
    if (written == EventWriter::Written::kFailed) {
      return reject(line, situation.failed_column, situation.failure);
    }
    if (written == EventWriter::Written::kEvent) events.push_back(std::move(json));
  }
  if (events.empty()) counts_.silent += rows.size();
  return send(events, line);
}

Status FileImport::send(std::vector<std::string>& events, std::uint64_t line) {
  for (std::string& json : events) {
    ++counts_.events;
    if (Status status = sinks_.event(std::move(json), {path_, line}); !status.ok()) return status;
  }
  return Done{};
}

Status FileImport::reject(std::uint64_t line, std::string_view column, std::string_view reason) {
  ++counts_.rejected;
  return sinks_.rejected({{path_, line}, column, reason});
}

}  // namespace dangol::importing
