#include "replay/records_check.h"

#include <utility>

#include <fmt/format.h>

#include "events/record.h"
#include "store/merkle.h"

namespace dangol {

Result<RecordsChecker> RecordsChecker::begin(std::string_view line, const LogTrust& trust) {
  RecordsChecker checker;
  Result<RecordsProofHead> head = RecordsProofHead::parse(line);
  if (!head.ok()) return head.error();
  checker.head_ = std::move(head).value();
  Result<TrustedCheckpoint> checkpoint = check_checkpoint(checker.head_.checkpoint, trust);
  if (!checkpoint.ok()) return checkpoint.error();
  checker.checkpoint_ = std::move(checkpoint).value();
  return checker;
}

Status RecordsChecker::take(std::string_view line) {
  const auto refused = [](std::string what) { return Error{ErrorCode::kRejected, what}; };
  Result<ProvedRecord> read = ProvedRecord::parse(line);
  if (!read.ok()) return read.error();
  ProvedRecord& record = read.value();
  Result<Entry> entry = decode_entry(record.entry);
  if (!entry.ok()) return refused(entry.error().message);
  const auto wrong = [&](std::string_view what) {
    return refused(fmt::format("record {}: {}", entry.value().version.value(), what));
  };
  if (entry.value().stream != head_.stream) return wrong("it is of another stream");
  if (entry.value().version <= last_) return wrong("it stands behind a later one, or twice");
  Status whole = verify_record(entry.value(), record.core, record.words);
  if (!whole.ok()) return wrong(whole.error().message);
  const Checkpoint& log = checkpoint_.checkpoint;
  if (!proves_inclusion(leaf_hash(record.entry), record.position.value(), log.size,
                        record.inclusion, log.root)) {
    return wrong(fmt::format("it is not in the log of the checkpoint at position {}",
                             record.position.value()));
  }
  last_ = entry.value().version;
  record_ = std::move(record);
  return Done{};
}

}  // namespace dangol
