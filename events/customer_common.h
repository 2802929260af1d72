// The state of the streams that are not about one person: a problem behind many, a member of staff,
// the policy, the access records of a day.
#pragma once

#include "events/customer_commerce.h"

namespace dangol {

struct PersonIssue {
  TokenRef customer;
  TokenRef issue;
  static void visit(auto& self, auto& v) {
    v("customer", self.customer);
    v("issue", self.issue);
  }
};

struct ProblemDecision {
  Moment moment;
  Code<struct ProblemDecisionTag> what;
  TokenRef owner;
  Micros effective;
  TextRef why;
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("what", self.what);
    v("owner", self.owner);
    v("effective", self.effective);
    v("why", self.why);
  }
};

struct Problem : Entity {
  Moment detected;
  TextRef product;
  TextRef topic;
  TextRef symptom;
  std::vector<PersonIssue> issues;
  std::uint16_t window_days = 0;
  std::uint16_t threshold = 0;
  std::vector<ProblemDecision> decisions;  // in time, the newest
  static void visit(auto& self, auto& v) {
    visit_entity(self, v);
    v("detected", self.detected);
    v("product", self.product);
    v("topic", self.topic);
    v("symptom", self.symptom);
    v("issues", self.issues);
    v("windowDays", self.window_days);
    v("threshold", self.threshold);
    v("decisions", self.decisions);
  }
};

// The latest word on one authority of one member of staff.
struct AuthorityHeld {
  TokenRef agent;
  TextRef what;
  Moment moment;
  bool granted = false;
  Amount limit;
  static void visit(auto& self, auto& v) {
    v("agent", self.agent);
    v("what", self.what);
    v("moment", self.moment);
    v("granted", self.granted);
    v("limit", self.limit);
  }
};

struct Protection {
  Moment moment;
  TokenRef agent;
  Code<struct ProtectionMeasureTag> measure;
  TokenRef customer;
  TokenRef because;
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("agent", self.agent);
    v("measure", self.measure);
    v("customer", self.customer);
    v("because", self.because);
  }
};

// A value of one policy and from when it holds.
struct PolicyValue {
  TextRef name;
  Micros from;
  Moment moment;
  TextRef value;
  static void visit(auto& self, auto& v) {
    v("name", self.name);
    v("from", self.from);
    v("moment", self.moment);
    v("value", self.value);
  }
};

// Access records of a month that were checked.
struct Review {
  Moment moment;
  TextRef month;
  TokenRef reviewer;
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("month", self.month);
    v("reviewer", self.reviewer);
  }
};

struct Common {
  Table<Problem> problems;
  std::vector<AuthorityHeld> authorities;
  std::vector<Protection> protections;  // in time, the newest
  std::vector<PolicyValue> policies;
  std::uint64_t accesses = 0;   // records
  std::vector<Review> reviews;  // in time, the newest
  static void visit(auto& self, auto& v) {
    v("problems", self.problems);
    v("authorities", self.authorities);
    v("protections", self.protections);
    v("policies", self.policies);
    v("accesses", self.accesses);
    v("reviews", self.reviews);
  }
};

}  // namespace dangol
