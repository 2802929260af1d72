// Histories that nobody wrote: events of every type of the schema about a few persons, with ids, texts
// and times from small pools, so that things meet, repeat, contradict each other and come out of order.
// One seed, one history.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "events/schema_model.h"

namespace dangol::test {

class RandomHistory {
 public:
  explicit RandomHistory(std::uint32_t seed) : random_(seed) {}

  // The next event as CloudEvents JSON.
  std::string next() {
    const auto& types = schema_model().types();
    const TypeModel& type = types[pick(types.size())];
    return event(type);
  }
  // An event of one of the types that begin with one of these words: histories thick with them.
  std::string next_of(const std::vector<std::string>& beginnings) {
    std::vector<const TypeModel*> some;
    for (const TypeModel& type : schema_model().types()) {
      for (const std::string& beginning : beginnings) {
        if (type.name.starts_with(beginning)) some.push_back(&type);
      }
    }
    return event(*some[pick(some.size())]);
  }

  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }

 private:
  std::string event(const TypeModel& type) {
    const std::string subject = subject_for(type);
    std::string text = R"({"specversion":"1.0","source":"/random","id":"e)";
    text += std::to_string(++events_) + R"(","type":")" + type.name + R"(","subject":")" + subject;
    text += R"(","time":)" + time(true);
    text += R"(,"orderhint":)" + std::to_string(pick(3));
    static const char* const kActors[] = {"customer", "staff", "partner", "system", "thirdParty"};
    if (pick(3) != 0) {
      const std::string actor = kActors[pick(5)];
      text += R"(,"actorkind":")" + actor + '"';
    }
    return text + R"(,"data":)" + object(*type.data) + "}";
  }

  std::string subject_for(const TypeModel& type) {
    std::vector<StreamKind> kinds;
    for (std::size_t kind = 0; kind < kStreamKinds; ++kind) {
      if (type.accepts(static_cast<StreamKind>(kind)))
        kinds.push_back(static_cast<StreamKind>(kind));
    }
    // Most are persons' where persons may be meant.
    switch (kinds.front() == StreamKind::kCustomer && pick(4) != 0 ? StreamKind::kCustomer
                                                                   : kinds[pick(kinds.size())]) {
      case StreamKind::kCustomer: return "customer/" + person();
      case StreamKind::kContact: return "contact/x" + number(3);
      case StreamKind::kProblem: return "problem/q" + number(2);
      case StreamKind::kStaff: return "staff/" + staff();
      case StreamKind::kAccess: return "access/20160101/0";
      case StreamKind::kPolicy: return "policy/main";
      case StreamKind::kHeads: return "heads/main";
    }
    return "";
  }

  std::string object(const StructModel& model) {
    // Of a union one member, never `unset`.
    std::vector<const FieldModel*> members;
    for (const FieldModel& field : model.fields) {
      if (field.member >= 0 && field.kind != FieldKind::kVoid) members.push_back(&field);
    }
    const FieldModel* chosen = members.empty() ? nullptr : members[pick(members.size())];
    std::string text;
    for (const FieldModel& field : model.fields) {
      if (field.kind == FieldKind::kVoid) continue;
      if (field.member >= 0 && &field != chosen) continue;
      if (!field.required && field.member < 0 && pick(3) == 0) continue;
      const std::string given = field.list ? list(field) : value(field);
      text += (text.empty() ? "\"" : ",\"") + field.name + "\":" + given;
    }
    return "{" + text + "}";
  }

  std::string list(const FieldModel& field) {
    std::string text;
    for (std::size_t n = 1 + pick(2); n > 0; --n) text += (text.empty() ? "" : ",") + value(field);
    return "[" + text + "]";
  }

  std::string value(const FieldModel& field) {
    switch (field.kind) {
      case FieldKind::kVoid: return "null";
      case FieldKind::kSigned:
      case FieldKind::kUnsigned: {
        const std::string number = integer(field);
        return field.bits == 64 ? '"' + number + '"' : number;
      }
      case FieldKind::kEnum: return '"' + (*field.values)[1 + pick(field.values->size() - 1)] + '"';
      case FieldKind::kYesNo: return pick(2) == 0 ? "true" : "false";
      case FieldKind::kText: return '"' + words(field) + '"';
      case FieldKind::kToken: return '"' + id(field) + '"';
      case FieldKind::kTime: return time(false);
      case FieldKind::kPrivate: return R"("words")";
      case FieldKind::kStruct: return object(*field.structure);
    }
    return "null";
  }

  std::string integer(const FieldModel& field) {
    if (field.name == "scaleMin") return "0";
    if (field.name == "scaleMax") return "10";
    if (field.name == "score") return std::to_string(pick(11));
    if (field.shape == Shape::kDecimals) return std::to_string(pick(3));
    if (field.name == "quantity") return std::to_string(static_cast<int>(pick(5)) - 1);
    return std::to_string(pick(40));
  }

  std::string words(const FieldModel& field) {
    if (field.shape == Shape::kCurrency) return pick(2) == 0 ? "KRW" : "USD";
    if (field.shape == Shape::kLabelName) return pick(2) == 0 ? "company" : "priority";
    if (field.shape == Shape::kMonth) return "2016-0" + number(3);
    if (field.shape == Shape::kHash) return std::string(42, 'A') + "E=";
    if (field.name == "name") return pick(2) == 0 ? "silence.days" : "recurrence.days";
    if (field.name == "value") return std::to_string(1 + pick(30));
    return "t" + number(2);
  }

  std::string id(const FieldModel& field) {
    switch (field.scope) {
      case TokenScope::kCustomer: return person();
      case TokenScope::kStaff: return staff();
      case TokenScope::kSubject:
        return (pick(5) == 0 ? "contact/x" + number(3) : "customer/" + person());
      case TokenScope::kEvent: return "e" + std::to_string(1 + pick(events_ + 3));
      case TokenScope::kStream:
      case TokenScope::kActor: break;
    }
    // Ids of one kind of thing meet, whatever the field that names it is called.
    for (const char* thing : {"ontact", "ssue", "wait", "order", "promise", "survey", "note",
                              "kindness", "return", "resolution", "action", "story"}) {
      if (field.name.find(thing) != std::string::npos) return std::string(thing) + number(3);
    }
    return field.name + number(2);
  }

  // Few moments, so that many are equal.
  std::string time(bool full) {
    const std::string day = "2016-0" + number(3) + "-1" + std::to_string(pick(10));
    const std::string clock = "T1" + std::to_string(pick(2)) + ":00:00";
    const std::string offset = pick(2) == 0 ? "+09:00" : "Z";
    if (!full && pick(4) == 0) return '"' + day + offset + '"';
    return '"' + day + clock + offset + '"';
  }

  std::string person() { return "p" + number(4); }
  std::string staff() { return pick(2) == 0 ? "ann" : "bob"; }
  std::string number(std::size_t most) { return std::to_string(1 + pick(most)); }

  std::mt19937 random_;
  std::size_t events_ = 0;
};

}  // namespace dangol::test
