#include <charconv>
#include <cstring>

#include <kj/common.h>

#include "events/event.capnp.h"
#include "events/field_rules.h"
#include "events/json_decode_capnp.h"
#include "events/limits.h"
#include "events/time_text.h"
#include "events/utf8.h"

namespace dangol {
namespace {

using capnp::AnyStruct;
using capnp::List;

void put(AnyStruct::Builder& into, const FieldModel& field, std::uint64_t value) {
  // Little-endian, like every machine this runs on and like Cap'n Proto's wire.
  std::memcpy(into.getDataSection().begin() + field.slot, &value, field.bits / 8);
}

void put_text(capnp::AnyPointer::Builder place, std::string_view text) {
  auto out = place.initAs<capnp::Text>(static_cast<unsigned>(text.size()));
  std::memcpy(out.begin(), text.data(), text.size());
}

}  // namespace

Status JsonDecoder::decode(std::uint32_t node, std::string_view name, const StructModel& model,
                           AnyStruct::Builder into) {
  root_ = name;
  steps_.clear();
  if (object(node, model, into)) return Done{};
  return Error{ErrorCode::kRejected, reason_};
}

Status JsonDecoder::decode_field(std::uint32_t node, const FieldModel& model_field,
                                 AnyStruct::Builder into) {
  root_ = model_field.name;
  steps_.clear();
  if (field(node, model_field, into)) return Done{};
  return Error{ErrorCode::kRejected, reason_};
}

bool JsonDecoder::object(std::uint32_t node, const StructModel& model, AnyStruct::Builder into) {
  const JsonNode& whole = tape_[node];
  if (whole.kind != JsonKind::kObject) return refuse("is not an object");
  std::uint64_t given = 0;
  std::uint32_t chosen = 0;
  for (std::uint32_t at = node + 1; at < whole.next; at = tape_[at + 1].next) {
    const std::string_view name = tape_.string(tape_[at], scratch_);
    const FieldModel* found = model.find(name);
    if (found == nullptr || found->kind == FieldKind::kVoid) {
      const std::string shown = shown_name(name);
      steps_.push_back({&shown, 0});
      return refuse("is not a field of " + model.name);
    }
    steps_.push_back({&found->name, 0});
    if (!choose(*found, model, chosen, into) || !field(at + 1, *found, into)) return false;
    given |= std::uint64_t{1} << found->ordinal;
    steps_.pop_back();
  }
  return all_required(given, model);
}

bool JsonDecoder::all_required(std::uint64_t given, const StructModel& model) {
  for (const FieldModel& field : model.fields) {
    if (!field.required || (given >> field.ordinal & 1) != 0) continue;
    steps_.push_back({&field.name, 0});
    return refuse("is missing");
  }
  return true;
}

// Of the members of a union one may be given; sets the discriminant.
bool JsonDecoder::choose(const FieldModel& field, const StructModel& model, std::uint32_t& chosen,
                         AnyStruct::Builder& into) {
  if (field.member < 0) return true;
  if (chosen != 0) return refuse("is given beside another of which only one may be");
  chosen = 1;
  const auto member = static_cast<std::uint16_t>(field.member);
  std::memcpy(into.getDataSection().begin() + model.discriminant, &member, sizeof member);
  return true;
}

bool JsonDecoder::field(std::uint32_t node, const FieldModel& field, AnyStruct::Builder& into) {
  if (field.list) return list(node, field, into.getPointerSection()[field.slot]);
  switch (field.kind) {
    case FieldKind::kVoid: return refuse("cannot be given");
    case FieldKind::kSigned:
    case FieldKind::kUnsigned:
    case FieldKind::kEnum:
    case FieldKind::kYesNo: {
      std::uint64_t value = 0;
      if (!number(node, field, value)) return false;
      put(into, field, value);
      return true;
    }
    case FieldKind::kText:
    case FieldKind::kToken:
    case FieldKind::kTime:
    case FieldKind::kPrivate:
    case FieldKind::kStruct: return item(node, field, into.getPointerSection()[field.slot]);
  }
  return false;
}

bool JsonDecoder::item(std::uint32_t node, const FieldModel& field, Place place) {
  switch (field.kind) {
    case FieldKind::kText: return text(node, field, place);
    case FieldKind::kToken: return token(node, field, place);
    case FieldKind::kTime: return time(node, place);
    case FieldKind::kPrivate: return words(node, place);
    case FieldKind::kStruct: {
      if (tape_[node].kind == JsonKind::kObject && tape_[node].members == 0) {
        return field.required ? refuse("says nothing") : true;
      }
      const StructModel& model = *field.structure;
      return object(node, model, place.initAsAnyStruct(model.data_words, model.pointers));
    }
    case FieldKind::kVoid:
    case FieldKind::kSigned:
    case FieldKind::kUnsigned:
    case FieldKind::kEnum:
    case FieldKind::kYesNo: break;
  }
  return refuse("cannot be read");
}

bool JsonDecoder::list(std::uint32_t node, const FieldModel& field, Place place) {
  const JsonNode& whole = tape_[node];
  if (whole.kind != JsonKind::kArray) return refuse("is not a list");
  const std::uint32_t count = whole.members;
  if (count > kMaxListItems) {
    return refuse("has " + std::to_string(count) + " items; at most " +
                  std::to_string(kMaxListItems) + " are allowed");
  }
  if (count == 0) return true;  // the same as not given
  std::uint32_t at = node + 1;
  auto each = [&](auto use) {
    for (std::uint32_t i = 0; i < count; ++i, at = tape_[at].next) {
      steps_.push_back({nullptr, i});
      if (!use(i)) return false;
      steps_.pop_back();
    }
    return true;
  };
  auto numbers = [&](auto out) {
    return each([&](std::uint32_t i) {
      std::uint64_t value = 0;
      if (!number(at, field, value)) return false;
      out.set(i, static_cast<std::remove_reference_t<decltype(out[0])>>(value));
      return true;
    });
  };
  if (field.kind == FieldKind::kStruct) {
    const StructModel& model = *field.structure;
    auto out = place.initAsListOfAnyStruct(model.data_words, model.pointers, count);
    return each([&](std::uint32_t i) { return object(at, model, out[i]); });
  }
  if (field.kind == FieldKind::kPrivate) {
    auto out = place.initAs<List<schema::Private<capnp::Text>>>(count);
    return each([&](std::uint32_t i) {
      std::string_view characters_of;
      if (!characters(at, characters_of)) return false;
      auto words = out[i].initClear(static_cast<unsigned>(characters_of.size()));
      std::memcpy(words.begin(), characters_of.data(), characters_of.size());
      return true;
    });
  }
  if (field.kind == FieldKind::kToken) {
    auto out =
        place.initAsAnyList(capnp::ElementSize::POINTER, count).as<List<capnp::AnyPointer>>();
    return each([&](std::uint32_t i) { return token(at, field, out[i]); });
  }
  if (field.bits == 64) return numbers(place.initAs<List<std::uint64_t>>(count));
  if (field.bits == 16) return numbers(place.initAs<List<std::uint16_t>>(count));
  return refuse("cannot be read");
}

bool JsonDecoder::characters(std::uint32_t node, std::string_view& text) {
  if (tape_[node].kind != JsonKind::kString) return refuse("is not text");
  text = tape_.string(tape_[node], scratch_);
  return text.empty() ? refuse("is empty: leave it out") : true;
}

bool JsonDecoder::text(std::uint32_t node, const FieldModel& field, Place place) {
  std::string_view text;
  if (!characters(node, text)) return false;
  if (const char* reason = bad_fact(field.shape, text)) return refuse_fact(reason, text);
  put_text(place, text);
  return true;
}

bool JsonDecoder::token(std::uint32_t node, const FieldModel& field, Place place) {
  std::string_view text;
  if (!characters(node, text)) return false;
  std::string scratch;
  if (const char* reason = bad_token(field.scope, text, scratch)) return refuse(reason);
  auto out = place.initAs<capnp::Data>(static_cast<unsigned>(text.size()));
  std::memcpy(out.begin(), text.data(), text.size());
  return true;
}

bool JsonDecoder::time(std::uint32_t node, Place place) {
  std::string_view text;
  if (!characters(node, text)) return false;
  auto time = parse_time(text);
  if (!time.ok()) return refuse_fact(time.error().message, text);
  auto out = place.initAs<schema::Time>();
  out.setMicros(time.value().micros.value());
  out.setOffsetMinutes(time.value().offset_minutes);
  out.setPrecision(static_cast<schema::TimePrecision>(time.value().precision));
  return true;
}

bool JsonDecoder::words(std::uint32_t node, Place place) {
  if (tape_[node].kind == JsonKind::kObject) {
    return refuse("must be text; {\"erased\": true} is only ever written by Dangol");
  }
  std::string_view text;
  if (!characters(node, text)) return false;
  auto out =
      place.initAs<schema::Private<capnp::Text>>().initClear(static_cast<unsigned>(text.size()));
  std::memcpy(out.begin(), text.data(), text.size());
  return true;
}

bool JsonDecoder::number(std::uint32_t node, const FieldModel& field, std::uint64_t& value) {
  if (field.kind == FieldKind::kEnum) return named_value(node, field, value);
  if (field.kind == FieldKind::kYesNo) {
    const JsonKind kind = tape_[node].kind;
    if (kind != JsonKind::kTrue && kind != JsonKind::kFalse) return refuse("is not true or false");
    value = static_cast<std::uint64_t>(kind == JsonKind::kTrue ? schema::YesNo::YES
                                                               : schema::YesNo::NO);
    return true;
  }
  return whole(node, field, value);
}

bool JsonDecoder::whole(std::uint32_t node, const FieldModel& field, std::uint64_t& value) {
  std::string_view digits;
  if (field.bits == 64) {
    if (tape_[node].kind == JsonKind::kNumber) return refuse("must be text: it has 64 bits");
    if (!characters(node, digits)) return false;
  } else if (tape_[node].kind == JsonKind::kNumber) {
    digits = tape_.raw(tape_[node]);
  } else {
    return refuse("is not a number");
  }
  const char* end = digits.data() + digits.size();
  auto read = [&](auto& number) {
    auto [stop, bad] = std::from_chars(digits.data(), end, number);
    return bad == std::errc() && stop == end;
  };
  bool fits = false;
  if (field.kind == FieldKind::kSigned) {
    std::int64_t number = 0;
    const std::int64_t most = static_cast<std::int64_t>(~std::uint64_t{0} >> (65 - field.bits));
    fits = read(number) && number <= most && number >= -most - 1;
    value = static_cast<std::uint64_t>(number);
  } else {
    fits = read(value) && value <= ~std::uint64_t{0} >> (64 - field.bits);
  }
  const std::string sign = field.kind == FieldKind::kSigned ? "" : " from 0";
  if (!fits) {
    return refuse_fact(
        "is not a whole number" + sign + " of " + std::to_string(field.bits) + " bits", digits);
  }
  if (const char* reason = bad_number(field.shape, value)) return refuse_fact(reason, digits);
  return true;
}

bool JsonDecoder::named_value(std::uint32_t node, const FieldModel& field, std::uint64_t& value) {
  std::string_view name;
  if (!characters(node, name)) return false;
  const auto& names = *field.values;
  for (std::size_t i = 1; i < names.size(); ++i) {  // 0 is `unset`
    if (names[i] == name) {
      value = i;
      return true;
    }
  }
  return refuse_fact("is not a known value", name);
}

bool JsonDecoder::refuse(std::string_view reason) {
  reason_ = path() + ' ' + std::string(reason);
  return false;
}

bool JsonDecoder::refuse_fact(std::string_view reason, std::string_view value) {
  return refuse(std::string(reason) + ": \"" + shown_text(value, kShownValueBytes) + '"');
}

std::string JsonDecoder::path() const {
  std::string path(root_);
  for (const Step& step : steps_) {
    if (step.name != nullptr) {
      path += '.' + *step.name;
    } else {
      path += '[' + std::to_string(step.index) + ']';
    }
  }
  return path;
}

}  // namespace dangol
