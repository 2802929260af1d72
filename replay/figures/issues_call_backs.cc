// Promises to call back, and which of them were kept in time.
#include <algorithm>

#include "events/event.capnp.h"
#include "replay/figures/issues_book.h"

namespace dangol {

namespace {

using Numbered = IssueBook::Numbered;

struct CallBack {
  EntityKey promise = 0;
  const Step* made = nullptr;
  const Step* kept = nullptr;      // the earliest word of it
  const Step* released = nullptr;  // the same
};

// In its window, whatever was said afterwards: as promise_standing() has it.
bool in_time(const CallBack& promise) {
  const auto in_window = [&](const Step* step) {
    return step != nullptr &&
           step->occurred.value() <= static_cast<std::int64_t>(promise.made->key);
  };
  return in_window(promise.kept) &&
         !(in_window(promise.released) && promise.released < promise.kept);
}

std::vector<CallBack> call_backs_in(std::span<const Step* const> steps) {
  std::vector<CallBack> promises;
  for (const Step* step : steps) {
    const bool call_back = is(*step, CareStep::kPromised) &&
                           step->code == static_cast<std::uint8_t>(schema::PromiseKind::CALLBACK);
    if (call_back) promises.push_back({step->entity, step});
  }
  if (promises.empty()) return promises;
  const auto before = [](const CallBack& a, const CallBack& b) { return a.promise < b.promise; };
  const auto same = [](const CallBack& a, const CallBack& b) { return a.promise == b.promise; };
  // The earliest word counts.
  std::stable_sort(promises.begin(), promises.end(), before);
  promises.erase(std::unique(promises.begin(), promises.end(), same), promises.end());
  for (const Step* step : steps) {
    const bool kept = is(*step, CareStep::kPromiseKept);
    if (!kept && !is(*step, CareStep::kReleased)) continue;
    const auto at =
        std::lower_bound(promises.begin(), promises.end(), CallBack{step->entity, nullptr}, before);
    if (at == promises.end() || at->promise != step->entity) continue;
    const Step*& word = kept ? at->kept : at->released;
    if (word == nullptr) word = step;
  }
  return promises;
}

std::span<const Numbered> in(const std::vector<Numbered>& steps, EntityKey key) {
  const auto begin = std::ranges::lower_bound(steps, Numbered(key, nullptr));
  auto end = begin;
  while (end != steps.end() && end->first == key) ++end;
  return {begin, end};
}

}  // namespace

void IssueBook::take_call_backs() {
  called_back_for_.clear();
  called_back_after_.clear();
  called_back_by_.clear();
  for (const CallBack& promise : call_backs_in(others_)) {
    if (!in_time(promise)) continue;
    const Step* made = promise.made;
    if (made->value != 0) called_back_for_.emplace_back(made->value, made);
    if (made->contact != 0) called_back_after_.emplace_back(first_leg(made->contact), made);
    if (promise.kept->key != 0) called_back_by_.emplace_back(promise.kept->key, made);
  }
  std::ranges::sort(called_back_for_);
  std::ranges::sort(called_back_after_);
  std::ranges::sort(called_back_by_);
}

std::span<const Numbered> IssueBook::called_back_for(EntityKey issue) const {
  return in(called_back_for_, issue);
}
std::span<const Numbered> IssueBook::called_back_after(EntityKey first_leg) const {
  return in(called_back_after_, first_leg);
}
std::span<const Numbered> IssueBook::called_back_by(EntityKey event) const {
  return in(called_back_by_, event);
}

}  // namespace dangol
