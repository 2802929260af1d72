#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/import/mapping_loader.h"
#include "events/utf8.h"

namespace dangol::importing {
namespace {

constexpr std::array<std::string_view, 4> kPrecisions{"day", "minute", "second", "micro"};

// Attributes of CloudEvents and Dangol's extensions that a mapping may give; all texts.
constexpr std::array<std::string_view, 5> kAttributes{"actorkind", "actorid", "correlationid",
                                                      "causationid", "purpose"};

}  // namespace

bool MappingLoader::load_times(const ConfigNode& root) {
  const ConfigNode* times = root.find("times");
  if (times == nullptr) return fail(1, "[times.NAME] is missing: every event needs a time");
  if (!table(times, "times")) return false;
  return std::ranges::all_of(times->members,
                             [&](const auto& time) { return load_time(time.first, time.second); });
}

bool MappingLoader::load_time(const std::string& name, const ConfigNode& node) {
  std::string text_pattern, format, zone, precision, before;
  if (!table(&node, "times." + name) ||
      !only(node, {"text", "format", "zone", "precision", "not_before", "by_more_than_seconds"}) ||
      !text(node, "text", text_pattern, true) || !text(node, "format", format, true) ||
      !text(node, "zone", zone, true) || !text(node, "precision", precision, true) ||
      !text(node, "not_before", before, false)) {
    return false;
  }
  auto compiled_text = Template::compile(text_pattern, *mapping_.names);
  if (!compiled_text.ok()) return fail(node.find("text")->line, compiled_text.error().message);
  auto compiled_format = TimeFormat::parse(format);
  if (!compiled_format.ok())
    return fail(node.find("format")->line, compiled_format.error().message);
  auto compiled_zone = Zone::parse(zone);
  if (!compiled_zone.ok()) return fail(node.find("zone")->line, compiled_zone.error().message);
  if (std::ranges::find(kPrecisions, precision) == kPrecisions.end()) {
    return fail(node.find("precision")->line, "precision is day, minute, second or micro");
  }
  const auto place = static_cast<Slot>(mapping_.slot_count());
  if (!mapping_.names->add(name)) {
    return fail(node.line, fmt::format("there is a column '{}' already", name));
  }
  TimeSpec time{name,
                place,
                std::move(compiled_text).value(),
                std::move(compiled_format).value(),
                std::move(compiled_zone).value(),
                precision,
                std::nullopt,
                0};
  if (!before.empty()) {
    const auto other = std::ranges::find(mapping_.times, before, &TimeSpec::name);
    if (other == mapping_.times.end()) {
      return fail(node.find("not_before")->line,
                  fmt::format("no time '{}' stands above this one", before));
    }
    time.not_before = static_cast<std::size_t>(other - mapping_.times.begin());
  }
  if (const ConfigNode* by = node.find("by_more_than_seconds"); by != nullptr) {
    if (by->kind != ConfigNode::Kind::kInteger || by->integer < 0 || before.empty()) {
      return fail(by->line, "by_more_than_seconds takes a number and goes with not_before");
    }
    time.by_more_than_seconds = by->integer;
  }
  mapping_.times.push_back(std::move(time));
  return true;
}

bool MappingLoader::load_events(const ConfigNode& root) {
  const ConfigNode* events = root.find("event");
  if (events == nullptr || events->kind != ConfigNode::Kind::kList || events->items.empty()) {
    return fail(events == nullptr ? 1 : events->line, "[[event]] is missing");
  }
  const ConfigNode* defaults = root.find("event_defaults");
  if (defaults != nullptr && (!table(defaults, "event_defaults") ||
                              !only(*defaults, {"id", "subject", "time", "actorkind", "actorid",
                                                "correlationid", "causationid", "purpose"}))) {
    return false;
  }
  return std::ranges::all_of(events->items,
                             [&](const ConfigNode& event) { return load_event(event, defaults); });
}

bool MappingLoader::load_event(const ConfigNode& node, const ConfigNode* defaults) {
  if (!table(&node, "event") ||
      !only(node, {"type", "about", "per", "when", "id", "subject", "time", "data", "actorkind",
                   "actorid", "correlationid", "causationid", "purpose"})) {
    return false;
  }
  const auto given = [&](std::string_view key) {
    const ConfigNode* own = node.find(key);
    return own != nullptr || defaults == nullptr ? own : defaults->find(key);
  };
  EventSpec event;
  if (!text(node, "type", event.type, true)) return false;
  if (const ConfigNode* per = node.find("per"); per != nullptr) {
    if (per->text != "row" && per->text != "group") return fail(per->line, "per is row or group");
    if (per->text == "group") event.per = Per::kGroup;
    if (event.per == Per::kGroup && !mapping_.names->has_key) {
      return fail(per->line, "per = \"group\" needs [rows] key");
    }
  }
  if (!condition(node.find("when"), event.when)) return false;
  for (const std::string_view key : {"id", "subject"}) {
    const ConfigNode* value = given(key);
    if (value == nullptr) return fail(node.line, fmt::format("the event has no {}", key));
    if (!alternatives(*value, key == "id" ? event.id : event.subject)) return false;
  }
  const ConfigNode* time = given("time");
  if (time == nullptr) return fail(node.line, "the event has no time");
  if (!load_event_times(*time, event)) return false;
  for (const std::string_view key : kAttributes) {
    const ConfigNode* value = given(key);
    if (value == nullptr) continue;
    event.attributes.emplace_back(fmt::format(",\"{}\":", key), Alternatives());
    if (!alternatives(*value, event.attributes.back().second)) return false;
  }
  const ConfigNode* data = node.find("data");
  if (data == nullptr || !table(data, "data")) return fail(node.line, "the event has no data");
  auto body = EventBody::compile(
      *data, *mapping_.names,
      event.per == Per::kGroup ? EventBody::InGroup::kYes : EventBody::InGroup::kNo);
  if (!body.ok()) return fail(data->line, body.error().message);
  event.data = std::move(body).value();
  event.head = R"({"specversion":"1.0","type":)";
  append_json_string(event.head, event.type);
  event.head += R"(,"source":)";
  append_json_string(event.head, source_);
  event.head += R"(,"id":)";
  mapping_.has_groups |= event.per == Per::kGroup;
  mapping_.events.push_back(std::move(event));
  return true;
}

bool MappingLoader::load_event_times(const ConfigNode& node, EventSpec& event) {
  std::vector<std::string> names;
  if (node.kind == ConfigNode::Kind::kText) {
    names.push_back(node.text);
  } else if (!texts(&node, "time", names)) {
    return false;
  }
  for (const std::string& name : names) {
    const auto found = std::ranges::find(mapping_.times, name, &TimeSpec::name);
    if (found == mapping_.times.end()) return fail(node.line, fmt::format("no time '{}'", name));
    event.times.push_back(static_cast<std::size_t>(found - mapping_.times.begin()));
  }
  return !event.times.empty() || fail(node.line, "the event has no time");
}

}  // namespace dangol::importing
