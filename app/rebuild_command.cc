#include "app/rebuild_command.h"

#include <memory>
#include <vector>

#include <fmt/format.h>

#include "app/progress.h"
#include "app/store_access.h"
#include "events/json_text.h"
#include "store/limits.h"

namespace dangol {

namespace {

void print_text(const Rebuilt& one) {
  fmt::print("{}: version {}, {} steps of {} records, digest {}\n", one.projection, one.version,
             one.steps, one.records, to_hex(one.digest.view()));
  if (one.before == 0) return;
  const std::string part =
      one.compared == kProjectionBuckets
          ? "all steps"
          : fmt::format("a sample of {} buckets of {}", one.compared, kProjectionBuckets);
  if (one.different == 0) {
    fmt::print("  {} equal what served so far (version {})\n", part, one.before);
    return;
  }
  fmt::print("  compared {} with what served so far (version {}): {} records differ\n", part,
             one.before, one.different);
  for (const std::string& difference : one.differences) fmt::print("    {}\n", difference);
}

void print_json(const Rebuilt& one) {
  std::string differences;
  for (const std::string& difference : one.differences) {
    differences += (differences.empty() ? "" : ",") + json_text(difference);
  }
  fmt::print(
      "{{\"projection\":\"{}\",\"version\":{},\"before\":{},\"records\":{},\"steps\":{},"
      "\"digest\":\"{}\",\"bucketsCompared\":{},\"different\":{},\"differences\":[{}]}}\n",
      one.projection, one.version, one.before, one.records, one.steps, to_hex(one.digest.view()),
      one.compared, one.different, differences);
}

}  // namespace

ExitCode rebuild_projections(const GlobalOptions& global, const std::string& projection,
                             RebuildOrBack what) {
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  std::vector<std::string> names;
  if (projection != "all") names.push_back(projection);
  if (what == RebuildOrBack::kRollBack) {
    const auto back = store.value()->roll_back(names);
    if (!back.ok()) return fail(global, back.error());
    for (const std::string& name : back.value()) {
      if (global.json) {
        fmt::print("{{\"projection\":\"{}\",\"rolledBack\":true}}\n", name);
      } else {
        fmt::print("{}: what served before the last rebuild serves again\n", name);
      }
    }
    return ExitCode::kOk;
  }
  std::unique_ptr<Progress> progress;
  auto rebuilt = store.value()->rebuild(names, [&](Position reached, Position end) {
    if (!progress) progress = std::make_unique<Progress>("records", end.value());
    progress->at(reached.value());
  });
  const double seconds = progress ? progress->seconds() : 0;
  progress.reset();
  if (!rebuilt.ok()) return fail(global, rebuilt.error());
  bool differs = false;
  for (const Rebuilt& one : rebuilt.value()) {
    if (global.json) {
      print_json(one);
    } else {
      print_text(one);
    }
    differs = differs || (one.different > 0 && one.before == one.version);
  }
  if (!global.json) fmt::print("{} made anew in {:.1f} s\n", rebuilt.value().size(), seconds);
  return differs ? ExitCode::kSoftware : ExitCode::kOk;
}

}  // namespace dangol
