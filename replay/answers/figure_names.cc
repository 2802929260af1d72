#include "replay/answers/figure_names.h"

#include <capnp/dynamic.h>
#include <capnp/message.h>
#include <fmt/format.h>
#include <kj/exception.h>

#include "events/field_plan_capnp.h"
#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_names.h"
#include "events/time_text.h"
#include "replay/figure_names_capnp.h"
#include "replay/problem_key.h"

namespace dangol {

namespace {

// All texts of a message: in a record none of them is private, as those are sealed elsewhere.
void add_texts(const capnp::DynamicStruct::Reader& from, std::vector<NamedText>& texts);

void add_texts(const std::string& field, const capnp::DynamicValue::Reader& value,
               std::vector<NamedText>& texts) {
  if (value.getType() == capnp::DynamicValue::TEXT) {
    const auto text = value.as<capnp::Text>();
    if (text.size() > 0) texts.push_back({field, std::string(text.cStr(), text.size())});
  } else if (value.getType() == capnp::DynamicValue::STRUCT) {
    add_texts(value.as<capnp::DynamicStruct>(), texts);
  } else if (value.getType() == capnp::DynamicValue::LIST) {
    for (const auto item : value.as<capnp::DynamicList>()) add_texts(field, item, texts);
  }
}

void add_texts(const capnp::DynamicStruct::Reader& from, std::vector<NamedText>& texts) {
  const auto add = [&](const capnp::StructSchema::Field& field) {
    if (from.has(field)) add_texts(field.getProto().getName().cStr(), from.get(field), texts);
  };
  KJ_IF_MAYBE (member, from.which()) {
    add(*member);
  }
  for (const auto field : from.getSchema().getNonUnionFields()) add(field);
}

class IdCollector final : public FieldVisitor {
 public:
  IdCollector(std::uint16_t type, std::vector<SealedId>& ids) : type_(type), ids_(ids) {}
  Status token(std::uint32_t path, TokenScope scope, TokenSlot& slot) override {
    std::string name = field_name(type_, path);
    if (const std::size_t colon = name.find(": "); colon != std::string::npos) {
      name = name.substr(colon + 2);
    }
    ids_.push_back({std::move(name), scope, std::string(slot.get())});
    return Done{};
  }
  Status words(std::uint32_t, Purpose, PrivateSlot&) override { return Done{}; }

 private:
  const std::uint16_t type_;
  std::vector<SealedId>& ids_;
};

}  // namespace

std::vector<SealedId> ids_in(schema::Event::Reader event) {
  std::vector<SealedId> ids;
  struct ForNames {};
  ScratchBuilder<ForNames> message;
  message.setRoot(event);
  IdCollector collector(static_cast<std::uint16_t>(event.getData().which()), ids);
  // An event of no known type has no ids that anybody knows.
  Status visited = visit_fields(message.getRoot<schema::Event>(), collector);
  return visited.ok() ? ids : std::vector<SealedId>();
}

Result<RecordNames> RecordNames::read(std::string_view core) {
  if (!CanonicalReader::possible(core)) return Error{ErrorCode::kCorrupt, "the core is no message"};
  RecordNames names;
  try {
    CanonicalReader reader(core);
    const auto event = reader.root<schema::Core>().getEvent();
    const auto number = static_cast<std::uint16_t>(event.getData().which());
    const TypeModel* type = schema_model().type_at(number);
    names.type_ = type != nullptr ? type->name : fmt::format("type {}", number);
    names.source_ = event.getSource();
    const auto time = event.getTime();
    names.occurred_ = Micros(time.getMicros());
    const auto precision = static_cast<TimePrecision>(time.getPrecision());
    names.time_ =
        format_time({names.occurred_, time.getOffsetMinutes(),
                     precision == TimePrecision::kUnset ? TimePrecision::kMicro : precision});
    add_texts(capnp::DynamicStruct::Reader(event), names.texts_);
    names.ids_ = ids_in(event);
  } catch (const kj::Exception& error) {
    return Error{ErrorCode::kCorrupt,
                 fmt::format("the core cannot be read: {}", error.getDescription().cStr())};
  }
  return names;
}

std::optional<std::string> RecordNames::text_of(TextKey key) const {
  for (const NamedText& text : texts_) {
    if (text_key(text.text) == key) return text.text;
  }
  return std::nullopt;
}

std::optional<std::string> RecordNames::problem_of(TextKey key) const {
  std::string product, topic, symptom;
  for (const NamedText& text : texts_) {
    if (text.field == "product") product = text.text;
    if (text.field == "topic") topic = text.text;
    if (text.field == "symptom") symptom = text.text;
  }
  if (problem_key(product, topic, symptom) != key) return std::nullopt;
  const auto shown = [](const std::string& text) { return text.empty() ? "-" : text; };
  return fmt::format("{} / {} / {}", shown(product), shown(topic), shown(symptom));
}

std::optional<SealedId> RecordNames::id_of(EntityKey key) const {
  for (const SealedId& id : ids_) {
    if (entity_key(id.sealed) == key) return id;
  }
  return std::nullopt;
}

}  // namespace dangol
