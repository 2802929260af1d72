#include "replay/gather.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

namespace dangol {

namespace {

// Below it, moving steps one by one is faster than anything that needs memory of its own.
constexpr std::size_t kFewSteps = 32;

void sort_in_time(std::span<Step> steps) {
  const auto earlier = [](const Step& a, const Step& b) { return in_time(a, b); };
  std::size_t sorted = 1;
  while (sorted < steps.size() && !earlier(steps[sorted], steps[sorted - 1])) ++sorted;
  if (sorted >= steps.size()) return;
  // Steps of one record keep the order in which the projection gave them.
  if (steps.size() > kFewSteps) {
    std::stable_sort(steps.begin(), steps.end(), earlier);
    return;
  }
  for (; sorted < steps.size(); ++sorted) {
    const Step step = steps[sorted];
    std::size_t at = sorted;
    for (; at > 0 && earlier(step, steps[at - 1]); --at) steps[at] = steps[at - 1];
    steps[at] = step;
  }
}

std::size_t slot_of(StreamToken token, std::size_t mask) {
  // The token's beginning is the bucket's, so equal for all that come together.
  std::uint64_t random;
  std::memcpy(&random, token.bytes.data() + 8, sizeof random);
  return static_cast<std::size_t>(random) & mask;
}

}  // namespace

std::uint32_t Gather::group_of(const Step& step) {
  const std::size_t mask = table_.size() - 1;
  std::size_t slot = slot_of(step.stream, mask);
  while (table_[slot] != 0) {
    const std::uint32_t number = table_[slot] - 1;
    if (groups_[number].stream == step.stream) return number;
    slot = (slot + 1) & mask;
  }
  const auto number = static_cast<std::uint32_t>(groups_.size());
  groups_.push_back({step.stream, step.kind, !ties_.untied(step.stream), 0});
  table_[slot] = number + 1;
  if (groups_.size() * 2 > table_.size()) widen();
  return number;
}

void Gather::widen() {
  table_.assign(table_.size() * 2, 0);
  const std::size_t mask = table_.size() - 1;
  for (std::uint32_t number = 0; number < groups_.size(); ++number) {
    std::size_t slot = slot_of(groups_[number].stream, mask);
    while (table_[slot] != 0) slot = (slot + 1) & mask;
    table_[slot] = number + 1;
  }
}

void Gather::take(std::span<const std::span<const Step>> slices, unsigned worker,
                  const TakePerson& give) {
  if (table_.empty()) table_.resize(256);
  std::fill(table_.begin(), table_.end(), 0);
  groups_.clear();
  found_.clear();
  group_of_.clear();
  for (const std::span<const Step> slice : slices) {
    for (const Step& step : slice) {
      if (!vantage_.includes(step)) continue;
      const std::uint32_t number = group_of(step);
      Group& group = groups_[number];
      if (group.tied) {
        tied_.push_back(step);
        continue;
      }
      ++group.count;
      found_.push_back(&step);
      group_of_.push_back(number);
    }
  }
  std::uint32_t begin = 0;
  for (Group& group : groups_) begin += std::exchange(group.count, begin);
  if (sorted_.size() < found_.size()) sorted_.resize(found_.size());
  for (std::size_t i = 0; i < found_.size(); ++i) {
    sorted_[groups_[group_of_[i]].count++] = *found_[i];
  }
  // Now each count says where its group ends.
  begin = 0;
  for (const Group& group : groups_) {
    const std::span<Step> steps = std::span(sorted_).subspan(begin, group.count - begin);
    begin = group.count;
    if (steps.empty()) continue;
    sort_in_time(steps);
    give(worker, {group.stream, group.kind, steps, &ties_});
  }
}

void take_tied(std::vector<Step> steps, const Ties& ties, unsigned worker, const TakePerson& give) {
  // What began in a contact moves with it.
  std::map<std::pair<StreamToken, EntityKey>, StreamToken> moved;
  for (const Step& step : steps) {
    if (!step.has(Step::kOpens) || step.contact == 0) continue;
    if (const auto to = ties.moved(step.stream, step.contact)) {
      moved[{step.stream, step.entity}] = *to;
    }
  }
  std::map<StreamToken, std::vector<Step>> persons;
  for (const Step& step : steps) {
    std::optional<StreamToken> person;
    if (const auto found = moved.find({step.stream, step.entity}); found != moved.end()) {
      person = found->second;
    }
    if (!person) person = ties.moved(step.stream, step.contact);
    if (!person && step.entity != 0) person = ties.moved(step.stream, step.entity);
    persons[person.value_or(ties.survivor(step.stream))].push_back(step);
  }
  for (auto& [person, own] : persons) {
    sort_in_time(own);
    // A contact that was put down to a person is a known person's.
    give(worker, {person, ties.kind(person), own, &ties});
  }
}

}  // namespace dangol
