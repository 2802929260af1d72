// Turns the TOML of a mapping into a Mapping. Internal to Mapping::parse.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "app/import/config.h"
#include "app/import/mapping.h"

namespace dangol::importing {

// One loading. Every step gives false after the first failure, which `error()` then tells.
class MappingLoader {
 public:
  explicit MappingLoader(std::string_view name) : file_name_(name) {}
  bool load(const ConfigNode& root);
  Mapping take() { return std::move(mapping_); }
  Error error() const { return {ErrorCode::kRejected, reason_}; }

 private:
  // The file and its names: mapping_loader.cc.
  bool load_file(const ConfigNode& root);
  bool load_columns(const ConfigNode& columns);
  bool add_columns(const ConfigNode* list, bool optional, bool conditions_only);
  bool load_missing(const ConfigNode& root);
  bool load_lookups(const ConfigNode& root);
  bool load_joins(const ConfigNode& root);
  bool load_join(const std::string& name, const ConfigNode& node);
  bool load_key(const ConfigNode& root);
  bool load_derived(const ConfigNode& root);

  // What is made of a row: mapping_events.cc.
  bool load_times(const ConfigNode& root);
  bool load_time(const std::string& name, const ConfigNode& node);
  bool load_events(const ConfigNode& root);
  bool load_event(const ConfigNode& node, const ConfigNode* defaults);
  bool load_event_times(const ConfigNode& node, EventSpec& event);

  // What every step needs.
  bool fail(int line, std::string reason);
  bool only(const ConfigNode& table, std::initializer_list<std::string_view> known);
  bool table(const ConfigNode* node, std::string_view name);
  bool text(const ConfigNode& parent, std::string_view key, std::string& value, bool needed);
  bool texts(const ConfigNode* node, std::string_view key, std::vector<std::string>& values);
  bool slot(const ConfigNode& node, std::string_view column, Slot& slot);
  bool alternatives(const ConfigNode& node, Alternatives& result);
  bool condition(const ConfigNode* node, std::optional<Expression>& result);

  std::string file_name_;
  std::string source_;
  std::string reason_;
  Mapping mapping_;
};

}  // namespace dangol::importing
