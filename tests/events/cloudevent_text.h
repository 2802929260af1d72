// Events as JSON text for tests: a good one, and the same with attributes set or taken away.
#pragma once

#include <map>
#include <string>

namespace dangol {

// Attributes by name, their values as JSON text. Begins as a good `contact.started`.
class CloudEventText {
 public:
  CloudEventText() = default;
  explicit CloudEventText(const std::string& type, const std::string& data) {
    with("type", '"' + type + '"');
    with("data", data);
  }
  CloudEventText& with(const std::string& name, const std::string& json) {
    attributes_[name] = json;
    return *this;
  }
  CloudEventText& without(const std::string& name) {
    attributes_.erase(name);
    return *this;
  }
  std::string text() const {
    std::string text = "{";
    for (const auto& [name, json] : attributes_) {
      text += (text.size() > 1 ? "," : "") + ('"' + name) + "\":" + json;
    }
    return text + "}";
  }

 private:
  std::map<std::string, std::string> attributes_{
      {"specversion", R"("1.0")"},
      {"id", R"("e1")"},
      {"source", R"("/crm")"},
      {"type", R"("contact.started")"},
      {"subject", R"("customer/42")"},
      {"time", R"("2016-07-27T11:07:00+09:00")"},
      {"data", R"({"contactId":"c1","channel":"phone"})"},
  };
};

}  // namespace dangol
