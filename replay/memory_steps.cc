#include "replay/memory_steps.h"

#include <array>

#include "replay/apply_record.h"
#include "replay/gather.h"

namespace dangol {

namespace {

Ties ties_as_of(const MemorySteps* people, const Vantage& vantage) {
  std::vector<Step> steps;
  if (people != nullptr) {
    for (const Step& step : people->steps()) {
      if (vantage.includes(step)) steps.push_back(step);
    }
  }
  return Ties(std::move(steps));
}

}  // namespace

Status MemorySteps::follow(const Projection& projection, const LogReader& log,
                           PartitionId partition) {
  auto cursor = log.read({partition, end_}, ReadWords::kNo);
  for (LogCursor::Item item;;) {
    Result<bool> more = cursor->next(item);
    if (!more.ok()) return more.error();
    if (!more.value()) return Done{};
    ProjectionRun run{&projection, std::move(steps_)};
    apply_record({partition, item.position}, item.entry, item.core, std::span(&run, 1));
    steps_ = std::move(run.steps);
    if (run.failed) return *run.failed;
    end_ = item.position.next();
  }
}

Status MemorySteps::each_person(const Vantage& vantage, unsigned, const TakePerson& take) const {
  const Ties ties = ties_as_of(people_, vantage);
  Gather gather(vantage, ties);
  const std::array<std::span<const Step>, 1> all = {steps_};
  gather.take(all, 0, take);
  take_tied(gather.tied(), ties, 0, take);
  return Done{};
}

Status MemorySteps::one_person(StreamToken stream, const Vantage& vantage,
                               const TakePerson& take) const {
  const Ties ties = ties_as_of(people_, vantage);
  const StreamToken person = ties.survivor(stream);
  std::vector<Step> own;
  for (const StreamToken token : ties.streams_of(person)) {
    for (const Step& step : steps_) {
      if (step.stream == token) own.push_back(step);
    }
  }
  Gather gather(vantage, ties);
  const std::array<std::span<const Step>, 1> all = {own};
  const TakePerson only = [&](unsigned worker, const PersonSteps& steps) {
    if (steps.person == person) take(worker, steps);
  };
  gather.take(all, 0, only);
  take_tied(gather.tied(), ties, 0, only);
  return Done{};
}

}  // namespace dangol
