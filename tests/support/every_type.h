// One event of every type of the schema, with every field filled: for tests that no type may
// escape.
#pragma once

#include <string>
#include <vector>

#include <capnp/dynamic.h>

#include "tests/support/core_builder.h"

namespace dangol::test {

inline void fill_everything(capnp::DynamicStruct::Builder builder, const std::string& name);

inline capnp::DynamicValue::Reader value_for(capnp::Type type, const std::string& name) {
  if (type.isData()) return capnp::DynamicValue::Reader(id(name));
  if (type.isText()) return capnp::DynamicValue::Reader(words(name));
  if (type.isEnum()) return capnp::DynamicEnum(type.asEnum(), 1);
  if (type.isBool()) return true;
  if (type.isVoid()) return capnp::VOID;
  return 1;
}

inline void fill_field(capnp::DynamicStruct::Builder builder, capnp::StructSchema::Field field,
                       const std::string& name) {
  const auto type = field.getType();
  if (type.isStruct()) {
    fill_everything(builder.init(field).as<capnp::DynamicStruct>(), name);
  } else if (type.isList()) {
    auto list = builder.init(field, 1).as<capnp::DynamicList>();
    const auto element = type.asList().getElementType();
    if (element.isStruct())
      fill_everything(list[0].as<capnp::DynamicStruct>(), name);
    else
      list.set(0, value_for(element, name));
  } else {
    builder.set(field, value_for(type, name));
  }
}

// Every field; of a union its last member but Private's `erased`: the one that says most.
inline void fill_everything(capnp::DynamicStruct::Builder builder, const std::string& name) {
  const auto schema = builder.getSchema();
  for (const auto field : schema.getNonUnionFields()) fill_field(builder, field, name);
  const auto members = schema.getUnionFields();
  if (members.size() > 1) fill_field(builder, members[1], name);
}

struct NamedFill {
  std::string name;
  Fill fill;
};

inline std::vector<NamedFill> every_type(const std::string& name = "x") {
  std::vector<NamedFill> result;
  const auto data = capnp::Schema::from<schema::Event::Data>();
  for (const auto member : data.getUnionFields()) {
    const std::string type = member.getProto().getName().cStr();
    if (type == "unset") continue;
    result.push_back({type, [type, name](Data builder) {
                        capnp::DynamicStruct::Builder dynamic(builder);
                        fill_everything(dynamic.init(type).as<capnp::DynamicStruct>(), name);
                      }});
  }
  return result;
}

}  // namespace dangol::test
