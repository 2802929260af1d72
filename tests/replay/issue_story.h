// What happens to the issues of one person, in few words.
//
//   IssueStory kim("customer/kim");
//   kim.at("2016-07-01").opened("i1");
//   kim.at("2016-07-02").acted("i1");
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/support/desk.h"

namespace dangol::test {

class IssueStory {
 public:
  explicit IssueStory(std::string subject) : desk_(std::move(subject)) {}

  // What follows happened then: `2016-07-01` or `2016-07-01T10:00`.
  IssueStory& at(const std::string& time) {
    time_ = time.size() == 10 ? time + "T12:00:00Z" : time + ":00Z";
    return *this;
  }
  // The next event is the person's own.
  IssueStory& self() {
    actor_ = "customer";
    return *this;
  }

  IssueStory& event(const std::string& type, const std::string& data) {
    Attributes more{{"time", dangol::test::quoted(time_)}};
    if (!actor_.empty()) more["actorkind"] = dangol::test::quoted(actor_);
    actor_.clear();
    told_.push_back({next_id(), type, "{" + data + "}", std::move(more)});
    return *this;
  }
  IssueStory& contact(const std::string& contact, const std::string& channel = "phone",
                      const std::string& direction = "inbound", const std::string& more = "") {
    return event("contact.started", R"("contactId":")" + contact + R"(","channel":")" + channel +
                                        R"(","direction":")" + direction + "\"" + more);
  }
  IssueStory& opened(const std::string& issue, const std::string& more = "") {
    return event("issue.opened", of(issue) + more);
  }
  IssueStory& opened_in(const std::string& issue, const std::string& contact) {
    return opened(issue, R"(,"contactId":")" + contact + "\"");
  }
  IssueStory& touched(const std::string& issue, const std::string& contact) {
    return event("issue.touched", of(issue) + R"(,"contactId":")" + contact + "\"");
  }
  IssueStory& acted(const std::string& issue, const std::string& by = "ann") {
    return event("action.taken", of(issue) + R"(,"actionKind":"explained","by":")" + by +
                                     R"(","actionId":"a)" + std::to_string(told_.size()) + "\"");
  }
  IssueStory& deflected(const std::string& issue) {
    return event("issue.deflected", of(issue) + R"(,"to":"otherCompany")");
  }
  // Parties as `team:sales`; `more` as `,"warm":true`.
  IssueStory& handed(const std::string& issue, const std::string& from, const std::string& to,
                     const std::string& more = "") {
    return event("issue.handedoff",
                 of(issue) + R"(,"from":)" + party(from) + R"(,"to":)" + party(to) + more);
  }
  IssueStory& retold(const std::string& issue) { return event("story.retold", of(issue)); }
  IssueStory& escalated(const std::string& issue, const std::string& missing) {
    return event("issue.escalated", of(issue) + R"(,"missingAuthority":")" + missing + "\"");
  }
  IssueStory& proposed(const std::string& issue, const std::string& resolution = "r1") {
    return event("resolution.proposed", of(issue) + R"(,"resolutionId":")" + resolution + "\"");
  }
  IssueStory& confirmed(const std::string& issue, const std::string& basis,
                        const std::string& more = "") {
    return event("resolution.confirmed", of(issue) + R"(,"basis":")" + basis + "\"" + more);
  }
  // Proposed, and the person says that it is so.
  IssueStory& settled(const std::string& issue, const std::string& resolution = "r1") {
    return proposed(issue, resolution)
        .self()
        .confirmed(issue, "customerSaid", R"(,"resolutionId":")" + resolution + "\"");
  }
  IssueStory& rejected(const std::string& issue) { return event("resolution.rejected", of(issue)); }
  IssueStory& reopened(const std::string& issue) { return event("issue.reopened", of(issue)); }
  IssueStory& closed(const std::string& issue, const std::string& closure = "silent",
                     const std::string& more = "") {
    return event("issue.closed", of(issue) + R"(,"closure":")" + closure + "\"" + more);
  }
  // A message; `author` as `customer`, `staff`.
  IssueStory& wrote(const std::string& author, const std::string& contact) {
    const std::string id = std::to_string(told_.size());
    return event("message.exchanged", R"("contactId":")" + contact + R"(","messageId":"m)" + id +
                                          R"(","authorKind":")" + author + R"(","text":"words")");
  }

  const Desk& desk() const { return desk_; }
  void tell(std::vector<SentEvent>& into) const {
    for (const Told& one : told_) into.push_back(desk_.event(one.id, one.type, one.data, one.more));
  }
  // The id that the event told last has.
  std::string last_id() const { return "e" + std::to_string(told_.size()); }

 private:
  struct Told {
    std::string id, type, data;
    Attributes more;
  };

  static std::string of(const std::string& issue) { return R"("issueId":")" + issue + "\""; }
  static std::string party(const std::string& text) {
    const std::size_t colon = text.find(':');
    return "{\"" + text.substr(0, colon) + "\":\"" + text.substr(colon + 1) + "\"}";
  }
  std::string next_id() const { return "e" + std::to_string(told_.size() + 1); }

  Desk desk_;
  std::string time_ = "2016-07-01T12:00:00Z";
  std::string actor_;
  std::vector<Told> told_;
};

// All in one list.
template <class... Stories>
std::vector<SentEvent> told(const Stories&... stories) {
  std::vector<SentEvent> all;
  (stories.tell(all), ...);
  return all;
}

}  // namespace dangol::test
