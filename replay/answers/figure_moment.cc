#include "replay/answers/figure_moment.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <kj/exception.h>

#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};
constexpr const char* kPolicyStream = "policy/main";

Result<Micros> recorded_at(Store& store, Position position) {
  auto record = store.log().get(kPartition, {position}, ReadWords::kNo);
  if (!record.ok()) return record.error();
  Result<Entry> entry = decode_entry(record.value().front().entry);
  if (!entry.ok()) return at({kPartition, position}, entry.error());
  return entry.value().recorded_at;
}

// The end of the records stamped at or before `moment`: stamps never step back along the log.
Result<Position> end_at(Store& store, Position size, Micros moment) {
  std::uint64_t low = 0, high = size.value();
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    Result<Micros> stamp = recorded_at(store, Position(middle));
    if (!stamp.ok()) return stamp.error();
    if (stamp.value() <= moment) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return Position(low);
}

struct Setting {
  std::string name, value;
  Micros from, occurred;
  std::int64_t order = 0;
  Position position;
};

Result<std::vector<Setting>> settings(Store& store, const Vantage& vantage) {
  std::vector<Setting> all;
  auto stream = store.vault().find(kPolicyStream);
  if (!stream.ok()) return stream.error();
  if (!stream.value()) return all;
  std::optional<Error> failed;
  Status read =
      read_stream(store, *stream.value(), {}, {}, ReadWords::kNo, [&](const StreamRecord& record) {
        if (record.place.position >= vantage.end) return false;
        try {
          CanonicalReader reader(record.core);
          const auto core = reader.root<schema::Core>();
          const auto event = core.getEvent();
          if (!event.getData().isPolicySet()) return true;
          const auto set = event.getData().getPolicySet();
          Setting setting;
          setting.name = set.getName();
          setting.value = set.getValue();
          setting.occurred = Micros(event.getTime().getMicros());
          setting.from = set.hasFrom() ? Micros(set.getFrom().getMicros()) : setting.occurred;
          setting.order = core.getOrderHint();
          setting.position = record.place.position;
          if (setting.occurred <= vantage.happened_by) all.push_back(std::move(setting));
        } catch (const kj::Exception& error) {
          failed = at(record.place, {ErrorCode::kCorrupt, error.getDescription().cStr()});
          return false;
        }
        return true;
      });
  if (!read.ok()) return read.error();
  if (failed) return *failed;
  return all;
}

}  // namespace

Result<Policies> policies_as_of(Store& store, const Vantage& vantage) {
  Result<std::vector<Setting>> all = settings(store, vantage);
  if (!all.ok()) return all.error();
  std::sort(all.value().begin(), all.value().end(), [](const Setting& a, const Setting& b) {
    return std::tie(a.from, a.occurred, a.order, a.position) <
           std::tie(b.from, b.occurred, b.order, b.position);
  });
  Policies policies;
  for (const Setting& setting : all.value()) {
    // Other readers than figures have policies of their own, so an unknown name is no error.
    if (setting.from <= vantage.observed_at) set_policy(policies, setting.name, setting.value);
  }
  return policies;
}

Status look_from(Store& store, Position end, FigureMoment& moment) {
  moment.vantage.end = end;
  moment.recorded.reset();
  if (end == Position()) return Done{};
  Result<Micros> last = recorded_at(store, Position(end.value() - 1));
  if (!last.ok()) return last.error();
  moment.recorded = last.value();
  return Done{};
}

Result<FigureMoment> moment_of(Store& store, const FigureRequest& request, Micros now) {
  FigureMoment moment;
  Vantage& vantage = moment.vantage;
  Result<Position> size = store.log().size(kPartition);
  if (!size.ok()) return size.error();
  vantage.end = size.value();
  vantage.observed_at = now;
  if (request.as_of_position) {
    if (*request.as_of_position >= size.value()) {
      return Error{ErrorCode::kNotFound, fmt::format("--as-of '{}': the log has {} records",
                                                     request.asked.as_of, size.value().value())};
    }
    vantage.end = request.as_of_position->next();
  }
  if (request.as_of_time) {
    Result<Position> end = end_at(store, size.value(), *request.as_of_time);
    if (!end.ok()) return end.error();
    vantage.end = end.value();
    vantage.observed_at = std::min(vantage.observed_at, *request.as_of_time);
  }
  if (Status looked = look_from(store, vantage.end, moment); !looked.ok()) return looked.error();
  if (request.as_of_position) {
    vantage.observed_at = std::min(vantage.observed_at, *moment.recorded);
  }
  if (request.happened_by) {
    vantage.happened_by = *request.happened_by;
    vantage.observed_at = std::min(vantage.observed_at, *request.happened_by);
  }
  Result<Policies> policies = policies_as_of(store, vantage);
  if (!policies.ok()) return policies.error();
  moment.policies = policies.value();
  return moment;
}

}  // namespace dangol
