// What happened around an issue's first confirmation: how often the person had come, and whether
// they came again. Only for the figures about issues.
#pragma once

#include "replay/figures/issues_book.h"

namespace dangol {

struct Course {
  std::size_t by_person = 0;     // contacts up to it that the person began
  std::size_t by_unknown = 0;    // contacts up to it of which nobody knows who began them
  const Step* spoilt = nullptr;  // what came within `silence.days` after it
};

// REQUIRES: the issue was confirmed at some time.
Course course_of(const IssueBook& book, const IssueFacts& issue, const Policies& policies);

}  // namespace dangol
