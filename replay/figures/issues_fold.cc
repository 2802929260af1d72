// Where an issue stands after its facts: the same rules as events/customer_issue.cc, over steps.
#include <algorithm>

#include "replay/figures/issues_book.h"
#include "replay/record_view_capnp.h"

namespace dangol {

namespace {

constexpr std::size_t kAllLevels = 0;  // schema::PartyLevel::UNSET

// Owning at one level says nothing any more about the levels below it.
void set_owner(IssueFacts& issue, std::size_t level, std::uint64_t owner) {
  if (level == kAllLevels || level >= kLevels) {
    issue.owner.fill(0);
    return;
  }
  std::fill_n(issue.owner.begin(), level, 0);
  issue.owner[level] = owner;
}

void own_no_more(IssueFacts& issue, std::size_t level) {
  if (level == kAllLevels || level >= kLevels) {
    issue.owner.fill(0);
  } else {
    issue.owner[level] = 0;
  }
}

bool mark_of_a_foreign_system(const Step& step) {
  return is(step, CareStep::kConfirmed) &&
         step.code == static_cast<std::uint8_t>(schema::ConfirmationBasis::SOURCE_MARKED);
}

struct UnknownState {
  TextKey name = text_key(std::string_view("state"));
  TextKey value = text_key(std::string_view("unknown"));
};

}  // namespace

void IssueBook::fold(IssueFacts& issue) {
  static const UnknownState kUnknownState;
  proposals_known_ = false;
  // The opening counts first, whatever its time: a source that steps back in time is not wrong about
  // who owned the issue.
  for (const Step* step : issue.steps) {
    if (issue.opened == nullptr && is(*step, CareStep::kOpened)) issue.opened = step;
    if (issue.opened == nullptr || step->position != issue.opened->position) continue;
    if (is(*step, CareStep::kOwned)) set_owner(issue, step->code, step->key);
  }
  std::uint64_t classified_at = 0;
  for (const Step* at : issue.steps) {
    const Step& step = *at;
    if (!mark_of_a_foreign_system(step)) issue.last = at;
    switch (step.type) {
      case type_of(CareStep::kOpened):
      case type_of(CareStep::kClassified):
        issue.classified = at;
        issue.symptom = 0;
        classified_at = step.position.value();
        continue;
      case type_of(CareStep::kSymptom):
        if (step.position.value() == classified_at) issue.symptom = step.key;
        continue;
      case type_of(CareStep::kLabel):
        if (step.key == kUnknownState.name) {
          issue.state_unknown = step.value == kUnknownState.value;
        }
        continue;
      case type_of(CareStep::kAction):
      case type_of(CareStep::kDeflected):
        ++issue.actions;
        ++issue.actions_since_opened;
        continue;
      default: break;
    }
    if (issue.opened == nullptr) continue;
    switch (step.type) {
      case type_of(CareStep::kOwnerUnknown): own_no_more(issue, step.code); break;
      case type_of(CareStep::kHandedOff): set_owner(issue, step.code >> 4, step.key); break;
      case type_of(CareStep::kConfirmed): confirm(issue, step); break;
      case type_of(CareStep::kRejected):
        if (issue.resolved) issue.closed = nullptr;
        issue.resolved = false;
        issue.confirmed = nullptr;
        break;
      case type_of(CareStep::kReopened):
        issue.closed = issue.confirmed = nullptr;
        issue.resolved = false;
        issue.actions_since_opened = 0;
        ++issue.reopenings;
        break;
      case type_of(CareStep::kClosed):
        issue.closed = at;
        issue.resolved = false;
        if (issue.closed_first == nullptr) issue.closed_first = at;
        break;
      default: break;
    }
  }
}

void IssueBook::confirm(IssueFacts& issue, const Step& step) {
  const auto basis = static_cast<schema::ConfirmationBasis>(step.code);
  const bool said_by_person = basis != schema::ConfirmationBasis::SILENCE &&
                              basis != schema::ConfirmationBasis::SOURCE_MARKED;
  if (said_by_person && !evident(issue, step)) return;
  issue.confirmed = &step;
  issue.resolved = true;
  if (issue.confirmed_first == nullptr) issue.confirmed_first = &step;
}

// The person's own word, not before the resolution was proposed.
bool IssueBook::evident(const IssueFacts& issue, const Step& step) {
  Micros not_before(INT64_MIN);
  if (step.value != 0) {
    if (!proposals_known_) {
      proposals_.clear();
      for (const Step* at : issue.steps) {
        if (is(*at, CareStep::kProposed)) proposals_.emplace_back(at->value, at);
      }
      std::sort(proposals_.begin(), proposals_.end());
      proposals_known_ = true;
    }
    const auto proposed =
        std::lower_bound(proposals_.begin(), proposals_.end(), Numbered(step.value, nullptr));
    // Confirmed without having been proposed: nobody knows what.
    if (proposed == proposals_.end() || proposed->first != step.value) return false;
    not_before = proposed->second->occurred;
  }
  if (step.has(kOwnWord)) return step.occurred >= not_before;
  const Step* cited = step.key == 0 ? nullptr : word(step.key);
  return cited != nullptr && cited->occurred >= not_before;
}

const Step* IssueBook::word(EntityKey event) {
  if (!words_sorted_) {
    std::sort(words_.begin(), words_.end());
    words_sorted_ = true;
  }
  const auto found = std::lower_bound(words_.begin(), words_.end(), Numbered(event, nullptr));
  return found != words_.end() && found->first == event ? found->second : nullptr;
}

}  // namespace dangol
