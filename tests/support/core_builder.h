// Writes records for tests of the fold and of decisions, in the words of the domain:
//
//   Stream stream("customer/kim");
//   stream.at("10:00").record(contact_started("c1"));
//   stream.at("10:05").by(schema::ActorKind::CUSTOMER).record(message("c1", "m1", kCustomer),
//   "e2");
//
// Ids stand where sealed tokens stand in a real record: to the fold a token is a name.
#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <capnp/message.h>
#include <capnp/serialize.h>

#include "events/apply.h"
#include "events/customer.h"
#include "events/record.capnp.h"

namespace dangol::test {

using Data = schema::Event::Data::Builder;
using Fill = std::function<void(Data)>;

inline capnp::Data::Reader id(std::string_view text) {
  return {reinterpret_cast<const kj::byte*>(text.data()), text.size()};
}
inline capnp::Text::Reader words(const std::string& text) { return {text.c_str(), text.size()}; }

inline StreamToken stream_token(std::string_view subject) {
  StreamToken token;
  std::memcpy(token.bytes.data(), subject.data(), std::min<std::size_t>(subject.size(), 16));
  return token;
}

inline constexpr std::int64_t kMinute = 60'000'000;
inline constexpr std::int64_t kDay = 24 * 60 * kMinute;

// `10:05`, or `3 10:05` for the fourth day. Day 0 is 2026-01-01.
inline Micros moment_of(std::string_view time) {
  int day = 0, hour = 0, minute = 0;
  const std::string text(time);
  if (std::sscanf(text.c_str(), "%d %d:%d", &day, &hour, &minute) != 3) {
    day = 0;
    std::sscanf(text.c_str(), "%d:%d", &hour, &minute);
  }
  constexpr std::int64_t kStart = 1'767'225'600'000'000;
  return Micros(kStart + day * kDay + (hour * 60 + minute) * kMinute);
}

// One event as its record's core.
struct Sent {
  std::string id;
  Micros at;
  schema::ActorKind actor = schema::ActorKind::SYSTEM;
  std::int64_t hint = 0;
  bool as_recorded = false;
  Fill fill;
};

inline void write(const Sent& sent, schema::Core::Builder core) {
  auto event = core.initEvent();
  event.setId(test::id(sent.id));
  event.setSource("test");
  event.initTime().setMicros(sent.at.value());
  event.getTime().setPrecision(schema::TimePrecision::MINUTE);
  event.setActorKind(sent.actor);
  core.setContentDigest(std::hash<std::string>{}(sent.id));
  core.setOrderHint(sent.hint);
  core.setAsRecorded(sent.as_recorded);
  sent.fill(event.getData());
}

inline std::string core_bytes(const Sent& sent) {
  capnp::MallocMessageBuilder message;
  write(sent, message.initRoot<schema::Core>());
  const auto words = capnp::canonicalize(message.getRoot<schema::Core>().asReader());
  const auto bytes = words.asBytes();
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

// A stream that is being written, with the state that its records fold to.
class Stream {
 public:
  explicit Stream(std::string_view subject = "customer/kim") : customer(stream_token(subject)) {}

  Stream& at(std::string_view time) {
    next_.at = moment_of(time);
    return *this;
  }
  Stream& by(schema::ActorKind actor) {
    next_.actor = actor;
    return *this;
  }
  Stream& hint(std::int64_t order) {
    next_.hint = order;
    return *this;
  }
  Sent sent(Fill fill, std::string event_id = "") {
    Sent made = next_;
    made.fill = std::move(fill);
    made.id = event_id.empty() ? "event " + std::to_string(cores.size() + 1) : event_id;
    next_ = Sent{"", next_.at, schema::ActorKind::SYSTEM, 0, false, {}};
    return made;
  }
  // Records an event and answers what it brought that does not fit.
  std::vector<Irregularity> record(Fill fill, std::string event_id = "") {
    return append(core_bytes(sent(std::move(fill), std::move(event_id))));
  }
  std::vector<Irregularity> append(const std::string& core) {
    cores.push_back(core);
    auto touched = apply_core(customer, core, Version(cores.size()), limits);
    return irregularities_of(customer, touched.value());
  }

  const Issue& issue(std::string_view name) const {
    return *customer.issues.find(customer.tokens.find(name));
  }
  const Contact& contact(std::string_view name) const {
    return *customer.contacts.find(customer.tokens.find(name));
  }
  const Promise& promise(std::string_view name) const {
    return *customer.bond.get()->promises.find(customer.tokens.find(name));
  }

  Customer customer;
  std::vector<std::string> cores;
  StateLimits limits;

 private:
  Sent next_;
};

// ---- Events -----------------------------------------------------------------------------------

inline constexpr auto kCustomer = schema::ActorKind::CUSTOMER;
inline constexpr auto kStaff = schema::ActorKind::STAFF;

inline Fill contact_started(std::string contact) {
  return [=](Data data) {
    auto e = data.initContactStarted();
    e.setContactId(id(contact));
    e.setChannel(schema::Channel::PHONE);
    e.setDirection(schema::Direction::INBOUND);
  };
}
inline Fill contact_ended(std::string contact) {
  return [=](Data data) { data.initContactEnded().setContactId(id(contact)); };
}
inline Fill agent_joined(std::string contact, std::string agent) {
  return [=](Data data) {
    auto e = data.initAgentJoined();
    e.setContactId(id(contact));
    e.setAgentId(id(agent));
    e.setRole(schema::AgentRole::OWNER);
  };
}
inline Fill agent_left(std::string contact, std::string agent) {
  return [=](Data data) {
    auto e = data.initAgentLeft();
    e.setContactId(id(contact));
    e.setAgentId(id(agent));
  };
}
inline Fill message(std::string contact, std::string name, schema::ActorKind author) {
  return [=](Data data) {
    auto e = data.initMessageExchanged();
    e.setContactId(id(contact));
    e.setMessageId(id(name));
    e.setAuthorKind(author);
    e.initText().setSealed(0);
  };
}
inline Fill wait_started(std::string contact, std::string wait) {
  return [=](Data data) {
    auto e = data.initWaitStarted();
    e.setContactId(id(contact));
    e.setWaitId(id(wait));
    e.setWaitKind(schema::WaitKind::QUEUE);
  };
}
inline Fill wait_ended(std::string wait, schema::WaitEnd end) {
  return [=](Data data) {
    auto e = data.initWaitEnded();
    e.setWaitId(id(wait));
    e.setEnd(end);
  };
}
inline Fill issue_opened(std::string issue, std::string team = "") {
  return [=](Data data) {
    auto e = data.initIssueOpened();
    e.setIssueId(id(issue));
    e.setTopic("receipt");
    if (!team.empty()) e.initOwner().setTeam(words(team));
  };
}
inline Fill issue_touched(std::string issue, std::string contact) {
  return [=](Data data) {
    auto e = data.initIssueTouched();
    e.setIssueId(id(issue));
    e.setContactId(id(contact));
  };
}
inline Fill owner_unknown(std::string issue) {
  return [=](Data data) { data.initOwnerUnknown().setIssueId(id(issue)); };
}
inline Fill action_taken(std::string issue, std::string action) {
  return [=](Data data) {
    auto e = data.initActionTaken();
    e.setIssueId(id(issue));
    e.setActionId(id(action));
    e.setActionKind(schema::ActionKind::READ_MANUAL);
  };
}
inline Fill handed_off(std::string issue, std::string from, std::string to) {
  return [=](Data data) {
    auto e = data.initHandedOff();
    e.setIssueId(id(issue));
    e.initFrom().setTeam(words(from));
    e.initTo().setTeam(words(to));
    e.setWarm(schema::YesNo::NO);
  };
}
inline Fill resolution_proposed(std::string issue, std::string resolution) {
  return [=](Data data) {
    auto e = data.initResolutionProposed();
    e.setIssueId(id(issue));
    e.setResolutionId(id(resolution));
  };
}
inline Fill resolution_confirmed(std::string issue, std::string resolution,
                                 schema::ConfirmationBasis basis, std::string evidence = "") {
  return [=](Data data) {
    auto e = data.initResolutionConfirmed();
    e.setIssueId(id(issue));
    e.setResolutionId(id(resolution));
    e.setBasis(basis);
    e.setEvidenceEventId(id(evidence));
    if (basis == schema::ConfirmationBasis::SILENCE) e.setWindowDays(7);
  };
}
inline Fill resolution_rejected(std::string issue, std::string resolution) {
  return [=](Data data) {
    auto e = data.initResolutionRejected();
    e.setIssueId(id(issue));
    e.setResolutionId(id(resolution));
  };
}
inline Fill issue_reopened(std::string issue) {
  return [=](Data data) { data.initIssueReopened().setIssueId(id(issue)); };
}
inline Fill issue_closed(std::string issue, schema::Closure closure) {
  return [=](Data data) {
    auto e = data.initIssueClosed();
    e.setIssueId(id(issue));
    e.setClosure(closure);
  };
}
inline Fill promise_made(std::string promise, std::string_view start, std::string_view end) {
  return [=, from = moment_of(start), until = moment_of(end)](Data data) {
    auto e = data.initPromiseMade();
    e.setPromiseId(id(promise));
    e.setPromiseKind(schema::PromiseKind::CALLBACK);
    e.initWindowStart().setMicros(from.value());
    e.initWindowEnd().setMicros(until.value());
  };
}
inline Fill promise_kept(std::string promise) {
  return [=](Data data) { data.initPromiseKept().setPromiseId(id(promise)); };
}
inline Fill promise_lapsed(std::string promise, std::string_view by) {
  return [=, end = moment_of(by)](Data data) {
    auto e = data.initPromiseLapsed();
    e.setPromiseId(id(promise));
    e.initNoWordBy().setMicros(end.value());
  };
}
inline Fill order_placed(std::string order, std::int32_t quantity) {
  return [=](Data data) {
    auto e = data.initOrderPlaced();
    e.setOrderId(id(order));
    e.setCurrency("KRW");
    auto line = e.initLines(1)[0];
    line.setQuantity(quantity);
    line.setUnitPrice(1000);
  };
}
inline Fill order_delivered(std::string order) {
  return [=](Data data) { data.initOrderDelivered().setOrderId(id(order)); };
}
inline Fill return_received(std::string name, std::string order, std::int32_t quantity) {
  return [=](Data data) {
    auto e = data.initReturnReceived();
    e.setReturnId(id(name));
    e.setOrderId(id(order));
    e.initLines(1)[0].setQuantity(quantity);
  };
}
inline Fill survey_answered(std::string survey, std::string question, std::int16_t score) {
  return [=](Data data) {
    auto e = data.initSurveyAnswered();
    e.setSurveyId(id(survey));
    e.setQuestionId(id(question));
    e.setScaleMin(0);
    e.setScaleMax(10);
    e.setScore(score);
  };
}

}  // namespace dangol::test
