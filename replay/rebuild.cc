// Making read models anew beside those that serve.
#include "replay/rebuild.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "replay/compare_steps.h"
#include "replay/limits.h"
#include "replay/stored_read_models.h"
#include "store/limits.h"

namespace dangol {

Result<std::vector<const Projection*>> StoredReadModels::named(
    const std::vector<std::string>& names) const {
  std::vector<const Projection*> known;
  for (const auto& projection : catalogue_.projections()) {
    if (names.empty()) known.push_back(projection.get());
  }
  for (const std::string& name : names) {
    known.push_back(catalogue_.find_projection(name));
    if (known.back() == nullptr) {
      return Error{ErrorCode::kNotFound, fmt::format("there is no projection {}", name)};
    }
  }
  return known;
}

Result<Rebuilding> StoredReadModels::rebuild(const std::vector<std::string>& names,
                                             const KeepRebuilding& keep_on) {
  const auto projections = named(names);
  if (!projections.ok()) return projections.error();
  const std::unique_lock alone(rebuilding_, std::try_to_lock);
  if (!alone) {
    return Error{ErrorCode::kInUse, "read models are being made anew already"};
  }
  std::vector<ReadModelPtr> built;
  for (const Projection* projection : projections.value()) {
    const std::lock_guard lock(mutex_);
    Result<ServedProjection*> served = of(*projection);
    if (!served.ok()) return served.error();
    Result<ReadModelPtr> building = served.value()->building();
    if (!building.ok()) return building.error();
    built.push_back(building.value());
  }
  Result<Position> end = projector_.log_end();
  if (!end.ok()) return end.error();
  Rebuilding told;
  told.end = end.value();
  told.reached = end.value();
  for (const Projection* projection : projections.value()) {
    told.left.emplace_back(projection->name());
  }
  bool kept_on = true;
  {
    const Claim claim(*this, built);
    Status followed = projector_.follow(built, end.value(), [&](Position reached) {
      told.reached = reached;
      kept_on = !keep_on || keep_on(reached, end.value());
      return kept_on;
    });
    if (!followed.ok()) return followed.error();
  }
  for (std::size_t i = 0; kept_on && i < built.size(); ++i) {
    Result<Rebuilt> one = finish_rebuild(*projections.value()[i], built[i]);
    if (!one.ok()) return one.error();
    told.done.push_back(std::move(one).value());
    told.left.erase(told.left.begin());
    if (keep_on) kept_on = keep_on(told.end, told.end);
  }
  return told;
}

Result<Rebuilt> StoredReadModels::finish_rebuild(const Projection& projection,
                                                 const ReadModelPtr& built) {
  ReadModelPtr before;
  {
    const std::lock_guard lock(mutex_);
    Result<ReadModelPtr> found = served_.at(std::string(projection.name())).so_far();
    // What cannot be read cannot be compared with.
    if (found.ok() && found.value()->end() != Position()) before = found.value();
  }
  Rebuilt rebuilt;
  rebuilt.projection = projection.name();
  rebuilt.version = projection.version();
  const bool same_version = before && before->version() == projection.version();
  StepView now;
  std::optional<StepView> old;
  {
    // Both to the same record: from there on, new ones flow into both.
    std::vector<ReadModelPtr> both = {built};
    if (same_version) both.push_back(before);
    const Claim claim(*this, both);
    Result<Position> end = projector_.log_end();
    if (!end.ok()) return end.error();
    if (Status followed = projector_.follow(both, end.value()); !followed.ok()) {
      return followed.error();
    }
    if (const auto stopped = built->stopped()) return *stopped;
    now = built->view();
    if (before) old = before->view();
    // Before it serves, so that a crash finds all of it.
    if (Status kept = built->keep_tail(1); !kept.ok()) return kept.error();
  }
  rebuilt.records = now.end.value();
  rebuilt.steps = now.steps;
  const auto digest = digest_of(now, options_.threads);
  if (!digest.ok()) return digest.error();
  rebuilt.digest = digest.value();
  if (old) {
    rebuilt.before = before->version();
    const auto compared = compare_steps(*old, now, same_version ? 1 : kSampledBuckets);
    if (compared.ok()) {
      rebuilt.compared = compared.value().buckets;
      rebuilt.different = compared.value().different;
      rebuilt.differences = compared.value().differences;
    } else if (before->is_damaged()) {
      rebuilt.before = 0;  // what served was damaged: that is why one rebuilds
    } else {
      return compared.error();
    }
  }
  // The follower may be at it.
  const Claim claim(*this, {built});
  const std::lock_guard lock(mutex_);
  if (Status over = served_.at(rebuilt.projection).switch_over(); !over.ok()) return over.error();
  ties_ = std::make_shared<TiesCache>();
  return rebuilt;
}

Result<std::vector<std::string>> StoredReadModels::roll_back(
    const std::vector<std::string>& names) {
  const auto projections = named(names);
  if (!projections.ok()) return projections.error();
  const std::lock_guard alone(rebuilding_);
  const std::lock_guard lock(mutex_);
  std::vector<std::string> back;
  for (const Projection* projection : projections.value()) {
    Result<ServedProjection*> served = of(*projection);
    if (!served.ok()) return served.error();
    Status rolled = served.value()->roll_back();
    if (!rolled.ok()) {
      // Of all, those that have one go back.
      if (names.empty() && rolled.error().code == ErrorCode::kNotFound) continue;
      return rolled.error();
    }
    back.emplace_back(projection->name());
  }
  ties_ = std::make_shared<TiesCache>();
  if (back.empty()) {
    return Error{ErrorCode::kNotFound, "no projection has a generation to go back to"};
  }
  return back;
}

}  // namespace dangol
