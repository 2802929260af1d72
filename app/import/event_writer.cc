#include "app/import/event_writer.h"

#include <fmt/format.h>

#include "app/import/import_limits.h"
#include "events/utf8.h"

namespace dangol::importing {
namespace {
constexpr std::size_t kUsualEventBytes = 512;
}

EventWriter::Written EventWriter::write(const EventSpec& event, Situation& situation,
                                        const Group& group, std::uint64_t order,
                                        std::string& json) const {
  if (event.when.has_value()) {
    const bool holds = event.when->holds(situation);
    if (situation.failed()) return Written::kFailed;
    if (!holds) return Written::kNotMeant;
  }
  const auto fail = [&](std::string_view reason, std::string_view column = {}) {
    situation.fail(column, fmt::format("{}: {}", event.type, reason));
    return Written::kFailed;
  };
  const Value id = event.id.value(situation);
  const Value subject = event.subject.value(situation);
  const TimeSpec* time = nullptr;
  for (const std::size_t number : event.times) {
    if (situation.row->values[mapping_.times[number].slot].known()) {
      time = &mapping_.times[number];
      break;
    }
  }
  if (situation.failed()) return Written::kFailed;
  if (!id.known()) return fail("a part of its id is missing");
  if (!subject.known()) return fail("a part of its subject is missing");
  if (time == nullptr) return fail("its time is missing");
  if (id.text().size() > kMaxTokenBytes) {
    return fail(fmt::format("its id has more than {} bytes", kMaxTokenBytes), event.id.column());
  }
  if (subject.text().size() > kMaxSubjectBytes) {
    return fail(fmt::format("its subject has more than {} bytes", kMaxSubjectBytes),
                event.subject.column());
  }

  json.clear();
  json.reserve(kUsualEventBytes);
  json += event.head;
  append_json_string(json, id.text());
  json += R"(,"subject":)";
  append_json_string(json, subject.text());
  json += R"(,"time":)";
  append_json_string(json, situation.row->values[time->slot].text());
  json += R"(,"timeprecision":")";
  json += time->precision;
  json += R"(","orderhint":)";
  const fmt::format_int order_text(order);
  json.append(order_text.data(), order_text.size());
  for (const auto& [name, text] : event.attributes) {
    const Value value = text.value(situation);
    if (!value.known()) continue;
    json += name;
    append_json_string(json, value.text());
  }
  json += R"(,"data":)";
  if (!event.data.write(json, situation, group)) json += "{}";
  json += '}';
  if (situation.failed()) return Written::kFailed;
  if (json.size() > kMaxEventJsonBytes) {
    return fail(
        fmt::format("{} bytes of JSON; at most {} are taken", json.size(), kMaxEventJsonBytes));
  }
  return Written::kEvent;
}

}  // namespace dangol::importing
