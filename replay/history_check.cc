#include "replay/history_check.h"

#include <algorithm>
#include <istream>
#include <utility>

#include <fmt/format.h>

#include "events/record.h"
#include "replay/directory_audit.h"
#include "replay/heads_audit.h"
#include "replay/heads_record.h"
#include "replay/proof_lines.h"
#include "store/merkle.h"
#include "store/proof_limits.h"

namespace dangol {

namespace {

Error refused(std::string what) { return {ErrorCode::kRejected, std::move(what)}; }

}  // namespace

// The record of the map: in the log of the checkpoint, unchanged, and about records before itself.
Status HistoryChecker::check_heads_record() {
  const ProvedRecord& record = head_.heads;
  if (Status placed = check_place(record); !placed.ok()) {
    return refused("the record of the map of heads " + placed.error().message);
  }
  Result<Entry> entry = decode_entry(record.entry);
  if (!entry.ok()) return refused("the record of the map of heads: " + entry.error().message);
  Status whole = verify_record(entry.value(), record.core, record.words);
  if (!whole.ok()) return refused("the record of the map of heads: " + whole.error().message);
  auto said = heads_claimed(record.core);
  if (!said.ok()) return refused("the record of the map of heads: " + said.error().message);
  if (!said.value()) return refused("the record that is to hold the map of heads is another one");
  if (said.value()->size > record.position.value()) {
    return refused("the map of heads speaks of records behind its own");
  }
  verdict_.heads = {record.position, *said.value()};
  verdict_.heads_recorded = entry.value().recorded_at;
  return Done{};
}

// Only the auditors that the reader trusts count; what these signed must be this map.
Status HistoryChecker::check_audits(const HistoryTrust& trust) {
  for (const std::string& bytes : head_.audits) {
    Result<SignedNote> note = SignedNote::parse(bytes);
    if (!note.ok()) return refused("an audit in the file is no signed note");
    for (const NoteVerifier& auditor : trust.auditors) {
      Result<std::uint64_t> holds = verify(note.value(), auditor);
      if (!holds.ok() && holds.error().code == ErrorCode::kNotFound) continue;
      if (!holds.ok()) return holds.error();
      const bool of_directory = is_directory_audit(note.value().text);
      HeadsAudit about;
      if (of_directory) {
        Result<DirectoryAudit> audit = DirectoryAudit::parse(note.value().text);
        if (!audit.ok()) return audit.error();
        const DirectoryAudit& said = audit.value();
        verdict_.directory.push_back(
            {auditor.name, said.subjects, said.erased, said.contradictions});
        about = {said.origin, said.heads};
      } else {
        Result<HeadsAudit> audit = HeadsAudit::parse(note.value().text);
        if (!audit.ok()) return audit.error();
        about = std::move(audit).value();
      }
      if (about.origin != verdict_.checkpoint.checkpoint.origin ||
          about.heads.position != verdict_.heads.position ||
          about.heads.map != verdict_.heads.map) {
        return refused("the audit of " + auditor.name + " is about another map of heads");
      }
      // Who looked into the directory made the map anew first, and may have said so apart.
      auto& names = verdict_.recomputed_by;
      if (std::find(names.begin(), names.end(), auditor.name) == names.end()) {
        names.push_back(auditor.name);
      }
    }
  }
  return Done{};
}

Status HistoryChecker::check_place(const ProvedRecord& record) const {
  const Checkpoint& log = verdict_.checkpoint.checkpoint;
  if (proves_inclusion(leaf_hash(record.entry), record.position.value(), log.size, record.inclusion,
                       log.root)) {
    return Done{};
  }
  return refused(
      fmt::format("is not in the log of the checkpoint at position {}", record.position.value()));
}

Result<HistoryChecker> HistoryChecker::begin(std::string_view line, const HistoryTrust& trust) {
  HistoryChecker checker;
  Result<HistoryProofHead> head = HistoryProofHead::parse(line);
  if (!head.ok()) return head.error();
  checker.head_ = std::move(head).value();
  Result<TrustedCheckpoint> checkpoint = check_checkpoint(checker.head_.checkpoint, trust.log);
  if (!checkpoint.ok()) return checkpoint.error();
  HistoryVerdict& verdict = checker.verdict_;
  verdict.checkpoint = std::move(checkpoint).value();
  verdict.stream = checker.head_.stream;
  if (Status held = checker.check_heads_record(); !held.ok()) return held.error();
  if (!proves_head(verdict.heads.map.root, verdict.stream, checker.head_.last)) {
    return refused(
        "the map of heads does not say that the stream ends where the file says it does");
  }
  if (Status audited = checker.check_audits(trust); !audited.ok()) return audited.error();
  return checker;
}

Status HistoryChecker::take(std::string_view line) {
  const Version wanted = at_.version.next();
  const auto wrong = [&](std::string_view what) {
    return refused(fmt::format("record {}: {}", wanted.value(), what));
  };
  Result<ProvedRecord> read = ProvedRecord::parse(line);
  if (!read.ok()) return wrong(read.error().message);
  ProvedRecord& record = read.value();
  Result<Entry> entry = decode_entry(record.entry);
  if (!entry.ok()) return wrong(entry.error().message);
  if (entry.value().stream != verdict_.stream) return wrong("it is of another stream");
  if (entry.value().version != wanted) {
    return wrong(fmt::format("version {} stands in its place: a record was left out or put in",
                             entry.value().version.value()));
  }
  Status follows = verify_follows(entry.value(), verdict_.stream, at_.version, at_.chain);
  if (!follows.ok()) return wrong(follows.error().message);
  if (record.core.empty()) {
    if (!record.words.empty()) return wrong("it has words and no facts");
    ++verdict_.withheld;
  } else {
    Status whole = verify_record(entry.value(), record.core, record.words);
    if (!whole.ok()) return wrong(whole.error().message);
  }
  if (position_ && record.position <= *position_)
    return wrong("it stands before the one before it");
  if (record.position.value() >= verdict_.heads.map.size) {
    return wrong("it is behind the records that the map of heads covers");
  }
  if (Status placed = check_place(record); !placed.ok())
    return wrong("it " + placed.error().message);
  if (record.words.empty() && !record.core.empty() && entry.value().words != Hash{})
    ++verdict_.without_words;
  at_ = {entry.value().version, entry.value().chain};
  position_ = record.position;
  record_ = std::move(record);
  ++verdict_.records;
  return Done{};
}

Result<HistoryVerdict> HistoryChecker::finish() const {
  const Head& last = head_.last.head;
  if (at_.version != last.version) {
    return refused(fmt::format(
        "the file ends with record {}, and by the map of heads the stream ends with record {}: "
        "records are left out at the end",
        at_.version.value(), last.version.value()));
  }
  if (at_.chain != last.chain) {
    return refused("the last record is not the one that the map of heads names");
  }
  return verdict_;
}

Result<HistoryVerdict> check_history(std::istream& in, const HistoryTrust& trust) {
  auto line = read_proof_line(in, kMaxHistoryHeadBytes);
  if (!line.ok()) return line.error();
  if (!line.value()) return refused("the file is empty");
  Result<HistoryChecker> checker = HistoryChecker::begin(*line.value(), trust);
  if (!checker.ok()) return checker.error();
  for (;;) {
    line = read_proof_line(in, kMaxHistoryLineBytes);
    if (!line.ok()) return line.error();
    if (!line.value()) return checker.value().finish();
    if (Status taken = checker.value().take(*line.value()); !taken.ok()) return taken.error();
  }
}

}  // namespace dangol
