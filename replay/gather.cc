#include "replay/gather.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <numeric>
#include <unordered_set>
#include <utility>

namespace dangol {

namespace {

void sort_in_time(std::vector<Step>& steps) {
  const auto earlier = [](const Step& a, const Step& b) { return in_time(a, b); };
  if (!std::is_sorted(steps.begin(), steps.end(), earlier)) {
    // Steps of one record keep the order in which the projection gave them.
    std::stable_sort(steps.begin(), steps.end(), earlier);
  }
}

std::size_t hash_of(StreamToken token) { return Bytes16Hasher()(token); }

}  // namespace

void Gather::take(std::span<const std::span<const Step>> slices, unsigned worker,
                  const TakePerson& give) {
  found_.clear();
  for (const std::span<const Step> slice : slices) {
    for (const Step& step : slice) {
      if (!vantage_.includes(step)) continue;
      if (ties_.untied(step.stream)) {
        found_.push_back(&step);
      } else {
        tied_.push_back(step);
      }
    }
  }
  if (found_.empty()) return;

  // Streams get numbers in the order in which they are met; the table finds a stream's number.
  std::size_t capacity = 16;
  while (capacity < found_.size() * 2) capacity *= 2;
  table_.assign(capacity, 0);
  owner_.resize(found_.size());
  std::vector<std::uint32_t>& first = table_;  // 1 + index of the stream's first step
  std::vector<std::uint32_t> number(found_.size());
  std::vector<std::uint32_t> count;
  for (std::uint32_t i = 0; i < found_.size(); ++i) {
    const StreamToken stream = found_[i]->stream;
    std::size_t slot = hash_of(stream) * 0x9e3779b97f4a7c15u >> 7 & (capacity - 1);
    while (first[slot] != 0 && found_[first[slot] - 1]->stream != stream) {
      slot = (slot + 1) & (capacity - 1);
    }
    if (first[slot] == 0) {
      first[slot] = i + 1;
      number[i] = static_cast<std::uint32_t>(count.size());
      count.push_back(0);
    } else {
      number[i] = number[first[slot] - 1];
    }
    ++count[number[i]];
  }
  std::vector<std::uint32_t> begin(count.size() + 1, 0);
  std::partial_sum(count.begin(), count.end(), begin.begin() + 1);
  std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
  for (std::uint32_t i = 0; i < found_.size(); ++i) owner_[next[number[i]]++] = i;

  for (std::size_t stream = 0; stream < count.size(); ++stream) {
    sorted_.clear();
    for (std::uint32_t i = begin[stream]; i < begin[stream + 1]; ++i) {
      sorted_.push_back(*found_[owner_[i]]);
    }
    const StreamKind kind = sorted_.front().kind;
    sort_in_time(sorted_);
    give(worker, {sorted_.front().stream, kind, sorted_});
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
    give(worker, {person, ties.kind(person), own});
  }
}

}  // namespace dangol
