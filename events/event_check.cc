#include "events/event_check.h"

#include <array>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <capnp/any.h>
#include <kj/exception.h>

#include "events/event.capnp.h"
#include "events/field_rules.h"
#include "events/limits.h"
#include "events/schema_model.h"
#include "events/sealing_message_capnp.h"
#include "events/subject.h"
#include "events/time_text.h"
#include "events/utf8.h"

namespace dangol {
namespace {

using capnp::AnyPointer;
using capnp::AnyStruct;
using capnp::ElementSize;
using capnp::List;
using PrivateText = schema::Private<capnp::Text>;

constexpr std::size_t kMostWords = 32;  // of data in any struct of the schema
constexpr std::size_t kMostSteps = 8;   // down to any field of the schema; more only cost time

bool is_pointer(const FieldModel& field) { return field.list || field.bits == 0; }

// Walks one event. Each field that is known is taken off what a struct holds; whatever is left is something that
// this version does not know.
class EventCheck {
 public:
  Status run(schema::Event::Reader event) {
    steps_.reserve(kMostSteps);
    if (envelope(event) && data(event)) return Done{};
    return Error{ErrorCode::kRejected, std::move(reason_)};
  }

 private:
  // What a struct holds, less what was looked at.
  struct Rest {
    std::array<std::uint8_t, kMostWords * 8> bytes{};
    std::size_t size = 0;
    std::uint64_t pointers = 0;  // a bit for each that is not null

    bool begin(AnyStruct::Reader from) {
      const auto data = from.getDataSection();
      const auto all = from.getPointerSection();
      if (data.size() > bytes.size() || all.size() > 64) return false;
      size = data.size();
      if (size > 0) std::memcpy(bytes.data(), data.begin(), size);
      for (unsigned i = 0; i < all.size(); ++i) {
        if (!all[i].isNull()) pointers |= std::uint64_t{1} << i;
      }
      return true;
    }
    std::uint64_t take(std::uint32_t slot, std::size_t width) {
      std::uint64_t value = 0;
      if (slot + width > size) return 0;  // canonical: what lies beyond is zero
      std::memcpy(&value, bytes.data() + slot, width);
      std::memset(bytes.data() + slot, 0, width);
      return value;
    }
    bool take_pointer(std::uint32_t slot) {
      const std::uint64_t bit = std::uint64_t{1} << slot;
      const bool there = (pointers & bit) != 0;
      pointers &= ~bit;
      return there;
    }
    bool empty() const {
      std::uint8_t any = 0;
      for (std::size_t i = 0; i < size; ++i) any |= bytes[i];
      return any == 0 && pointers == 0;
    }
  };

  bool envelope(schema::Event::Reader event) {
    const AnyStruct::Reader whole = event;
    Rest rest;
    if (!rest.begin(whole)) return unknown();
    const SchemaModel& schema = schema_model();
    type_ = schema.type_at(static_cast<std::uint16_t>(rest.take(schema.type_slot(), 2)));
    if (type_ == nullptr) return refuse("type is not known");
    if (!rest.take_pointer(schema.data_slot())) return refuse("data is missing");
    for (const FieldModel& field : schema.envelope().fields) {
      if (!one(field, whole, rest)) return false;
    }
    if (!rest.empty()) return unknown();
    const auto source = view_of(event.getSource());
    if (const char* reason = bad_id(source)) return refuse_at("source", reason);
    if (source.find(' ') != source.npos) {
      return refuse_at("source", "is not a URI reference: it contains a space");
    }
    if (event.hasActorId() && event.getActorKind() == schema::ActorKind::UNSET) {
      return refuse("actorkind is missing: actorid cannot stand alone");
    }
    return true;
  }

  bool data(schema::Event::Reader event) {
    static const std::string kData = "data";
    steps_.push_back({&kData, 0});
    const AnyStruct::Reader whole = event;
    return object(*type_->data,
                  whole.getPointerSection()[schema_model().data_slot()].getAs<AnyStruct>());
  }

  bool object(const StructModel& model, AnyStruct::Reader structure) {
    Rest rest;
    if (!rest.begin(structure)) return unknown();
    const bool choice = model.discriminant >= 0;
    const std::uint64_t member =
        choice ? rest.take(static_cast<std::uint32_t>(model.discriminant), 2) : 0;
    bool chosen = member == 0;
    for (const FieldModel& field : model.fields) {
      if (field.member >= 0) {
        if (static_cast<std::uint64_t>(field.member) != member) continue;
        chosen = true;
        if (field.kind == FieldKind::kVoid) continue;
      }
      if (!one(field, structure, rest)) return false;
    }
    return chosen && rest.empty() ? true : unknown();
  }

  // One field of a struct, given or not.
  bool one(const FieldModel& field, AnyStruct::Reader structure, Rest& rest) {
    steps_.push_back({&field.name, 0});
    const bool must = field.required || field.member >= 0;
    if (is_pointer(field)) {
      if (!rest.take_pointer(field.slot)) {
        if (must) return refuse("is missing");
      } else if (!pointer(field, structure.getPointerSection()[field.slot])) {
        return false;
      }
    } else {
      const std::uint64_t value = rest.take(field.slot, field.bits / 8U);
      if (value == 0 && field.required) return refuse("is missing");
      if ((value != 0 || field.member >= 0) && !number(field, value)) return false;
    }
    steps_.pop_back();
    return true;
  }

  bool pointer(const FieldModel& field, AnyPointer::Reader place) {
    if (field.list) return list(field, place);
    switch (field.kind) {
      case FieldKind::kText: return fact(field, view_of(place.getAs<capnp::Text>()));
      case FieldKind::kToken: return token(field, view_of(place.getAs<capnp::Data>()));
      case FieldKind::kTime: return time(place);
      case FieldKind::kPrivate: return words(place.getAs<AnyStruct>());
      case FieldKind::kStruct: {
        const auto inner = place.getAs<AnyStruct>();
        if (inner.getDataSection().size() == 0 && inner.getPointerSection().size() == 0) {
          return refuse("says nothing");
        }
        return object(*field.structure, inner);
      }
      case FieldKind::kVoid:
      case FieldKind::kSigned:
      case FieldKind::kUnsigned:
      case FieldKind::kEnum:
      case FieldKind::kYesNo: break;
    }
    return unknown();
  }

  bool list(const FieldModel& field, AnyPointer::Reader place) {
    const auto any = place.getAs<capnp::AnyList>();
    if (any.size() > kMaxListItems) {
      return refuse("has " + std::to_string(any.size()) + " items; at most " +
                    std::to_string(kMaxListItems) + " are allowed");
    }
    if (any.size() == 0) return refuse("is empty: leave it out");
    const auto of = [&](ElementSize size) { return any.getElementSize() == size; };
    const auto numbers = [&](auto item) { return number(field, item); };
    if (field.bits == 64 && of(ElementSize::EIGHT_BYTES)) {
      return each(place.getAs<List<std::uint64_t>>(), numbers);
    }
    if (field.bits == 16 && of(ElementSize::TWO_BYTES)) {
      return each(place.getAs<List<std::uint16_t>>(), numbers);
    }
    if (field.kind == FieldKind::kToken && of(ElementSize::POINTER)) {
      return each(place.getAs<List<capnp::Data>>(),
                  [&](auto item) { return token(field, view_of(item)); });
    }
    if (field.bits != 0 || field.kind == FieldKind::kToken || !of(ElementSize::INLINE_COMPOSITE)) {
      return unknown();
    }
    return each(any.as<List<AnyStruct>>(), [&](AnyStruct::Reader item) {
      return field.kind == FieldKind::kPrivate ? words(item) : object(*field.structure, item);
    });
  }

  template <class Items, class Use>
  bool each(Items items, const Use& use) {
    for (unsigned i = 0; i < items.size(); ++i) {
      steps_.push_back({nullptr, i});
      if (!use(items[i])) return false;
      steps_.pop_back();
    }
    return true;
  }

  bool number(const FieldModel& field, std::uint64_t value) {
    if (field.kind == FieldKind::kEnum) {
      return value > 0 && value < field.values->size() ? true : refuse("is not a known value");
    }
    if (field.kind == FieldKind::kYesNo) {
      return value == static_cast<std::uint64_t>(schema::YesNo::YES) ||
                     value == static_cast<std::uint64_t>(schema::YesNo::NO)
                 ? true
                 : refuse("is not true or false");
    }
    const char* reason = bad_number(field.shape, value);
    return reason == nullptr ? true : refuse(reason);
  }

  bool characters(std::string_view text) {
    if (text.empty()) return refuse("is empty: leave it out");
    return is_utf8(text) ? true : refuse("is not valid UTF-8");
  }

  bool fact(const FieldModel& field, std::string_view text) {
    if (!characters(text)) return false;
    const char* reason = bad_fact(field.shape, text);
    if (reason == nullptr) return true;
    return refuse(std::string(reason) + ": \"" + shown_text(text, kShownValueBytes) + '"');
  }

  bool token(const FieldModel& field, std::string_view text) {
    if (text.empty()) return refuse("is empty: leave it out");
    std::string scratch;
    const char* reason = bad_token(field.scope, text, scratch);
    return reason == nullptr ? true : refuse(reason);
  }

  bool time(AnyPointer::Reader place) {
    const AnyStruct::Reader whole = place.getAs<AnyStruct>();
    const auto time = whole.as<schema::Time>();
    Rest rest;
    if (!rest.begin(whole)) return unknown();
    const auto precision = static_cast<std::uint16_t>(time.getPrecision());
    if (precision == 0 || precision > static_cast<std::uint16_t>(TimePrecision::kMicro)) {
      return refuse("does not say how precise it is");
    }
    const TimeValue value{Micros(time.getMicros()), time.getOffsetMinutes(),
                          static_cast<TimePrecision>(precision)};
    if (const char* reason = bad_time(value)) return refuse(reason);
    rest.take(0, 8), rest.take(8, 2), rest.take(10, 2);  // micros, offsetMinutes, precision
    return rest.empty() ? true : unknown();
  }

  bool words(AnyStruct::Reader whole) {
    const auto hidden = whole.as<PrivateText>();
    if (!hidden.isClear()) {
      return refuse("must be text; {\"erased\": true} is only ever written by Dangol");
    }
    Rest rest;
    if (!rest.begin(whole)) return unknown();
    if (whole.getPointerSection().size() == 0) return refuse("is empty: leave it out");
    rest.take_pointer(0);
    if (!rest.empty()) return unknown();
    const auto text = view_of(hidden.getClear());
    if (!characters(text)) return false;
    return text.find('\0') == text.npos ? true : refuse("contains a NUL");
  }

  bool unknown() {
    return refuse(steps_.empty() ? "the event holds something that this version does not know"
                                 : "holds something that this version does not know");
  }
  bool refuse_at(const std::string& name, std::string_view reason) {
    steps_.push_back({&name, 0});
    return refuse(reason);
  }
  bool refuse(std::string_view reason) {
    reason_.clear();
    for (const Step& step : steps_) {
      if (step.name == nullptr) {
        reason_ += '[' + std::to_string(step.index) + ']';
      } else {
        if (!reason_.empty()) reason_ += '.';
        reason_ += *step.name;
      }
    }
    if (!reason_.empty()) reason_ += ' ';
    reason_ += reason;
    return false;
  }

  struct Step {
    const std::string* name;  // null: an item of a list
    std::uint32_t index;
  };
  const TypeModel* type_ = nullptr;
  std::vector<Step> steps_;
  std::string reason_;
};

}  // namespace

Status check_event(std::string_view event) {
  if (!CanonicalReader::possible(event)) {
    return Error{ErrorCode::kRejected, "the event is no message"};
  }
  try {
    CanonicalReader reader(event);
    return EventCheck().run(reader.root<schema::Event>());
  } catch (const kj::Exception&) {
    return Error{ErrorCode::kRejected, "the event is no readable message"};
  }
}

}  // namespace dangol
