#include "app/import/mapping_loader.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "app/import/import_limits.h"

namespace dangol::importing {
namespace {

const std::vector<std::string> kDefaultMissing{""};

}  // namespace

Result<Mapping> Mapping::load(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string toml;
  if (stream) toml.assign(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  if (!stream.good() && toml.empty()) {
    return Error{ErrorCode::kRejected, fmt::format("{}: cannot be read as a mapping", path)};
  }
  if (toml.size() > kMaxMappingBytes) {
    return Error{ErrorCode::kRejected,
                 fmt::format("{}: a mapping has at most {} bytes", path, kMaxMappingBytes)};
  }
  return parse(toml, path);
}

Result<Mapping> Mapping::parse(std::string_view toml, std::string_view name) {
  auto root = parse_config(toml);
  if (!root.ok()) {
    return Error{root.error().code, fmt::format("{}: {}", name, root.error().message)};
  }
  MappingLoader loader(name);
  if (!loader.load(root.value())) return loader.error();
  return loader.take();
}

bool MappingLoader::load(const ConfigNode& root) {
  mapping_.names = std::make_unique<Names>();
  return only(root, {"name", "about", "source", "format", "delimiter", "quotes", "columns",
                     "missing", "maps", "join", "rows", "derive", "times", "where", "require",
                     "event_defaults", "event"}) &&
         load_file(root) && load_lookups(root) && load_joins(root) && load_key(root) &&
         load_missing(root) && load_derived(root) && load_times(root) &&
         condition(root.find("where"), mapping_.where) && load_events(root);
}

bool MappingLoader::load_file(const ConfigNode& root) {
  std::string format, delimiter, about;
  if (!text(root, "name", mapping_.name, true) || !text(root, "source", source_, true) ||
      !text(root, "format", format, true) || !text(root, "about", about, false) ||
      !text(root, "delimiter", delimiter, false)) {
    return false;
  }
  const int line = root.find("format")->line;
  FileLayout& layout = mapping_.layout;
  if (format == "csv") {
    layout.format = FileFormat::kCsv;
  } else if (format == "tsv") {
    layout.format = FileFormat::kTsv;
    layout.delimiter = '\t';
    layout.quotes = Quotes::kNone;
  } else if (format == "jsonl") {
    layout.format = FileFormat::kJsonLines;
  } else {
    return fail(line, fmt::format("unknown format '{}'; there are csv, tsv and jsonl", format));
  }
  if (!delimiter.empty()) {
    if (delimiter.size() != 1 || delimiter == "\"" || delimiter == "\n" || delimiter == "\r" ||
        layout.format == FileFormat::kJsonLines) {
      return fail(root.find("delimiter")->line, "delimiter takes one byte, for csv and tsv");
    }
    layout.delimiter = delimiter.front();
  }
  if (const ConfigNode* quotes = root.find("quotes"); quotes != nullptr) {
    if (quotes->kind != ConfigNode::Kind::kBoolean)
      return fail(quotes->line, "quotes: true or false");
    layout.quotes = quotes->boolean ? Quotes::kDoubled : Quotes::kNone;
  }
  const ConfigNode* columns = root.find("columns");
  if (columns == nullptr) return fail(1, "[columns] is missing");
  return table(columns, "columns") && load_columns(*columns);
}

bool MappingLoader::load_columns(const ConfigNode& columns) {
  if (!only(columns, {"use", "optional", "conditions_only", "drop", "others"})) return false;
  if (const ConfigNode* drop = columns.find("drop"); drop != nullptr) {
    if (!table(drop, "columns.drop")) return false;
    for (const auto& [name, reason] : drop->members) {
      if (reason.kind != ConfigNode::Kind::kText || reason.text.empty()) {
        return fail(reason.line, fmt::format("say in a text why column '{}' is dropped", name));
      }
      mapping_.layout.columns.dropped.push_back(name);
      mapping_.names->dropped.emplace(name, reason.text);
    }
  }
  if (const ConfigNode* others = columns.find("others"); others != nullptr) {
    if (others->text != "ignore" && others->text != "reject") {
      return fail(others->line, "others takes \"reject\" or \"ignore\"");
    }
    mapping_.layout.columns.others_allowed = others->text == "ignore";
  }
  return add_columns(columns.find("use"), false, false) &&
         add_columns(columns.find("conditions_only"), false, true) &&
         add_columns(columns.find("optional"), true, false);
}

bool MappingLoader::add_columns(const ConfigNode* list, bool optional, bool conditions_only) {
  std::vector<std::string> names;
  if (!texts(list, "columns", names)) return false;
  for (const std::string& name : names) {
    if (mapping_.names->dropped.contains(name)) {
      return fail(list->line, fmt::format("column '{}' is both used and dropped", name));
    }
    const auto next = static_cast<Slot>(mapping_.slot_count());
    if (!mapping_.names->add(name, conditions_only)) {
      return fail(list->line, fmt::format("column '{}' is listed twice", name));
    }
    mapping_.layout.columns.wanted.emplace(name, Columns::Wanted{next, optional});
  }
  return true;
}

bool MappingLoader::load_lookups(const ConfigNode& root) {
  const ConfigNode* maps = root.find("maps");
  if (maps == nullptr) return true;
  if (!table(maps, "maps")) return false;
  for (const auto& [name, entries] : maps->members) {
    if (!table(&entries, "maps." + name)) return false;
    Lookup& lookup = mapping_.names->lookups[name];
    for (const auto& [from, to] : entries.members) {
      if (to.kind != ConfigNode::Kind::kText) return fail(to.line, "a lookup gives texts");
      if (from == "*") {
        lookup.otherwise = to.text;
      } else {
        lookup.values.emplace(from, to.text);
      }
    }
  }
  return true;
}

bool MappingLoader::load_joins(const ConfigNode& root) {
  const ConfigNode* joins = root.find("join");
  if (joins == nullptr) return true;
  if (!table(joins, "join")) return false;
  return std::ranges::all_of(joins->members,
                             [&](const auto& join) { return load_join(join.first, join.second); });
}

bool MappingLoader::load_join(const std::string& name, const ConfigNode& node) {
  JoinSpec join;
  std::string key, on;
  std::vector<std::string> columns;
  if (!table(&node, "join." + name) || !only(node, {"file", "key", "on", "columns"}) ||
      !text(node, "file", join.file, true) || !text(node, "key", key, true) ||
      !text(node, "on", on, true) || !texts(node.find("columns"), "columns", columns) ||
      !slot(node, on, join.on)) {
    return false;
  }
  if (join.file.find('/') != std::string::npos) {
    return fail(node.line, "a joined file lies in the folder of the imported one: no '/' in it");
  }
  join.name = name;
  join.layout = mapping_.layout;
  join.layout.columns = Columns{};
  join.layout.columns.others_allowed = true;
  join.layout.columns.wanted.emplace(key, Columns::Wanted{0, false});
  for (const std::string& column : columns) {
    join.targets.push_back(static_cast<Slot>(mapping_.slot_count()));
    if (!mapping_.names->add(name + '.' + column)) {
      return fail(node.line, fmt::format("column '{}.{}' is listed twice", name, column));
    }
    const auto place = static_cast<Slot>(join.targets.size());
    if (!join.layout.columns.wanted.emplace(column, Columns::Wanted{place, false}).second) {
      return fail(node.line, "the key of a join needs no place among its columns");
    }
  }
  mapping_.joins.push_back(std::move(join));
  return true;
}

bool MappingLoader::load_key(const ConfigNode& root) {
  const ConfigNode* rows = root.find("rows");
  if (rows == nullptr) return true;
  std::vector<std::string> columns;
  if (!table(rows, "rows") || !only(*rows, {"key", "apart"}) ||
      !texts(rows->find("key"), "key", columns)) {
    return false;
  }
  if (columns.empty()) return fail(rows->line, "[rows] needs a key: a list of columns");
  for (const std::string& column : columns) {
    if (!slot(*rows, column, mapping_.key.slots.emplace_back())) return false;
  }
  mapping_.key.apart = 0;
  if (const ConfigNode* apart = rows->find("apart"); apart != nullptr) {
    if (apart->kind == ConfigNode::Kind::kText && apart->text == "any") {
      mapping_.key.apart.reset();
    } else if (apart->kind == ConfigNode::Kind::kInteger && apart->integer >= 0) {
      mapping_.key.apart = static_cast<std::uint64_t>(apart->integer);
    } else {
      return fail(apart->line, "apart takes a number of rows or \"any\"");
    }
  }
  mapping_.names->has_key = true;
  return true;
}

bool MappingLoader::load_missing(const ConfigNode& root) {
  std::vector<std::string> tokens = kDefaultMissing;
  const ConfigNode* missing = root.find("missing");
  const ConfigNode* columns = nullptr;
  if (missing != nullptr) {
    if (!table(missing, "missing") || !only(*missing, {"tokens", "columns"})) return false;
    if (missing->find("tokens") != nullptr) tokens.clear();
    if (!texts(missing->find("tokens"), "tokens", tokens)) return false;
    columns = missing->find("columns");
  }
  mapping_.missing_tokens.assign(mapping_.slot_count(), tokens);
  if (columns == nullptr) return true;
  if (!table(columns, "missing.columns")) return false;
  for (const auto& [column, list] : columns->members) {
    Slot place;
    std::vector<std::string> own;
    if (!slot(list, column, place) || !texts(&list, column, own)) return false;
    auto& all = mapping_.missing_tokens[place];
    all.insert(all.end(), own.begin(), own.end());
  }
  return true;
}

bool MappingLoader::load_derived(const ConfigNode& root) {
  std::vector<std::string> required;
  const ConfigNode* require = root.find("require");
  if (!texts(require, "require", required)) return false;
  for (const std::string& column : required) {
    if (!slot(*require, column, mapping_.required.emplace_back())) return false;
  }
  const ConfigNode* derive = root.find("derive");
  if (derive == nullptr) return true;
  if (!table(derive, "derive")) return false;
  for (const auto& [name, node] : derive->members) {
    if (node.kind != ConfigNode::Kind::kText) return fail(node.line, "a derived column is a text");
    auto expression = Expression::compile(node.text, ExpressionKind::kText, *mapping_.names);
    if (!expression.ok()) return fail(node.line, expression.error().message);
    const auto place = static_cast<Slot>(mapping_.slot_count());
    if (!mapping_.names->add(name)) {
      return fail(node.line, fmt::format("there is a column '{}' already", name));
    }
    mapping_.derived.push_back({place, std::move(expression).value()});
  }
  return true;
}

bool MappingLoader::fail(int line, std::string reason) {
  if (reason_.empty()) reason_ = fmt::format("{}: line {}: {}", file_name_, line, reason);
  return false;
}

bool MappingLoader::only(const ConfigNode& node, std::initializer_list<std::string_view> known) {
  for (const auto& [key, member] : node.members) {
    if (std::ranges::find(known, key) == known.end()) {
      return fail(member.line, fmt::format("unknown key '{}'", key));
    }
  }
  return true;
}

bool MappingLoader::table(const ConfigNode* node, std::string_view name) {
  return node->kind == ConfigNode::Kind::kTable ||
         fail(node->line, fmt::format("'{}' is a table", name));
}

bool MappingLoader::text(const ConfigNode& parent, std::string_view key, std::string& value,
                         bool needed) {
  const ConfigNode* node = parent.find(key);
  if (node == nullptr) {
    return !needed || fail(std::max(parent.line, 1), fmt::format("'{}' is missing", key));
  }
  value = node->text;
  return (node->kind == ConfigNode::Kind::kText && !value.empty()) ||
         fail(node->line, fmt::format("'{}' takes a text", key));
}

bool MappingLoader::texts(const ConfigNode* node, std::string_view key,
                          std::vector<std::string>& values) {
  if (node == nullptr) return true;
  if (node->kind != ConfigNode::Kind::kList) {
    return fail(node->line, fmt::format("'{}' takes a list of texts", key));
  }
  for (const ConfigNode& item : node->items) {
    if (item.kind != ConfigNode::Kind::kText) {
      return fail(item.line, fmt::format("'{}' takes a list of texts", key));
    }
    values.push_back(item.text);
  }
  return true;
}

bool MappingLoader::slot(const ConfigNode& node, std::string_view column, Slot& place) {
  const auto found = mapping_.names->slots.find(column);
  if (found == mapping_.names->slots.end()) {
    return fail(node.line, fmt::format("unknown column '{}'", column));
  }
  place = found->second.slot;
  return true;
}

bool MappingLoader::alternatives(const ConfigNode& node, Alternatives& result) {
  std::vector<std::string> list;
  if (node.kind == ConfigNode::Kind::kText) {
    list.push_back(node.text);
  } else if (!texts(&node, "an attribute", list)) {
    return false;
  }
  for (const std::string& item : list) {
    auto compiled = Template::compile(item, *mapping_.names);
    if (!compiled.ok()) return fail(node.line, compiled.error().message);
    result.add(std::move(compiled).value());
  }
  return !result.empty() || fail(node.line, "a text, or a list of texts, is needed");
}

bool MappingLoader::condition(const ConfigNode* node, std::optional<Expression>& result) {
  if (node == nullptr) return true;
  if (node->kind != ConfigNode::Kind::kText) return fail(node->line, "a condition is a text");
  auto compiled = Expression::compile(node->text, ExpressionKind::kCondition, *mapping_.names);
  if (!compiled.ok()) return fail(node->line, compiled.error().message);
  result = std::move(compiled).value();
  return true;
}

}  // namespace dangol::importing
