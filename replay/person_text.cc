#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <kj/exception.h>

#include "events/cloudevents.h"
#include "events/event.capnp.h"
#include "events/sealing_message_capnp.h"
#include "replay/answers/figure_period.h"
#include "replay/answers/json_string.h"
#include "replay/history_json.h"
#include "replay/person_record.h"

namespace dangol {

namespace {

std::string enum_name(std::string_view type, std::string_view field, std::uint8_t value) {
  const FieldModel* known = schema_model().find_type(type)->data->find(field);
  return value < known->values->size() ? (*known->values)[value] : fmt::format("{}", value);
}

// A private text as a person may see it: itself, or that it is there, or that it is gone.
struct Words {
  std::string text;  // empty: not to be seen
  bool erased = false;
  bool given = false;
};

Words words_of(schema::Private<capnp::Text>::Reader words) {
  if (words.isClear()) return {words.getClear(), false, words.getClear().size() > 0};
  return {"", words.isErased(), true};
}

std::string shown(const Words& words) {
  if (!words.text.empty()) return words.text;
  return words.erased ? "(erased)" : "(sealed: --purpose shows it)";
}

std::string as_json(const Words& words) {
  if (!words.given) return "null";
  if (!words.text.empty()) return json_string(words.text);
  return words.erased ? R"({"erased":true})" : R"({"sealed":true})";
}

// What stands above the events.
struct Summary {
  Words called, epithet;
  struct Line {
    std::string id, what;
    std::string time;
    Micros at;
    Words words;
  };
  std::vector<Line> issues;    // open, the oldest first
  std::vector<Line> promises;  // due, the next first
  std::vector<Line> notes;     // not retracted, the oldest first
};

class Summing {
 public:
  explicit Summing(const PersonRecord& record) : record_(record) {}

  Summary sum() {
    const Customer& state = record_.state;
    if (const Person* person = state.person.get()) {
      summary_.called = name_in(person->named, false);
      summary_.epithet = name_in(person->epithet, true);
    }
    for (const Issue& issue : state.issues.rows()) add(issue);
    if (const Bond* bond = state.bond.get()) {
      for (const Promise& promise : bond->promises.rows()) add(promise);
      for (const Note& note : bond->notes.rows()) add(note);
    }
    for (auto* lines : {&summary_.issues, &summary_.promises, &summary_.notes}) {
      std::stable_sort(lines->begin(), lines->end(), [](const auto& a, const auto& b) {
        return std::tie(a.at, a.id) < std::tie(b.at, b.id);
      });
    }
    return std::move(summary_);
  }

 private:
  std::string text(TokenRef id) const { return std::string(record_.state.tokens.bytes(id)); }
  std::string text(TextRef id) const { return std::string(record_.state.tokens.bytes(id)); }

  template <class Use>
  void with_event(const Moment& moment, const Use& use) const {
    const std::uint64_t place = moment.version.value();
    if (place == 0 || place > record_.events.size()) return;
    CanonicalReader reader(record_.events[place - 1].item.event.event.view());
    use(reader.root<schema::Event>().getData());
  }

  Words name_in(const Moment& moment, bool epithet) const {
    Words words;
    with_event(moment, [&](schema::Event::Data::Reader data) {
      if (!data.isCustomerNamed()) return;
      const auto named = data.getCustomerNamed();
      words = words_of(epithet ? named.getEpithet() : named.getCalledName());
    });
    return words;
  }

  void add(const Issue& issue) {
    if (issue.now.status != IssueStanding::Status::kOpen) return;
    std::string what;
    for (const TextRef part : {issue.product, issue.topic, issue.symptom}) {
      if (text(part).empty()) continue;
      what += (what.empty() ? "" : " / ") + text(part);
    }
    const auto counted = [](std::uint32_t number, const char* thing) {
      return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s");
    };
    what += fmt::format("{}{}, {}", what.empty() ? "" : "; ", counted(issue.now.actions, "action"),
                        counted(issue.now.hand_offs, "hand-off"));
    summary_.issues.push_back(
        {text(issue.id), what, time_text(issue.opened.at), issue.opened.at, {}});
  }

  void add(const Promise& promise) {
    if (promise_standing(promise) != PromiseStanding::kDue) return;
    summary_.promises.push_back({text(promise.id),
                                 enum_name("promise.made", "promiseKind", promise.kind.value),
                                 time_text(promise.window_end),
                                 promise.window_end,
                                 {}});
  }

  void add(const Note& note) {
    if (note.retracted.known() || !note.noted.known()) return;
    Words words;
    with_event(note.noted, [&](schema::Event::Data::Reader data) {
      if (data.isConnectionNoted()) words = words_of(data.getConnectionNoted().getWords());
    });
    summary_.notes.push_back({text(note.id),
                              enum_name("connection.noted", "noteKind", note.kind.value),
                              time_text(note.noted.at), note.noted.at, words});
  }

  const PersonRecord& record_;
  Summary summary_;
};

Error unreadable(const kj::Exception& error) {
  return {ErrorCode::kCorrupt, error.getDescription().cStr()};
}

std::string lines_text(const char* title, const char* when,
                       const std::vector<Summary::Line>& lines) {
  if (lines.empty()) return {};
  std::string text = fmt::format("\n{}\n", title);
  for (const Summary::Line& line : lines) {
    text += fmt::format("  {}  {} {}  {}{}{}\n", line.id, when, line.time, line.what,
                        line.words.given ? ": " : "", line.words.given ? shown(line.words) : "");
  }
  return text;
}

std::string lines_json(const char* when, const std::vector<Summary::Line>& lines) {
  std::string json = "[";
  for (const Summary::Line& line : lines) {
    json += fmt::format("{}{{\"id\":{},\"{}\":{},\"what\":{}", json.size() > 1 ? "," : "",
                        json_string(line.id), when, json_string(line.time), json_string(line.what));
    if (line.words.given) json += ",\"words\":" + as_json(line.words);
    json += "}";
  }
  return json + "]";
}

}  // namespace

Result<std::string> person_text(const PersonRecord& record) {
  std::string text = record.subject + '\n';
  try {
    const Summary summary = Summing(record).sum();
    if (summary.called.given) text += fmt::format("called {}", shown(summary.called));
    if (summary.epithet.given) text += fmt::format(", {}", shown(summary.epithet));
    if (summary.called.given || summary.epithet.given) text += '\n';
    for (std::size_t i = 1; i < record.streams.size(); ++i) {
      text += fmt::format("also recorded under {}\n", record.streams[i]);
    }
    text += lines_text("promises due", "by", summary.promises);
    text += lines_text("open issues", "since", summary.issues);
    text += lines_text("notes", "of", summary.notes);
  } catch (const kj::Exception& error) {
    return unreadable(error);
  }
  text += '\n';
  for (const PersonEvent& event : record.events) {
    Result<EventLine> line = write_line(event.item.event.event);
    if (!line.ok()) return line.error();
    text += fmt::format("{:<26} {:<26} {}", line.value().time, line.value().type,
                        to_string(event.item.place));
    if (event.stream != record.subject) text += "  " + event.stream;
    text += fmt::format("\n      {}\n", line.value().data);
    const OpenedEvent& opened = event.item.event;
    if (!opened.causation_id.empty()) {
      text += fmt::format("      because of {}\n", opened.causation_id);
    }
    if (!opened.correlation_id.empty()) {
      text += fmt::format("      together with {}\n", opened.correlation_id);
    }
  }
  text += fmt::format("{} event{}\n", record.events.size(), record.events.size() == 1 ? "" : "s");
  return text;
}

Result<std::string> person_json(const PersonRecord& record) {
  std::string json = fmt::format("{{\"subject\":{},\"streams\":[", json_string(record.subject));
  for (std::size_t i = 0; i < record.streams.size(); ++i) {
    json += (i > 0 ? "," : "") + json_string(record.streams[i]);
  }
  try {
    const Summary summary = Summing(record).sum();
    json += fmt::format("],\"calledName\":{},\"epithet\":{},\"promisesDue\":{},\"openIssues\":{}",
                        as_json(summary.called), as_json(summary.epithet),
                        lines_json("by", summary.promises), lines_json("since", summary.issues));
    json += fmt::format(",\"notes\":{},\"events\":[", lines_json("of", summary.notes));
  } catch (const kj::Exception& error) {
    return unreadable(error);
  }
  bool first = true;
  for (const PersonEvent& event : record.events) {
    Result<std::string> written = cloudevent_of(event.item, event.stream);
    if (!written.ok()) return written.error();
    json += (first ? "" : ",") + written.value();
    first = false;
  }
  return json + "]}\n";
}

}  // namespace dangol
