#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include <capnp/message.h>
#include <kj/exception.h>

#include "events/cloudevents.h"
#include "events/event.capnp.h"
#include "events/json_check.h"
#include "events/json_decode_capnp.h"
#include "events/limits.h"
#include "events/schema_model.h"
#include "events/subject.h"
#include "events/time_text.h"
#include "events/utf8.h"

namespace dangol {
namespace {

// The attributes that have a meaning here.
enum Attribute : std::uint8_t {
  kSpecVersion,
  kId,
  kSource,
  kType,
  kSubject,
  kTime,
  kData,
  kTimePrecision,
  kOrderHint,
  kActorKind,
  kActorId,
  kCorrelationId,
  kCausationId,
  kPurpose,
  kExpectedVersion,
  kDataContentType,
  kDataBase64,
  kAttributes,
};
constexpr std::array<std::string_view, kAttributes> kNames{"specversion",
                                                           "id",
                                                           "source",
                                                           "type",
                                                           "subject",
                                                           "time",
                                                           "data",
                                                           "timeprecision",
                                                           "orderhint",
                                                           "actorkind",
                                                           "actorid",
                                                           "correlationid",
                                                           "causationid",
                                                           "purpose",
                                                           "expectedversion",
                                                           "datacontenttype",
                                                           "data_base64"};
constexpr std::array kRequired{kSpecVersion, kId, kSource, kType, kSubject, kTime, kData};

constexpr std::size_t kScratchWords = 1024;

bool is_attribute_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
}

Error rejected(std::string message) { return {ErrorCode::kRejected, std::move(message)}; }

template <class Number>
bool whole_number(std::string_view text, Number& number) {
  auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
  return bad == std::errc() && end == text.data() + text.size();
}

MessageBytes canonical(schema::Event::Reader event) {
  auto words = capnp::canonicalize(event);
  MessageBytes bytes(words.size());
  std::memcpy(bytes.data(), words.begin(), words.asBytes().size());
  return bytes;
}

}  // namespace

struct CloudEventsReader::Work {
  CloudEventsOptions options;
  JsonTape tape;
  // A builder's first segment; zero between events, which the builder sees to.
  std::array<capnp::word, kScratchWords> scratch{};
};

namespace {

// Reads one event of a tape. Steps run in order; the first error ends them.
class EventReading {
 public:
  EventReading(const JsonTape& tape, const CloudEventsOptions& options,
               kj::ArrayPtr<capnp::word> scratch)
      : tape_(tape),
        options_(options),
        message_(scratch),
        event_(message_.initRoot<schema::Event>()),
        decoder_(tape) {}

  Result<SentEvent> run(std::uint32_t node) {
    if (!collect(node) || !identity() || !stream() || !when() || !who() || !delivery() || !data()) {
      return rejected(std::move(error_));
    }
    sent_.event = canonical(event_.asReader());
    if (sent_.event.view().size() > kMaxEventBytes) {
      return rejected("the event has " + std::to_string(sent_.event.view().size()) +
                      " bytes as a message; at most " + std::to_string(kMaxEventBytes) +
                      " are allowed");
    }
    return std::move(sent_);
  }

 private:
  bool collect(std::uint32_t node) {
    if (tape_[node].kind != JsonKind::kObject) return refuse("event is not a JSON object");
    for (std::uint32_t at = node + 1; at < tape_[node].next; at = tape_[at + 1].next) {
      const std::string_view name = tape_.string(tape_[at], scratch_);
      const auto known = std::find(kNames.begin(), kNames.end(), name);
      if (known != kNames.end()) {
        // CloudEvents: an attribute that is null is not there.
        if (tape_[at + 1].kind != JsonKind::kNull) nodes_[known - kNames.begin()] = at + 1;
      } else if (is_attribute_name(name)) {
        sent_.ignored.push_back(shown_name(name));
      } else {
        return refuse(shown_name(name) +
                      " cannot be an attribute: lower-case letters and digits only");
      }
    }
    if (has(kDataBase64)) return refuse("data_base64 is not accepted: send data as JSON");
    for (Attribute attribute : kRequired) {
      if (!has(attribute)) return refuse(attribute, "is missing");
    }
    return true;
  }

  bool identity() {
    std::string_view text;
    if (!read_text(kSpecVersion, text)) return false;
    if (text != "1.0") return refuse_value(kSpecVersion, "is not \"1.0\"", text);
    if (has(kDataContentType)) {
      if (!read_text(kDataContentType, text)) return false;
      if (text != "application/json" && !text.starts_with("application/json;")) {
        return refuse_value(kDataContentType, "is not application/json", text);
      }
    }
    if (!read_id(kId, text)) return false;
    event_.setId(capnp::Data::Reader(reinterpret_cast<const kj::byte*>(text.data()), text.size()));
    if (!read_id(kSource, text)) return false;
    if (text.find(' ') != std::string_view::npos) {
      return refuse_value(kSource, "is not a URI reference: it contains a space", text);
    }
    auto source = event_.initSource(static_cast<unsigned>(text.size()));
    std::memcpy(source.begin(), text.data(), text.size());
    return true;
  }

  bool stream() {
    std::string_view text;
    if (!read_text(kSubject, text)) return false;
    auto subject = parse_subject(text);
    if (!subject.ok()) return refuse(kSubject, subject.error().message);
    sent_.subject = text;
    return true;
  }

  bool when() {
    std::string_view text;
    TimePrecision precision = TimePrecision::kUnset;
    if (has(kTimePrecision)) {
      if (!read_text(kTimePrecision, text)) return false;
      precision = precision_named(text);
      if (precision == TimePrecision::kUnset) {
        return refuse_value(kTimePrecision, "is not day, minute, second or micro", text);
      }
    }
    if (!read_text(kTime, text)) return false;
    auto time = parse_full_time(text, precision);
    if (!time.ok()) return refuse_value(kTime, time.error().message, text);
    auto out = event_.initTime();
    out.setMicros(time.value().micros.value());
    out.setOffsetMinutes(time.value().offset_minutes);
    out.setPrecision(static_cast<schema::TimePrecision>(time.value().precision));
    return true;
  }

  bool who() {
    std::string_view text;
    if (!enumeration(kActorKind) || !enumeration(kPurpose)) return false;
    if (!has(kActorId)) return true;
    if (!has(kActorKind)) return refuse("actorkind is missing: actorid cannot stand alone");
    if (!read_id(kActorId, text)) return false;
    event_.setActorId(
        capnp::Data::Reader(reinterpret_cast<const kj::byte*>(text.data()), text.size()));
    return true;
  }

  bool enumeration(Attribute attribute) {
    if (!has(attribute)) return true;
    const FieldModel* field = schema_model().envelope().find(kNames[attribute]);
    return take(decoder_.decode_field(nodes_[attribute], *field, capnp::toAny(event_)));
  }

  bool delivery() {
    std::string_view text;
    if (has(kCorrelationId)) {
      if (!read_id(kCorrelationId, text)) return false;
      sent_.correlation_id = text;
    }
    if (has(kCausationId)) {
      if (!read_id(kCausationId, text)) return false;
      sent_.causation_id = text;
    }
    if (has(kOrderHint)) {
      const JsonNode& node = tape_[nodes_[kOrderHint]];
      text = node.kind == JsonKind::kString || node.kind == JsonKind::kNumber
                 ? tape_.string(node, scratch_)
                 : std::string_view();
      if (!whole_number(text, sent_.order_hint)) return refuse(kOrderHint, "is not an integer");
    }
    if (has(kExpectedVersion)) {
      std::uint64_t version = 0;
      if (!read_text(kExpectedVersion, text)) return false;
      if (!whole_number(text, version)) {
        return refuse_value(kExpectedVersion, "is not a version", text);
      }
      sent_.expected_version = Version(version);
    }
    return true;
  }

  bool data() {
    std::string_view text;
    if (!read_text(kType, text)) return false;
    const SchemaModel& schema = schema_model();
    const TypeModel* type = schema.find_type(text);
    const std::string& prefix = options_.type_prefix;
    if (type == nullptr && !prefix.empty() && text.starts_with(prefix)) {
      type = schema.find_type(text.substr(prefix.size()));
    }
    if (type == nullptr) {
      return refuse("type \"" + shown_text(text, kShownTypeBytes) + "\" is not known");
    }
    capnp::AnyStruct::Builder whole = capnp::toAny(event_);
    std::memcpy(whole.getDataSection().begin() + schema.type_slot(), &type->discriminant,
                sizeof type->discriminant);
    auto into = whole.getPointerSection()[schema.data_slot()].initAsAnyStruct(
        type->data->data_words, type->data->pointers);
    return take(decoder_.decode(nodes_[kData], "data", *type->data, into));
  }

  bool has(Attribute attribute) const { return nodes_[attribute] != 0; }

  bool read_text(Attribute attribute, std::string_view& text) {
    const JsonNode& node = tape_[nodes_[attribute]];
    if (node.kind != JsonKind::kString) return refuse(attribute, "is not text");
    text = tape_.string(node, scratch_);
    return text.empty() ? refuse(attribute, "is empty") : true;
  }

  bool read_id(Attribute attribute, std::string_view& text) {
    if (!read_text(attribute, text)) return false;
    if (const char* reason = bad_id(text)) return refuse(attribute, reason);
    return true;
  }

  bool take(const Status& status) {
    if (!status.ok()) error_ = status.error().message;
    return status.ok();
  }
  bool refuse(std::string message) {
    error_ = std::move(message);
    return false;
  }
  bool refuse(Attribute attribute, std::string_view reason) {
    return refuse(std::string(kNames[attribute]) + ' ' + std::string(reason));
  }
  bool refuse_value(Attribute attribute, std::string_view reason, std::string_view value) {
    return refuse(attribute,
                  std::string(reason) + ": \"" + shown_text(value, kShownValueBytes) + '"');
  }

  static constexpr std::size_t kShownTypeBytes = 64;

  const JsonTape& tape_;
  const CloudEventsOptions& options_;
  capnp::MallocMessageBuilder message_;
  schema::Event::Builder event_;
  JsonDecoder decoder_;
  std::array<std::uint32_t, kAttributes> nodes_{};  // 0: not given
  std::string scratch_;
  SentEvent sent_;
  std::string error_;
};

Result<SentEvent> read_node(const JsonTape& tape, const CloudEventsOptions& options,
                            kj::ArrayPtr<capnp::word> scratch, std::uint32_t node) {
  try {
    return EventReading(tape, options, scratch).run(node);
  } catch (const kj::Exception&) {
    // Unreachable as far as is known: the limits above keep every message small and plain.
    return rejected("the event cannot be read");
  }
}

}  // namespace

CloudEventsReader::CloudEventsReader(CloudEventsOptions options) : work_(new Work) {
  work_->options = std::move(options);
}
CloudEventsReader::~CloudEventsReader() = default;

Result<SentEvent> CloudEventsReader::read(std::string_view json) {
  Status checked = work_->tape.read(json, {.max_bytes = work_->options.max_json_bytes});
  if (!checked.ok()) return checked.error();
  return read_node(work_->tape, work_->options,
                   kj::arrayPtr(work_->scratch.data(), work_->scratch.size()), 0);
}

Result<std::vector<Result<SentEvent>>> CloudEventsReader::read_batch(std::string_view json) {
  Status checked = work_->tape.read(json, {kMaxBatchBytes, kMaxJsonDepth + 1});
  if (!checked.ok()) return checked.error();
  const JsonTape& tape = work_->tape;
  if (tape[0].kind != JsonKind::kArray) return rejected("the batch is not a JSON array");
  if (tape[0].members == 0) return rejected("the batch is empty");
  if (tape[0].members > kMaxBatchEvents) {
    return rejected("the batch has " + std::to_string(tape[0].members) + " events; at most " +
                    std::to_string(kMaxBatchEvents) + " are allowed");
  }
  std::vector<Result<SentEvent>> events;
  events.reserve(tape[0].members);
  for (std::uint32_t at = 1; at < tape[0].next; at = tape[at].next) {
    const std::string place = '[' + std::to_string(events.size()) + "].";
    if (tape[at].end - tape[at].begin > kMaxEventJsonBytes) {
      events.push_back(rejected(place.substr(0, place.size() - 1) + " has more than " +
                                std::to_string(kMaxEventJsonBytes) + " bytes"));
      continue;
    }
    Result<SentEvent> event = read_node(
        tape, work_->options, kj::arrayPtr(work_->scratch.data(), work_->scratch.size()), at);
    if (!event.ok()) event = rejected(place + event.error().message);
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace dangol
