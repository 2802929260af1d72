// What a care desk sends about one subject, in the words of the domain: events as the product's own
// reader makes them from CloudEvents JSON.
//
//   Desk desk("customer/kim");
//   desk.call("e1");                           a call came in: contact c1
//   desk.said("e2", "my flowers never came");  the person said so, in contact c1
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "events/cloudevents.h"

namespace dangol::test {

// Attributes of an event, their values as JSON text.
using Attributes = std::map<std::string, std::string>;

inline std::string quoted(const std::string& text) { return '"' + text + '"'; }

inline SentEvent read_event(const std::string& json) {
  thread_local CloudEventsReader reader;
  Result<SentEvent> event = reader.read(json);
  if (!event.ok()) throw std::invalid_argument(event.error().message + ": " + json);
  return std::move(event).value();
}

template <class... Events>
std::vector<SentEvent> together(Events... events) {
  std::vector<SentEvent> all;
  (all.push_back(std::move(events)), ...);
  return all;
}

class Desk {
 public:
  explicit Desk(std::string subject) : subject_(std::move(subject)) {}

  // Any event; `more` adds attributes or takes the place of the usual ones.
  SentEvent event(const std::string& id, const std::string& type, const std::string& data,
                  const Attributes& more = {}) const {
    Attributes all{{"specversion", R"("1.0")"},
                   {"id", quoted(id)},
                   {"source", R"("/desk")"},
                   {"type", quoted(type)},
                   {"subject", quoted(subject_)},
                   {"time", R"("2016-07-27T11:07:00+09:00")"},
                   {"data", data}};
    for (const auto& [name, json] : more) all[name] = json;
    std::string text;
    for (const auto& [name, json] : all) {
      text += (text.empty() ? "{" : ",") + quoted(name) + ":" + json;
    }
    return read_event(text + "}");
  }
  SentEvent call(const std::string& id, const std::string& contact = "c1",
                 const Attributes& more = {}) const {
    return event(id, "contact.started",
                 R"({"contactId":")" + contact + R"(","channel":"phone","direction":"inbound"})",
                 more);
  }
  SentEvent hang_up(const std::string& id, const std::string& contact = "c1") const {
    return event(id, "contact.ended", R"({"contactId":")" + contact + R"("})");
  }
  SentEvent said(const std::string& id, const std::string& words,
                 const Attributes& more = {}) const {
    return event(id, "message.exchanged",
                 R"({"contactId":"c1","authorKind":"customer","messageId":")" + id +
                     R"(","text":")" + words + R"("})",
                 more);
  }
  SentEvent identified(const std::string& id, const std::string& kind,
                       const std::string& identifier) const {
    return event(id, "customer.identified",
                 R"({"contactId":"c1","strength":"claimed","identifierKind":")" + kind +
                     R"(","identifier":")" + identifier + R"("})");
  }
  // The contact was somebody else's: it moves from this subject to another.
  SentEvent attributed_to(const std::string& id, const std::string& other,
                          const std::string& contact = "c1") const {
    return event(id, "contact.attributed",
                 R"({"contactId":")" + contact + R"(","reason":"callerCorrected","from":")" +
                     subject_ + R"(","to":")" + other + R"("})");
  }
  // This subject and another were one person, who goes on under this one.
  SentEvent absorbs(const std::string& id, const std::string& other) const {
    return event(id, "customers.merged",
                 R"({"evidence":"customerSaid","survivor":")" + subject_ + R"(","absorbed":")" +
                     other + R"("})");
  }
  // Times as RFC 3339.
  SentEvent promised(const std::string& id, const std::string& promise,
                     const std::string& until) const {
    return event(id, "promise.made",
                 R"({"promiseKind":"callback","promiseId":")" + promise + R"(","windowEnd":")" +
                     until + R"("})");
  }
  SentEvent kept(const std::string& id, const std::string& promise, const std::string& when) const {
    return event(id, "promise.kept", R"({"promiseId":")" + promise + R"("})",
                 {{"time", quoted(when)}});
  }
  SentEvent silence_confirms(const std::string& id) const {
    return event(id, "resolution.confirmed",
                 R"({"issueId":"i1","basis":"silence","windowDays":7})");
  }

 private:
  std::string subject_;
};

}  // namespace dangol::test
