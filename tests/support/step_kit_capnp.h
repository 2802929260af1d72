// For tests of read models: a projection that keeps something of every record, and what a source of
// steps says, in a form that can be compared.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "replay/catalogue.h"
#include "replay/figures/people.h"
#include "replay/limits.h"
#include "replay/record_view_capnp.h"
#include "replay/step_source.h"

namespace dangol::test {

// Every person's steps, as bytes.
using AllPersons = std::map<StreamToken, std::string>;

inline void add_person(AllPersons& all, const PersonSteps& person) {
  std::string& bytes = all[person.person];
  if (!bytes.empty()) throw std::runtime_error("told a person twice");
  bytes.assign(reinterpret_cast<const char*>(person.steps.data()), person.steps.size_bytes());
}

inline AllPersons persons(const StepSource& steps, const Vantage& vantage = {},
                          unsigned workers = 1) {
  std::vector<AllPersons> told(workers);
  const Status asked = steps.each_person(
      vantage, workers,
      [&](unsigned worker, const PersonSteps& person) { add_person(told[worker], person); });
  if (!asked.ok()) throw std::runtime_error(asked.error().message);
  AllPersons all;
  for (const AllPersons& some : told) {
    for (const auto& [person, bytes] : some) {
      if (!all.emplace(person, bytes).second) throw std::runtime_error("two workers, one person");
    }
  }
  return all;
}

// Keeps up to two steps of every record. Fails on the record at `fails_at`, while that is set.
class EveryRecord : public Projection {
 public:
  explicit EveryRecord(std::string name = "every", std::uint32_t version = 1)
      : name_(std::move(name)), version_(version) {}
  std::string_view name() const override { return name_; }
  std::uint32_t version() const override { return version_; }
  Status apply(const RecordView& record, std::vector<Step>& steps) const override {
    if (fails_at == record.place.position) return Error{ErrorCode::kCorrupt, "as asked"};
    if (left_out == record.place.position) return Done{};
    if (too_many_at == record.place.position) steps.resize(steps.size() + kMaxStepsOfRecord + 1);
    Step step = step_of(record, 1);
    const std::uint64_t count = record.place.position.value() % 3;  // of 103: 1
    for (step.value = version_; step.value < version_ + count; ++step.value) steps.push_back(step);
    return Done{};
  }

  std::optional<Position> fails_at;
  std::optional<Position> left_out;
  std::optional<Position> too_many_at;

 private:
  const std::string name_;
  const std::uint32_t version_;
};

// `people` and these.
inline Catalogue catalogue_of(std::vector<std::unique_ptr<Projection>> projections) {
  Projections all;
  add_people(all);
  for (auto& projection : projections) all.push_back(std::move(projection));
  return Catalogue(std::move(all), {});
}

}  // namespace dangol::test
