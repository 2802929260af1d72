#include "app/import/event_body.h"

#include <fmt/format.h>

#include "app/import/decimal.h"
#include "events/utf8.h"

namespace dangol::importing {
namespace {

Error at_line(const ConfigNode& node, std::string_view reason) {
  return {ErrorCode::kRejected, fmt::format("line {}: {}", node.line, reason)};
}

// Evaluates for another row of the group for a while.
class InRow {
 public:
  InRow(Situation& situation, const Row* row, const Row* previous, std::uint64_t item)
      : situation_(situation),
        row_(situation.row),
        previous_(situation.previous),
        item_(situation.item) {
    situation.row = row;
    situation.previous = previous;
    situation.item = item;
  }
  ~InRow() {
    situation_.row = row_;
    situation_.previous = previous_;
    situation_.item = item_;
  }
  InRow(const InRow&) = delete;
  InRow& operator=(const InRow&) = delete;

 private:
  Situation& situation_;
  const Row* row_;
  const Row* previous_;
  std::uint64_t item_;
};

}  // namespace

Result<EventBody> EventBody::compile_text(const ConfigNode& node, const Names& names) {
  EventBody body;
  body.kind_ = Kind::kText;
  auto text = Template::compile(node.text, names);
  if (!text.ok()) return at_line(node, text.error().message);
  body.text_.add(std::move(text).value());
  return body;
}

// `{ _int = "..." }`, `{ _true_if = "..." }`, `{ _first_of = ["...", "..."] }`.
Result<EventBody> EventBody::compile_special(const ConfigNode& node, const Names& names) {
  EventBody body;
  const auto& [key, value] = node.members.front();
  if (node.members.size() != 1) return at_line(node, key + " stands alone in its table");
  if (key == "_first_of") {
    body.kind_ = Kind::kText;
    if (value.kind != ConfigNode::Kind::kList) return at_line(node, "_first_of takes a list");
    for (const ConfigNode& item : value.items) {
      if (item.kind != ConfigNode::Kind::kText) return at_line(item, "_first_of takes texts");
      auto text = Template::compile(item.text, names);
      if (!text.ok()) return at_line(item, text.error().message);
      body.text_.add(std::move(text).value());
    }
    return body;
  }
  if (value.kind != ConfigNode::Kind::kText) return at_line(node, key + " takes a text");
  if (key == "_int") {
    auto text = compile_text(value, names);
    if (text.ok()) text.value().kind_ = Kind::kInteger;
    return text;
  }
  auto condition = Expression::compile(value.text, ExpressionKind::kCondition, names);
  if (!condition.ok()) return at_line(value, condition.error().message);
  body.kind_ = Kind::kCondition;
  body.condition_ = std::move(condition).value();
  return body;
}

Result<EventBody> EventBody::compile(const ConfigNode& node, const Names& names, InGroup in_group) {
  EventBody body;
  switch (node.kind) {
    case ConfigNode::Kind::kText: return compile_text(node, names);
    case ConfigNode::Kind::kInteger:
      body.kind_ = Kind::kConstant;
      body.constant_ = std::to_string(node.integer);
      return body;
    case ConfigNode::Kind::kBoolean:
      body.kind_ = Kind::kConstant;
      body.constant_ = node.boolean ? "true" : "false";
      return body;
    case ConfigNode::Kind::kList:
      body.kind_ = Kind::kList;
      for (const ConfigNode& item : node.items) {
        auto compiled = compile(item, names, in_group);
        if (!compiled.ok()) return compiled;
        body.items_.push_back(std::move(compiled).value());
      }
      return body;
    case ConfigNode::Kind::kTable: break;
  }
  if (!node.members.empty()) {
    const std::string& first = node.members.front().first;
    if (first == "_int" || first == "_true_if" || first == "_first_of") {
      return compile_special(node, names);
    }
  }
  bool each = false;
  for (const auto& [name, member] : node.members) {
    if (name == "_when") {
      if (member.kind != ConfigNode::Kind::kText) return at_line(member, "_when takes a text");
      auto condition = Expression::compile(member.text, ExpressionKind::kCondition, names);
      if (!condition.ok()) return at_line(member, condition.error().message);
      body.condition_ = std::move(condition).value();
    } else if (name == "_each") {
      if (member.kind != ConfigNode::Kind::kText || member.text != "row") {
        return at_line(member, "_each takes \"row\"");
      }
      if (in_group == InGroup::kNo)
        return at_line(member, "_each needs an event with per = \"group\"");
      each = true;
    } else if (name.starts_with('_')) {
      return at_line(member, fmt::format("unknown key '{}'", name));
    } else {
      auto compiled = compile(member, names, in_group);
      if (!compiled.ok()) return compiled;
      std::string key;
      append_json_string(key, name);
      body.members_.emplace_back(key + ':', std::move(compiled).value());
    }
  }
  if (!each) return body;
  EventBody list;
  list.kind_ = Kind::kEach;
  list.items_.push_back(std::move(body));
  return list;
}

bool EventBody::write(std::string& out, Situation& situation, const Group& group) const {
  switch (kind_) {
    case Kind::kConstant: out += constant_; return true;
    case Kind::kText: {
      const Value value = text_.value(situation);
      if (!value.known()) return false;
      append_json_string(out, value.text());
      return true;
    }
    case Kind::kInteger: return write_integer(out, situation);
    case Kind::kCondition: out += condition_->holds(situation) ? "true" : "false"; return true;
    case Kind::kObject: return write_object(out, situation, group);
    case Kind::kList: return write_list(out, situation, group);
    case Kind::kEach: return write_each(out, situation, group);
  }
  return false;
}

bool EventBody::write_integer(std::string& out, Situation& situation) const {
  const Value value = text_.value(situation);
  if (!value.known()) return false;
  const auto number = Decimal::parse(value.text());
  const auto whole = number.has_value() ? number->scaled(0) : std::nullopt;
  if (!whole.has_value()) {
    situation.fail(text_.column(), "a whole number is needed");
    return false;
  }
  const fmt::format_int text(*whole);
  out.append(text.data(), text.size());
  return true;
}

bool EventBody::write_object(std::string& out, Situation& situation, const Group& group) const {
  if (condition_.has_value() && !condition_->holds(situation)) return false;
  const std::size_t start = out.size();
  bool empty = true;
  for (const auto& [name, member] : members_) {
    const std::size_t before = out.size();
    out.push_back(empty ? '{' : ',');
    out += name;
    if (member.write(out, situation, group)) {
      empty = false;
    } else {
      out.resize(before);
    }
  }
  if (empty) {
    out.resize(start);
    return false;
  }
  out.push_back('}');
  return true;
}

bool EventBody::write_list(std::string& out, Situation& situation, const Group& group) const {
  const std::size_t start = out.size();
  bool empty = true;
  for (const EventBody& item : items_) {
    out.push_back(empty ? '[' : ',');
    if (item.write(out, situation, group)) {
      empty = false;
    } else {
      out.pop_back();
    }
  }
  if (empty) {
    out.resize(start);
    return false;
  }
  out.push_back(']');
  return true;
}

bool EventBody::write_each(std::string& out, Situation& situation, const Group& group) const {
  const std::size_t start = out.size();
  bool empty = true;
  const Row* previous = nullptr;
  std::uint64_t item = 0;
  for (const Row* row : *group.rows) {
    const InRow in_row(situation, row, previous, ++item);
    out.push_back(empty ? '[' : ',');
    if (items_.front().write(out, situation, group)) {
      empty = false;
    } else {
      out.pop_back();
    }
    previous = row;
  }
  if (empty) {
    out.resize(start);
    return false;
  }
  out.push_back(']');
  return true;
}

}  // namespace dangol::importing
