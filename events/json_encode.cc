#include <cstring>

#include "events/event.capnp.h"
#include "events/json_encode_capnp.h"
#include "events/time_text.h"
#include "events/utf8.h"

namespace dangol {
namespace {

using capnp::AnyPointer;
using capnp::AnyStruct;
using capnp::List;
using PrivateText = schema::Private<capnp::Text>;

constexpr std::size_t kShownTokenBytes = 16;  // the part that tells equal tokens

// Messages end their structs at the last used word: what lies beyond reads as 0.
std::uint64_t bits_at(kj::ArrayPtr<const kj::byte> data, std::size_t offset, std::size_t bytes) {
  std::uint64_t value = 0;
  if (offset + bytes <= data.size()) std::memcpy(&value, data.begin() + offset, bytes);
  return value;
}

std::string_view view(capnp::Text::Reader text) { return {text.begin(), text.size()}; }

class Encoder {
 public:
  Encoder(std::string& out, WrittenWith::Tokens tokens) : out_(out), tokens_(tokens) {}

  void object(const StructModel& model, AnyStruct::Reader structure) {
    auto data = structure.getDataSection();
    auto pointers = structure.getPointerSection();
    const std::uint64_t member =
        model.discriminant < 0 ? 0 : bits_at(data, static_cast<std::size_t>(model.discriminant), 2);
    out_ += '{';
    bool first = true;
    for (const FieldModel& field : model.fields) {
      const bool of_union = field.member >= 0;
      if (of_union && static_cast<std::uint64_t>(field.member) != member) continue;
      if (field.kind == FieldKind::kVoid) continue;
      const bool pointer = field.list || field.bits == 0;
      std::uint64_t bits = 0;
      if (pointer) {
        if (field.slot >= pointers.size() || !given(field, pointers[field.slot])) continue;
      } else {
        bits = bits_at(data, field.slot, field.bits / 8);
        if (bits == 0 && !of_union) continue;
      }
      if (!first) out_ += ',';
      first = false;
      append_json_string(out_, field.name);
      out_ += ':';
      if (pointer) {
        value(field, pointers[field.slot]);
      } else {
        number(field, bits);
      }
    }
    out_ += '}';
  }

  void token(std::string_view bytes) {
    if (tokens_ == WrittenWith::Tokens::kOpened && is_utf8(bytes)) {
      append_json_string(out_, bytes);
    } else {
      append_json_string(out_, "sealed:" + to_hex(bytes.substr(0, kShownTokenBytes)));
    }
  }

 private:
  static bool given(const FieldModel& field, AnyPointer::Reader place) {
    if (place.isNull()) return false;
    if (field.list) return true;
    if (field.kind == FieldKind::kPrivate) {
      auto words = place.getAs<PrivateText>();
      return !words.isClear() || words.hasClear();
    }
    if (field.kind == FieldKind::kTime) {
      return place.getAs<schema::Time>().getPrecision() != schema::TimePrecision::UNSET;
    }
    return true;
  }

  void value(const FieldModel& field, AnyPointer::Reader place) {
    if (!field.list) return single(field, place);
    out_ += '[';
    if (field.bits == 16) {
      items(place.getAs<List<std::uint16_t>>(), [&](std::uint16_t bits) { number(field, bits); });
    } else if (field.bits == 64) {
      items(place.getAs<List<std::uint64_t>>(), [&](std::uint64_t bits) { number(field, bits); });
    } else if (field.kind == FieldKind::kToken) {
      items(place.getAs<List<capnp::Data>>(), [&](capnp::Data::Reader bytes) { data(bytes); });
    } else if (field.kind == FieldKind::kPrivate) {
      items(place.getAs<List<PrivateText>>(), [&](PrivateText::Reader item) { words(item); });
    } else {
      items(place.getAs<capnp::AnyList>().as<List<AnyStruct>>(),
            [&](AnyStruct::Reader item) { object(*field.structure, item); });
    }
    out_ += ']';
  }

  template <class Items, class Use>
  void items(Items list, Use use) {
    for (unsigned i = 0; i < list.size(); ++i) {
      if (i > 0) out_ += ',';
      use(list[i]);
    }
  }

  void single(const FieldModel& field, AnyPointer::Reader place) {
    switch (field.kind) {
      case FieldKind::kText: return append_json_string(out_, view(place.getAs<capnp::Text>()));
      case FieldKind::kToken: return data(place.getAs<capnp::Data>());
      case FieldKind::kTime: return time(place.getAs<schema::Time>());
      case FieldKind::kPrivate: return words(place.getAs<PrivateText>());
      case FieldKind::kStruct: return object(*field.structure, place.getAs<AnyStruct>());
      case FieldKind::kVoid:
      case FieldKind::kSigned:
      case FieldKind::kUnsigned:
      case FieldKind::kEnum:
      case FieldKind::kYesNo: break;
    }
    out_ += "null";
  }

  void number(const FieldModel& field, std::uint64_t bits) {
    if (field.kind == FieldKind::kYesNo) {
      out_ += bits == static_cast<std::uint64_t>(schema::YesNo::YES) ? "true" : "false";
    } else if (field.kind == FieldKind::kEnum) {
      // A value of a newer schema has no name here.
      const bool known = bits < field.values->size();
      append_json_string(out_, known ? (*field.values)[bits] : '#' + std::to_string(bits));
    } else {
      const bool quoted = field.bits == 64;
      if (quoted) out_ += '"';
      out_ += field.kind == FieldKind::kSigned ? std::to_string(extended(bits, field.bits))
                                               : std::to_string(bits);
      if (quoted) out_ += '"';
    }
  }

  // Carries the sign of a number of `width` bits up to 64.
  static std::int64_t extended(std::uint64_t bits, std::uint8_t width) {
    const int unused = 64 - width;
    return static_cast<std::int64_t>(bits << unused) >> unused;
  }

  void data(capnp::Data::Reader bytes) {
    token({reinterpret_cast<const char*>(bytes.begin()), bytes.size()});
  }

  void time(schema::Time::Reader time) {
    append_json_string(out_, format_time({Micros(time.getMicros()), time.getOffsetMinutes(),
                                          static_cast<TimePrecision>(time.getPrecision())}));
  }

  void words(PrivateText::Reader words) {
    switch (words.which()) {
      case PrivateText::CLEAR: return append_json_string(out_, view(words.getClear()));
      case PrivateText::SEALED: out_ += R"({"sealed":true})"; return;
      case PrivateText::ERASED: out_ += R"({"erased":true})"; return;
    }
    out_ += "null";
  }

  std::string& out_;
  WrittenWith::Tokens tokens_;
};

}  // namespace

void append_json_object(std::string& out, const StructModel& model, AnyStruct::Reader structure,
                        WrittenWith::Tokens tokens) {
  Encoder(out, tokens).object(model, structure);
}

void append_json_token(std::string& out, std::string_view token, WrittenWith::Tokens tokens) {
  Encoder(out, tokens).token(token);
}

}  // namespace dangol
