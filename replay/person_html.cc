#include "replay/person_html.h"

#include <fmt/format.h>

#include "events/cloudevents.h"
#include "replay/person_record.h"

namespace dangol {

namespace {

constexpr const char* kHead = R"(<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{0}</title>
<style>
body {{ font: 11pt/1.5 serif; margin: 2em auto; max-width: 46em; }}
h1 {{ font-size: 16pt; }} h2 {{ font-size: 11pt; margin: 1.2em 0 0; }}
section {{ break-inside: avoid; border-top: 1px solid #999; }}
dl {{ display: grid; grid-template-columns: max-content auto; gap: 0 1em; margin: 0 0 0 1em; }}
dd {{ margin: 0; white-space: pre-wrap; }} small {{ color: #555; font-weight: normal; }}
</style></head><body>
<h1>{0}</h1>
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

// JSON of ours, as nested lists of terms.
class Writer {
 public:
  explicit Writer(std::string_view json) : json_(json) {}
  std::string value() {
    if (at_ >= json_.size()) return {};
    if (json_[at_] == '{') return members('}');
    if (json_[at_] == '[') return members(']');
    if (json_[at_] == '"') return escaped(text());
    const std::size_t end = json_.find_first_of(",}]", at_);
    const std::string_view word = json_.substr(at_, end - at_);
    at_ += word.size();
    return escaped(word);
  }

 private:
  std::string members(char end) {
    const bool named = end == '}';
    std::string out = named ? "<dl>" : "<ul>";
    ++at_;
    while (at_ < json_.size() && json_[at_] != end) {
      if (json_[at_] == ',') ++at_;
      if (named) {
        out += "<dt>" + escaped(text()) + "</dt>";
        if (at_ < json_.size()) ++at_;  // the colon
      }
      out += (named ? "<dd>" : "<li>") + value() + (named ? "</dd>" : "</li>");
    }
    ++at_;
    return out + (named ? "</dl>" : "</ul>");
  }
  // REQUIRES: stands on a quote. Our writer escapes as JSON must, and nothing else.
  std::string text() {
    std::string out;
    for (++at_; at_ < json_.size() && json_[at_] != '"'; ++at_) {
      if (json_[at_] != '\\') {
        out += json_[at_];
        continue;
      }
      switch (const char c = ++at_ < json_.size() ? json_[at_] : ' '; c) {
        case 'n': out += '\n'; break;
        case 't': out += '\t'; break;
        case 'u':
          at_ += 4;
          out += ' ';
          break;  // a control character
        case 'b':
        case 'f':
        case 'r': out += ' '; break;
        default: out += c;
      }
    }
    ++at_;
    return out;
  }

  const std::string_view json_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::string> person_html(const PersonRecord& record) {
  std::string page = fmt::format(fmt::runtime(kHead), escaped(record.subject));
  if (record.streams.size() > 1) {
    page += "<p>";
    for (std::size_t i = 1; i < record.streams.size(); ++i) {
      page += (i > 1 ? ", " : "+ ") + escaped(record.streams[i]);
    }
    page += "</p>\n";
  }
  for (const PersonEvent& event : record.events) {
    Result<EventLine> line = write_line(event.item.event.event);
    if (!line.ok()) return line.error();
    page += fmt::format("<section><h2>{} · {} <small>{} @{} · {}</small></h2>\n{}</section>\n",
                        escaped(line.value().time), escaped(line.value().type),
                        escaped(event.stream), event.item.entry.version.value(),
                        to_string(event.item.place), Writer(line.value().data).value());
  }
  return page + fmt::format("<p>{}</p>\n</body></html>\n", record.events.size());
}

}  // namespace dangol
