#include "replay/memory_steps.h"

#include <array>

#include <fmt/format.h>
#include <kj/exception.h>

#include "replay/gather.h"
#include "replay/record_view_capnp.h"
#include "store/stream_reader.h"

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

Status apply_record(const Projection& projection, Place place, const LogCursor::Item& item,
                    std::vector<Step>& steps) {
  Result<Entry> entry = decode_entry(item.entry);
  if (!entry.ok()) return at(place, entry.error());
  if (!CanonicalReader::possible(item.core)) {
    return at(place, Error{ErrorCode::kCorrupt, "the core is no message"});
  }
  const std::size_t kept = steps.size();
  try {
    CanonicalReader reader(item.core);
    const auto core = reader.root<schema::Core>();
    const auto event = core.getEvent();
    const RecordView record{place, entry.value(), core, event,
                            static_cast<std::uint16_t>(event.getData().which())};
    Status applied = projection.apply(record, steps);
    if (!applied.ok()) {
      steps.resize(kept);
      return at(place, applied.error());
    }
  } catch (const kj::Exception& error) {
    steps.resize(kept);
    return at(place, Error{ErrorCode::kCorrupt, fmt::format("the core cannot be read: {}",
                                                            error.getDescription().cStr())});
  }
  return Done{};
}

Status MemorySteps::follow(const Projection& projection, const LogReader& log,
                           PartitionId partition) {
  auto cursor = log.read({partition, end_}, ReadWords::kNo);
  for (LogCursor::Item item;;) {
    Result<bool> more = cursor->next(item);
    if (!more.ok()) return more.error();
    if (!more.value()) return Done{};
    Status applied = apply_record(projection, {partition, item.position}, item, steps_);
    if (!applied.ok()) return applied;
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
