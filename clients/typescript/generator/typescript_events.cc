// Writes clients/typescript/src/events.ts to the standard output: every type of event as a TypeScript
// interface, with the comments of the schema.
//
//   capnp compile -o- events/event.capnp | typescript_events
//
// What a field is comes from schema_model.h, as it does for JSON itself; the names of enumerations and the
// comments, which are not compiled into the program, from what the Cap'n Proto compiler says.
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <capnp/schema.capnp.h>
#include <capnp/serialize.h>
#include <fmt/format.h>
#include <kj/exception.h>

#include "events/schema_model.h"

namespace dangol {
namespace {

namespace raw = capnp::schema;

std::string text_of(capnp::Text::Reader text) { return {text.cStr(), text.size()}; }

// What the compiler says of structs and enumerations, by their names in event.capnp.
class Source {
 public:
  explicit Source(raw::CodeGeneratorRequest::Reader request) {
    std::map<std::uint64_t, raw::Node::SourceInfo::Reader> infos;
    for (auto info : request.getSourceInfo()) infos[info.getId()] = info;
    for (auto node : request.getNodes()) {
      names_[node.getId()] =
          text_of(node.getDisplayName()).substr(node.getDisplayNamePrefixLength());
    }
    for (auto node : request.getNodes()) {
      Known& known = known_[names_[node.getId()]];
      const auto info = infos.find(node.getId());
      if (info == infos.end()) continue;
      known.comment = text_of(info->second.getDocComment());
      // In the order in which they stand in the file.
      const auto members = info->second.getMembers();
      if (node.isStruct()) {
        for (auto field : node.getStruct().getFields()) {
          Member& member = known.members[text_of(field.getName())];
          member.comment = text_of(members[field.getCodeOrder()].getDocComment());
          member.enumeration = enumeration(field);
        }
      } else if (node.isEnum()) {
        for (auto value : node.getEnum().getEnumerants()) {
          known.members[text_of(value.getName())].comment =
              text_of(members[value.getCodeOrder()].getDocComment());
        }
      }
    }
  }

  std::string comment(const std::string& node) const { return find(node).comment; }
  std::string comment(const std::string& node, const std::string& member) const {
    return find(node).members.at(member).comment;
  }
  // The name of a field's enumeration.
  std::string enumeration(const std::string& node, const std::string& field) const {
    return find(node).members.at(field).enumeration;
  }

 private:
  struct Member {
    std::string comment, enumeration;
  };
  struct Known {
    std::string comment;
    std::map<std::string, Member> members;
  };

  const Known& find(const std::string& node) const { return known_.at(node); }

  std::string enumeration(raw::Field::Reader field) const {
    if (!field.isSlot()) return {};
    auto type = field.getSlot().getType();
    if (type.isList()) type = type.getList().getElementType();
    return type.isEnum() ? names_.at(type.getEnum().getTypeId()) : std::string();
  }

  std::map<std::uint64_t, std::string> names_;
  std::map<std::string, Known> known_;
};

std::string quoted(std::string_view text) { return fmt::format("\"{}\"", text); }

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  return fmt::format("{}", fmt::join(parts, between));
}

// Whether a struct is another one to those who may not read its words.
bool has_words(const StructModel& model) {
  for (const FieldModel& field : model.fields) {
    if (field.kind == FieldKind::kPrivate) return true;
    if (field.kind == FieldKind::kStruct && has_words(*field.structure)) return true;
  }
  return false;
}

// What a field holds, beyond what its TypeScript type says.
std::string remark(const FieldModel& field) {
  const char* what = "";
  if (field.kind == FieldKind::kPrivate) {
    return fmt::format("Words, held for the purpose `{}`.", to_string(field.purpose));
  }
  if (field.kind == FieldKind::kTime) what = "A time: RFC 3339, as precise as it is known.";
  if (field.mark == Mark::kToken) {
    switch (field.scope) {
      case TokenScope::kStream: what = "An id."; break;
      case TokenScope::kEvent: what = "The `id` of an event of the same subject and source."; break;
      case TokenScope::kCustomer: what = "What follows `customer/` in a subject."; break;
      case TokenScope::kStaff: what = "What follows `staff/` in a subject."; break;
      case TokenScope::kSubject: what = "A subject: `customer/42`."; break;
      case TokenScope::kActor: what = "An actor's id."; break;
    }
  }
  if (field.bits == 64) what = "An integer as text.";
  if (field.shape == Shape::kHash) what = "A SHA-256 value in base64.";
  return what;
}

class Writer {
 public:
  explicit Writer(const Source& source) : source_(source) {}

  std::string text() {
    const SchemaModel& model = schema_model();
    head();
    structure(model.envelope());  // for its enumerations
    body_.clear();
    for (const TypeModel& type : model.types()) structure(*type.data);
    std::string out = std::move(head_);
    out += enums_ + body_;
    out += comment("The data of every type: `W` is what stands for words.", "");
    out += "export interface EventData<W = string> {\n";
    for (const TypeModel& type : model.types()) {
      out += fmt::format("  {}: {};\n", quoted(type.name), reference(*type.data));
    }
    out += "}\n\n";
    out += comment(
        "Every type: whether Dangol decides it, and so can refuse it, and the kinds of subject "
        "that "
        "take it.",
        "");
    out += "export const eventTypes = {\n";
    for (const TypeModel& type : model.types()) {
      out += fmt::format("  {}: {{ standing: {}, kinds: [{}] }},\n", quoted(type.name),
                         quoted(type.decided ? "decided" : "fact"), joined(kinds(type), ", "));
    }
    return out + "} as const;\n";
  }

 private:
  void head() {
    head_ =
        "// Made from events/event.capnp by clients/typescript/generator. Do not edit: a test "
        "compares.\n\n";
    std::vector<std::string> names;
    for (std::size_t i = 0; i < kStreamKinds; ++i) {
      names.push_back(quoted(to_string(static_cast<StreamKind>(i))));
    }
    head_ += comment("What stands before the `/` of a subject.", "");
    head_ += fmt::format("export type SubjectKind = {};\n\n", joined(names, " | "));
  }

  static std::vector<std::string> kinds(const TypeModel& type) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < kStreamKinds; ++i) {
      const auto kind = static_cast<StreamKind>(i);
      if (type.accepts(kind)) names.push_back(quoted(to_string(kind)));
    }
    return names;
  }

  static std::string reference(const StructModel& model) {
    return model.name + (has_words(model) ? "<W>" : "");
  }

  // A block of comment lines; nothing for an empty text.
  static std::string comment(std::string_view text, std::string_view indent) {
    while (text.ends_with('\n')) text.remove_suffix(1);
    if (text.empty()) return {};
    if (text.find('\n') == text.npos) return fmt::format("{}/** {} */\n", indent, text);
    std::string out = fmt::format("{}/**\n", indent);
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      out += fmt::format("{} * {}\n", indent, text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out + fmt::format("{} */\n", indent);
  }

  // `field`'s own name in the schema, where an annotation gives it another one in JSON.
  static std::string schema_name(const FieldModel& field) {
    if (field.name == "actorkind") return "actorKind";
    if (field.name == "actorid") return "actorId";
    return field.name;
  }

  std::string type(const StructModel& model, const FieldModel& field) {
    std::string name;
    switch (field.kind) {
      case FieldKind::kSigned:
      case FieldKind::kUnsigned: name = field.bits == 64 ? "string" : "number"; break;
      case FieldKind::kEnum:
        name = source_.enumeration(model.name, schema_name(field));
        enumeration(name, *field.values);
        break;
      case FieldKind::kYesNo: name = "boolean"; break;
      case FieldKind::kText:
      case FieldKind::kToken:
      case FieldKind::kTime: name = "string"; break;
      case FieldKind::kPrivate: name = "W"; break;
      case FieldKind::kStruct:
        structure(*field.structure);
        name = reference(*field.structure);
        break;
      case FieldKind::kVoid: break;
    }
    return field.list ? fmt::format("ReadonlyArray<{}>", name) : name;
  }

  void enumeration(const std::string& name, const std::vector<std::string>& values) {
    if (!written_.insert(name).second) return;
    enums_ += comment(source_.comment(name), "");
    enums_ += fmt::format("export type {} =\n", name);
    for (std::size_t i = 1; i < values.size(); ++i) {
      enums_ += comment(source_.comment(name, values[i]), "  ");
      enums_ += fmt::format("  | {}{}\n", quoted(values[i]), i + 1 < values.size() ? "" : ";");
    }
    enums_ += "\n";
  }

  std::string field(const StructModel& model, const FieldModel& field, bool required) {
    std::string said = source_.comment(model.name, schema_name(field));
    const std::string more = remark(field);
    if (!more.empty()) said += (said.empty() || said.ends_with('\n') ? "" : "\n") + more;
    return comment(said, "  ") +
           fmt::format("  {}{}: {};\n", field.name, required ? "" : "?", type(model, field));
  }

  void structure(const StructModel& model) {
    if (!written_.insert(model.name).second) return;
    std::string fields;
    std::vector<const FieldModel*> members;
    for (const FieldModel& one : model.fields) {
      if (one.kind == FieldKind::kVoid) continue;
      if (one.member >= 0) {
        members.push_back(&one);
      } else {
        fields += field(model, one, one.required);
      }
    }
    const std::string name = model.name + (has_words(model) ? "<W = string>" : "");
    std::string said = comment(source_.comment(model.name), "");
    if (members.empty()) {
      body_ += said + fmt::format("export interface {} {{\n{}}}\n\n", name, fields);
      return;
    }
    // At most one of the union's members.
    std::string text = said + fmt::format("export type {} = ", name);
    if (!fields.empty()) text += fmt::format("{{\n{}}} & ", fields);
    text += "(\n";
    for (const FieldModel* chosen : members) {
      std::string others;
      for (const FieldModel* other : members) {
        if (other != chosen) others += fmt::format("  {}?: never;\n", other->name);
      }
      text += fmt::format("| {{\n{}{}}}\n", field(model, *chosen, true), others);
    }
    std::string none;
    for (const FieldModel* other : members) none += fmt::format("  {}?: never;\n", other->name);
    body_ += text + fmt::format("| {{\n{}}});\n\n", none);
  }

  const Source& source_;
  std::set<std::string> written_;
  std::string head_, enums_, body_;
};

}  // namespace
}  // namespace dangol

int main() {
  try {
    capnp::ReaderOptions options;
    options.traversalLimitInWords = 1 << 26;
    capnp::StreamFdMessageReader message(0, options);
    const dangol::Source source(message.getRoot<capnp::schema::CodeGeneratorRequest>());
    const std::string text = dangol::Writer(source).text();
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "typescript_events: %s\n", error.what());
  } catch (const kj::Exception& error) {
    std::fprintf(stderr, "typescript_events: %s\n", error.getDescription().cStr());
  }
  return 1;
}
