// `dangol log audit-directory`: an auditor who may see the vault holds it against the map of heads, and signs
// what is there.
#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/auditor.h"
#include "app/command.h"
#include "app/record_access.h"
#include "app/store_access.h"
#include "app/viewer_options.h"
#include "events/clock.h"
#include "events/record.h"
#include "gateway/directory.h"
#include "gateway/limits.h"
#include "replay/directory_audit.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};

struct Arguments {
  AuditorArguments auditor;
  ViewerOptions viewer;
};

// The newest map of heads, made anew, and every stream in it.
struct Mapped {
  DirectoryAudit audit;
  std::vector<StreamToken> streams;
};

Result<Mapped> map_streams(const GlobalOptions& global) {
  auto store = open_store(global);
  if (!store.ok()) return store.error();
  Result<CheckedMap> map = check_newest_map(*store.value());
  if (!map.ok()) return map.error();
  Mapped mapped;
  mapped.audit.origin = map.value().origin;
  mapped.audit.heads = map.value().heads;
  std::unordered_set<StreamToken, Bytes16Hasher> streams;
  auto cursor = store.value()->log().read({kPartition, Position()}, ReadWords::kNo);
  for (LogCursor::Item item;;) {
    Result<bool> more = cursor->next(item);
    if (!more.ok()) return more.error();
    if (!more.value() || item.position.value() >= mapped.audit.heads.map.size) break;
    Result<Entry> entry = decode_entry(item.entry);
    if (!entry.ok()) return at({kPartition, item.position}, entry.error());
    streams.insert(entry.value().stream);
  }
  if (streams.size() != mapped.audit.heads.map.streams) {
    return Error{ErrorCode::kCorrupt, "the log has other streams than its map of heads"};
  }
  mapped.streams.assign(streams.begin(), streams.end());
  std::sort(mapped.streams.begin(), mapped.streams.end());
  return mapped;
}

Result<DirectoryFound> look(const GlobalOptions& global, const std::vector<StreamToken>& streams,
                            const Viewer& viewer) {
  auto store = open_store(global);
  if (!store.ok()) return store.error();
  DirectoryFound all;
  for (std::size_t from = 0; from < streams.size(); from += kPageRecords) {
    const std::size_t end = std::min(from + kPageRecords, streams.size());
    auto found = store.value()->directory({streams.begin() + static_cast<std::ptrdiff_t>(from),
                                           streams.begin() + static_cast<std::ptrdiff_t>(end)},
                                          viewer);
    if (!found.ok()) return found.error();
    all.subjects += found.value().subjects;
    all.erased += found.value().erased;
    std::move(found.value().faults.begin(), found.value().faults.end(),
              std::back_inserter(all.faults));
  }
  return all;
}

void tell(const DirectoryFault& fault) {
  std::string line = fmt::format("stream {}", to_hex(fault.stream.view()));
  if (!fault.subject.empty()) line += fmt::format(" of {}", fault.subject);
  line += fmt::format(": {}", to_string(fault.kind));
  if (fault.other) line += fmt::format(", {}", to_hex(fault.other->view()));
  fmt::print(stderr, "{}\n", line);
}

ExitCode run(const GlobalOptions& global, const Arguments& arguments) {
  Result<Viewer> viewer = read_viewer(arguments.viewer);
  if (!viewer.ok()) return fail(global, viewer.error());
  if (viewer.value().purpose == Purpose::kUnset || viewer.value().reason.empty()) {
    return fail(global, {ErrorCode::kUsage,
                         "the directory says who has which stream: say --purpose and --reason"});
  }
  Result<SigningKeys> keys = auditors_keys(arguments.auditor);
  if (!keys.ok()) return fail(global, keys.error());
  Result<Mapped> mapped = map_streams(global);
  if (!mapped.ok()) return fail(global, mapped.error());
  const Disclosure all{AccessOperation::kSearch, "", "the directory of all streams",
                       mapped.value().streams.size()};
  Status recorded = record_access(global, viewer.value(), {all}, system_clock()());
  if (!recorded.ok()) return fail(global, recorded.error());
  Result<DirectoryFound> found = look(global, mapped.value().streams, viewer.value());
  if (!found.ok()) return fail(global, found.error());
  DirectoryAudit& audit = mapped.value().audit;
  audit.subjects = found.value().subjects;
  audit.erased = found.value().erased;
  audit.contradictions = found.value().faults.size();
  for (const DirectoryFault& fault : found.value().faults) tell(fault);
  Result<std::string> note = sign_note(audit.text(), keys.value());
  if (!note.ok()) return fail(global, note.error());
  const ExitCode done = hand_out_statement(global, arguments.auditor, keys.value(), note.value());
  if (done != ExitCode::kOk || audit.contradictions == 0) return done;
  return fail(global, {ErrorCode::kCorrupt,
                       fmt::format("the directory contradicts {} of {} streams",
                                   audit.contradictions, mapped.value().streams.size())});
}

}  // namespace

void add_log_audit_directory_command(Program& program, CLI::App& log) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = log.add_subcommand(
      "audit-directory", "See that each subject has one stream, and sign what was found");
  add_auditor_options(*command, arguments->auditor);
  add_viewer_options(*command, arguments->viewer, "Must be given: what for");
  command->footer(
      "For an auditor who may see the vault: holds every stream of the newest map of heads against "
      "the\n"
      "directory, which says who stands behind it. Opens no word, and names nobody but where the "
      "two\n"
      "contradict. It is recorded first. A proof of a history that carries the statement says so:\n"
      "  dangol log audit-directory --key audit.key --name audit.example --output directory.audit "
      "\\\n"
      "    --purpose access --reason 'the yearly audit'\n"
      "  dangol log prove history customer/42 --audit directory.audit --output 42.proof");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] { return run(program.options, *arguments); };
  });
}

}  // namespace dangol
