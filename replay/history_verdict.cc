// What a proof of a history proves, in words.
#include <fmt/format.h>

#include "events/time_text.h"
#include "replay/history_check.h"

namespace dangol {

namespace {

std::string seconds_text(std::uint64_t seconds) {
  return format_full_time(
      {Micros(static_cast<std::int64_t>(seconds) * 1'000'000), 0, TimePrecision::kSecond});
}

}  // namespace

std::string HistoryVerdict::text() const {
  const std::uint64_t size = checkpoint.checkpoint.size;
  std::string said =
      records == 0
          ? fmt::format(
                "stream {}: no record up to record {} of the log {}: the map of heads does not "
                "have it\n",
                to_hex(stream.view()), heads.map.size, checkpoint.checkpoint.origin)
          : fmt::format(
                "stream {}: {} records, complete up to record {} of the log {}: version 1 is "
                "there, none is "
                "missing, and the last is the one that the map of heads names\n",
                to_hex(stream.view()), records, heads.map.size, checkpoint.checkpoint.origin);
  if (size > heads.map.size) {
    said += fmt::format("the {} later records of the checkpoint are not covered\n",
                        size - heads.map.size);
  }
  std::string who;
  for (const std::string& name : recomputed_by) who += (who.empty() ? "" : ", ") + name;
  said += who.empty()
              ? "that the map leaves nothing out is the operator's claim only: no auditor named as "
                "trusted says so; `log verify --heads` makes it anew\n"
              : fmt::format("the map was recomputed by: {}\n", who);
  said += fmt::format("map of heads: record {}, recorded {} by the operator's clock\n",
                      heads.position.value(),
                      format_full_time({heads_recorded, 0, TimePrecision::kMicro}));
  said += fmt::format("checkpoint: {} records, signed by {}\n", size, checkpoint.signed_by);
  for (const Witnessed& witness : checkpoint.witnesses) {
    said += fmt::format("seen by {} at {}\n", witness.name, seconds_text(witness.seen));
  }
  if (withheld > 0) {
    said += fmt::format("of {} records only the entry is in the file, and not what they say\n",
                        withheld);
  }
  if (without_words > 0) {
    said += fmt::format("words of {} records are removed or not in the file\n", without_words);
  }
  said += "this is about one stream";
  if (directory.empty()) {
    said +=
        ": that a person has no other is shown by the directory of the vault, and no auditor named "
        "as trusted says here that it was seen\n";
    return said;
  }
  for (const DirectorySeen& seen : directory) {
    said += fmt::format(
        "; the directory of the vault was seen by {}: {} subjects have one each, {} "
        "streams were erased",
        seen.by, seen.subjects, seen.erased);
    said += seen.contradictions == 0
                ? ", and nobody has another"
                : fmt::format(", and of {} streams it contradicts: a person can have another",
                              seen.contradictions);
  }
  said += '\n';
  return said;
}

}  // namespace dangol
