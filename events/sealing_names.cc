#include "events/sealing_names.h"

#include "events/field_plan_capnp.h"
#include "events/schema_model.h"

namespace dangol {
namespace {

const FieldModel* by_ordinal(const StructModel& model, std::uint32_t ordinal) {
  for (const FieldModel& field : model.fields) {
    if (field.ordinal == ordinal) return &field;
  }
  return nullptr;
}

}  // namespace

std::string field_name(std::uint16_t type, std::uint32_t path) {
  const SchemaModel& schema = schema_model();
  if ((path & kEnvelopePath) == kEnvelopePath) {
    const FieldModel* field = by_ordinal(schema.envelope(), (path & 0xff) - 1);
    return field == nullptr ? "the envelope" : field->name;
  }
  const TypeModel* model = schema.type_at(type);
  if (model == nullptr) return "an unknown type";
  std::string name = model->name;
  const StructModel* level = model->data;
  const char* joint = ": ";
  for (int shift = 24; shift >= 0 && level != nullptr; shift -= 8) {
    const std::uint32_t step = path >> shift & 0xff;
    if (step == 0) continue;
    const FieldModel* field = by_ordinal(*level, step - 1);
    if (field == nullptr) break;
    name.append(joint).append(field->name);
    joint = ".";
    level = field->structure;
  }
  return name;
}

}  // namespace dangol
