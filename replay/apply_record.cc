#include "replay/apply_record.h"

#include <fmt/format.h>
#include <kj/exception.h>

#include "replay/limits.h"
#include "replay/record_view_capnp.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

Error unreadable(const kj::Exception& error) {
  return {ErrorCode::kCorrupt,
          fmt::format("the core cannot be read: {}", error.getDescription().cStr())};
}

Status apply(const RecordView& record, ProjectionRun& run) {
  const std::size_t before = run.steps.size();
  try {
    Status applied = run.projection->apply(record, run.steps);
    if (!applied.ok()) return applied;
  } catch (const kj::Exception& error) {
    return unreadable(error);
  }
  if (run.steps.size() - before > kMaxStepsOfRecord) {
    return Error{ErrorCode::kCorrupt,
                 fmt::format("projection {} made {} steps of it: at most {} are kept",
                             run.projection->name(), run.steps.size() - before, kMaxStepsOfRecord)};
  }
  return Done{};
}

Status apply_all(Place place, std::string_view entry_bytes, std::string_view core_bytes,
                 std::span<ProjectionRun> runs) {
  Result<Entry> entry = decode_entry(entry_bytes);
  if (!entry.ok()) return entry.error();
  if (!CanonicalReader::possible(core_bytes)) {
    return Error{ErrorCode::kCorrupt, "the core is no message"};
  }
  try {
    CanonicalReader reader(core_bytes);
    const auto core = reader.root<schema::Core>();
    const auto event = core.getEvent();
    const RecordView record{place, entry.value(), core, event,
                            static_cast<std::uint16_t>(event.getData().which())};
    for (ProjectionRun& run : runs) {
      if (run.failed) continue;
      const std::size_t kept = run.steps.size();
      if (Status applied = apply(record, run); !applied.ok()) {
        run.steps.resize(kept);
        run.failed = at(place, applied.error());
      }
    }
  } catch (const kj::Exception& error) {
    return unreadable(error);
  }
  return Done{};
}

}  // namespace

void apply_record(Place place, std::string_view entry, std::string_view core,
                  std::span<ProjectionRun> runs) {
  Status applied = apply_all(place, entry, core, runs);
  if (applied.ok()) return;
  for (ProjectionRun& run : runs) {
    if (!run.failed) run.failed = at(place, applied.error());
  }
}

}  // namespace dangol
