#include "events/schema_model.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <memory>
#include <unordered_map>

#include <capnp/compat/json.capnp.h>
#include <capnp/schema.h>
#include <kj/debug.h>

#include "events/event.capnp.h"

namespace dangol {
namespace {

namespace raw = capnp::schema;

// The ids of the annotations in annotations.capnp and Cap'n Proto's json.capnp.
constexpr std::uint64_t kFactId = 0xa2d3f7f0c5f6b201;
constexpr std::uint64_t kTokenId = 0xa2d3f7f0c5f6b202;
constexpr std::uint64_t kPrivateId = 0xa2d3f7f0c5f6b203;
constexpr std::uint64_t kRequiredId = 0xa2d3f7f0c5f6b204;
constexpr std::uint64_t kRuleId = 0xa2d3f7f0c5f6b205;
constexpr std::uint64_t kAsTextId = 0xa2d3f7f0c5f6b206;
constexpr std::uint64_t kShapeId = 0xa2d3f7f0c5f6b207;
constexpr std::uint64_t kJsonNameId = 0xfa5b1fd61c2e7c3d;

constexpr std::uint16_t kMaxFields = 64;  // of one struct: decoding keeps a bit for each

template <class Annotations, class Use>
void with_annotation(Annotations annotations, std::uint64_t id, Use use) {
  for (auto annotation : annotations) {
    if (annotation.getId() == id) use(annotation.getValue());
  }
}

std::string to_std(kj::StringPtr text) { return {text.cStr(), text.size()}; }

std::string json_name(raw::Field::Reader field) {
  std::string name = to_std(field.getName());
  with_annotation(field.getAnnotations(), kJsonNameId,
                  [&](raw::Value::Reader value) { name = to_std(value.getText()); });
  return name;
}

bool has_text_form(raw::Node::Reader node, schema::TextForm form) {
  bool result = false;
  with_annotation(node.getAnnotations(), kAsTextId, [&](raw::Value::Reader value) {
    result = value.getEnum() == static_cast<std::uint16_t>(form);
  });
  return result;
}

// A schema that the tables cannot express is a bug in the schema: every test run would crash here.
[[noreturn]] void refuse(raw::Field::Reader field, const char* reason) {
  KJ_FAIL_ASSERT("event.capnp: field cannot be used", field.getName(), reason);
}

void read_marks(raw::Field::Reader field, FieldModel& model) {
  for (auto annotation : field.getAnnotations()) {
    auto value = annotation.getValue();
    switch (annotation.getId()) {
      case kFactId: model.mark = Mark::kFact; break;
      case kTokenId:
        model.mark = Mark::kToken;
        model.scope = static_cast<TokenScope>(value.getEnum());
        break;
      case kPrivateId:
        model.mark = Mark::kPrivate;
        model.purpose = static_cast<Purpose>(value.getEnum());
        break;
      case kShapeId: model.shape = static_cast<Shape>(value.getEnum()); break;
      case kRequiredId: model.required = true; break;
      default: break;
    }
  }
}

bool holds_sealed(const FieldModel& field) {
  if (field.kind == FieldKind::kStruct) return !field.structure->sealed.empty();
  return field.mark == Mark::kToken || field.mark == Mark::kPrivate;
}

}  // namespace

struct SchemaModel::Tables {
  std::deque<StructModel> structs;  // stable addresses
  std::deque<std::vector<std::string>> enums;
  std::unordered_map<std::string_view, const TypeModel*> by_name;
  std::vector<const TypeModel*> by_discriminant;
};

// Reads the compiled schema into the tables, each struct and enum once.
class SchemaModel::Builder {
 public:
  explicit Builder(Tables& tables) : tables_(tables) {}

  const StructModel* structure(capnp::StructSchema schema) {
    auto [known, fresh] = structs_.try_emplace(schema.getProto().getId(), nullptr);
    if (!fresh) return known->second;
    StructModel& model = tables_.structs.emplace_back();
    fill(schema, model);
    structs_[schema.getProto().getId()] = &model;
    return &model;
  }

  // Everything of `schema` but its groups: of Event, the envelope.
  void fill(capnp::StructSchema schema, StructModel& model) {
    auto proto = schema.getProto();
    model.name = to_std(schema.getShortDisplayName());
    model.data_words = proto.getStruct().getDataWordCount();
    model.pointers = proto.getStruct().getPointerCount();
    if (proto.getStruct().getDiscriminantCount() > 0) {
      model.discriminant = static_cast<std::int32_t>(proto.getStruct().getDiscriminantOffset() * 2);
    }
    for (auto field : schema.getFields()) {
      if (field.getProto().isSlot()) model.fields.push_back(read(field));
    }
    std::sort(model.fields.begin(), model.fields.end(),
              [](const FieldModel& a, const FieldModel& b) { return a.ordinal < b.ordinal; });
    for (const FieldModel& field : model.fields) {
      if (holds_sealed(field)) model.sealed.push_back(&field);
    }
  }

 private:
  FieldModel read(capnp::StructSchema::Field field) {
    auto proto = field.getProto();
    FieldModel model;
    model.name = json_name(proto);
    model.ordinal = proto.getOrdinal().getExplicit();
    if (model.ordinal >= kMaxFields) refuse(proto, "too many fields for a set of 64 bits");
    if (proto.getSlot().getHadExplicitDefault()) refuse(proto, "0 must mean: not given");
    if (proto.getDiscriminantValue() != raw::Field::NO_DISCRIMINANT) {
      model.member = proto.getDiscriminantValue();
    }
    read_marks(proto, model);
    capnp::Type type = field.getType();
    if (type.isList()) {
      model.list = true;
      type = type.asList().getElementType();
    }
    read_type(proto, type, model);
    // Cap'n Proto counts a slot in units of its own size.
    const std::uint32_t offset = proto.getSlot().getOffset();
    const bool in_data = !model.list && model.bits != 0;
    model.slot = in_data ? offset * (model.bits / 8) : offset;
    return model;
  }

  void read_type(raw::Field::Reader field, capnp::Type type, FieldModel& model) {
    auto number = [&](FieldKind kind, std::uint8_t bits) {
      model.kind = kind;
      model.bits = bits;
    };
    switch (type.which()) {
      case raw::Type::VOID: model.kind = FieldKind::kVoid; return;
      case raw::Type::INT16: return number(FieldKind::kSigned, 16);
      case raw::Type::INT32: return number(FieldKind::kSigned, 32);
      case raw::Type::INT64: return number(FieldKind::kSigned, 64);
      case raw::Type::UINT8: return number(FieldKind::kUnsigned, 8);
      case raw::Type::UINT16: return number(FieldKind::kUnsigned, 16);
      case raw::Type::UINT32: return number(FieldKind::kUnsigned, 32);
      case raw::Type::UINT64: return number(FieldKind::kUnsigned, 64);
      case raw::Type::TEXT: model.kind = FieldKind::kText; return;
      case raw::Type::DATA: model.kind = FieldKind::kToken; return;
      case raw::Type::ENUM:
        number(FieldKind::kEnum, 16);
        if (has_text_form(type.asEnum().getProto(), schema::TextForm::BOOLEAN)) {
          model.kind = FieldKind::kYesNo;
        } else {
          model.values = enumeration(type.asEnum());
        }
        return;
      case raw::Type::STRUCT: return read_struct(type.asStruct(), model);
      case raw::Type::BOOL:  // a flag left out would read as false: YesNo
      case raw::Type::INT8:
      case raw::Type::FLOAT32:
      case raw::Type::FLOAT64:
      case raw::Type::LIST:
      case raw::Type::INTERFACE:
      case raw::Type::ANY_POINTER: break;
    }
    refuse(field, "no such kind of field");
  }

  void read_struct(capnp::StructSchema schema, FieldModel& model) {
    if (has_text_form(schema.getProto(), schema::TextForm::TIME)) {
      model.kind = FieldKind::kTime;
      model.mark = Mark::kFact;
    } else if (has_text_form(schema.getProto(), schema::TextForm::HIDDEN)) {
      model.kind = FieldKind::kPrivate;
    } else {
      model.kind = FieldKind::kStruct;
      model.structure = structure(schema);
    }
  }

  const std::vector<std::string>* enumeration(capnp::EnumSchema schema) {
    auto [known, fresh] = enums_.try_emplace(schema.getProto().getId(), nullptr);
    if (fresh) {
      std::vector<std::string>& names = tables_.enums.emplace_back();
      for (auto value : schema.getEnumerants()) names.push_back(to_std(value.getProto().getName()));
      known->second = &names;
    }
    return known->second;
  }

  Tables& tables_;
  std::map<std::uint64_t, const StructModel*> structs_;
  std::map<std::uint64_t, const std::vector<std::string>*> enums_;
};

SchemaModel::SchemaModel() : tables_(new Tables) {
  Builder builder(*tables_);
  auto event = capnp::Schema::from<schema::Event>();
  StructModel& envelope = tables_->structs.emplace_back();
  builder.fill(event, envelope);
  envelope_ = &envelope;

  auto data = event.getFieldByName("data").getType().asStruct();
  type_slot_ = data.getProto().getStruct().getDiscriminantOffset() * 2;
  for (auto field : data.getUnionFields()) {
    auto proto = field.getProto();
    if (!field.getType().isStruct()) continue;  // unset
    TypeModel type;
    type.name = json_name(proto);
    type.discriminant = proto.getDiscriminantValue();
    with_annotation(proto.getAnnotations(), kRuleId, [&](raw::Value::Reader value) {
      auto rule = value.getStruct().getAs<schema::TypeRule>();
      type.decided = rule.getStanding() == schema::Standing::DECIDED;
      for (auto kind : rule.getStreams()) type.streams |= 1U << static_cast<unsigned>(kind);
    });
    type.data = builder.structure(field.getType().asStruct());
    data_slot_ = proto.getSlot().getOffset();  // members of a union share one pointer
    types_.push_back(std::move(type));
  }
  for (const TypeModel& type : types_) {
    tables_->by_name.emplace(type.name, &type);
    auto& places = tables_->by_discriminant;
    if (places.size() <= type.discriminant) places.resize(type.discriminant + 1U);
    places[type.discriminant] = &type;
  }
}

SchemaModel::~SchemaModel() { delete tables_; }

const TypeModel* SchemaModel::find_type(std::string_view name) const {
  auto it = tables_->by_name.find(name);
  return it == tables_->by_name.end() ? nullptr : it->second;
}

const TypeModel* SchemaModel::type_at(std::uint16_t discriminant) const {
  const auto& places = tables_->by_discriminant;
  return discriminant < places.size() ? places[discriminant] : nullptr;
}

const FieldModel* StructModel::find(std::string_view json_name) const {
  for (const FieldModel& field : fields) {
    if (field.name == json_name) return &field;
  }
  return nullptr;
}

const SchemaModel& schema_model() {
  static const SchemaModel model;
  return model;
}

namespace {

constexpr std::array kStreamKindNames{"customer", "contact", "problem", "staff",
                                      "access",   "policy",  "heads"};
static_assert(kStreamKindNames.size() == kStreamKinds);
static_assert(static_cast<int>(schema::StreamKind::HEADS) == kStreamKinds - 1);

constexpr std::array kPurposeNames{"unset",     "identity", "care",       "connection", "survey",
                                   "complaint", "commerce", "protection", "access"};
static_assert(kPurposeNames.size() == kPurposes);
static_assert(static_cast<int>(schema::Purpose::ACCESS) == kPurposes - 1);
static_assert(static_cast<int>(schema::Shape::HASH) == static_cast<int>(Shape::kHash));
static_assert(static_cast<int>(schema::Scope::ACTOR) == static_cast<int>(TokenScope::kActor));

}  // namespace

const char* to_string(StreamKind kind) {
  return kStreamKindNames.at(static_cast<std::size_t>(kind));
}

const char* to_string(Purpose purpose) {
  return kPurposeNames.at(static_cast<std::size_t>(purpose));
}

}  // namespace dangol
