#include "replay/bundle_check.h"

#include <charconv>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "events/cloudevents.h"
#include "events/json_check.h"
#include "events/record.h"
#include "replay/bundle_list.h"
#include "replay/evidence_file.h"
#include "replay/export_files.h"
#include "replay/proof_lines.h"
#include "replay/records_check.h"
#include "replay/shown_event.h"
#include "store/proof_limits.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};
constexpr const char* kRecord = "record.json";
constexpr const char* kWords = "words.jsonl";
constexpr const char* kList = "export.json";

Error in_file(std::string_view file, const Error& error) {
  return {error.code, fmt::format("{}: {}", file, error.message)};
}
Error refused(std::string what) { return {ErrorCode::kRejected, std::move(what)}; }

// The export's record: where each event stands, until a proof has it.
class ShownEvents {
 public:
  static Result<ShownEvents> read(std::string text, std::size_t most) {
    ShownEvents shown;
    shown.text_ = std::make_unique<std::string>(std::move(text));
    Status whole =
        shown.tape_.read(*shown.text_, {.max_bytes = most, .max_depth = 2 * kMaxJsonDepth});
    if (!whole.ok()) return whole.error();
    if (shown.tape_[0].kind != JsonKind::kObject) return refused("is no record of a person");
    const auto events = shown.member(0, "events");
    if (!events || shown.tape_[*events].kind != JsonKind::kArray) {
      return refused("is no record of a person");
    }
    std::uint32_t at = *events + 1;
    for (std::uint32_t i = 0; i < shown.tape_[*events].members; ++i, at = shown.tape_[at].next) {
      if (shown.tape_[at].kind != JsonKind::kObject) return refused("an event is no object");
      const std::string subject = shown.text_of(at, "subject");
      const std::string digits = shown.text_of(at, "dangolversion");
      std::uint64_t version = 0;
      const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), version);
      if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) {
        return refused("an event has no version");
      }
      if (!shown.events_.emplace(std::pair(subject, Version(version)), at).second) {
        return refused(fmt::format("version {} of {} is shown twice", version, subject));
      }
    }
    return shown;
  }

  std::size_t size() const { return events_.size(); }
  const JsonTape& tape() const { return tape_; }
  // Where the event stands, which then is taken out; nullopt: it is not shown, or was taken.
  std::optional<std::uint32_t> take(const std::string& subject, Version version) {
    const auto found = events_.find({subject, version});
    if (found == events_.end()) return std::nullopt;
    const std::uint32_t at = found->second;
    events_.erase(found);
    return at;
  }
  Status all_taken() const {
    if (events_.empty()) return Done{};
    const auto& [subject, version] = events_.begin()->first;
    return refused(
        fmt::format("{} of its events are in no proof of the folder: the first is version {} of {}",
                    events_.size(), version.value(), subject));
  }

 private:
  std::optional<std::uint32_t> member(std::uint32_t object, std::string_view wanted) const {
    std::uint32_t at = object + 1;
    for (std::uint32_t i = 0; i < tape_[object].members; ++i, at = tape_[at + 1].next) {
      std::string scratch;
      if (tape_.string(tape_[at], scratch) == wanted) return at + 1;
    }
    return std::nullopt;
  }
  std::string text_of(std::uint32_t object, std::string_view name) const {
    const auto at = member(object, name);
    if (!at || tape_[*at].kind != JsonKind::kString) return "";
    std::string scratch;
    return std::string(tape_.string(tape_[*at], scratch));
  }

  std::unique_ptr<std::string> text_;  // the tape looks into it
  JsonTape tape_;
  std::map<std::pair<std::string, Version>, std::uint32_t> events_;
};

using Words = std::map<std::pair<StreamToken, Version>, std::vector<FieldEvidence>>;

class Checking {
 public:
  Checking(const std::filesystem::path& folder, const HistoryTrust& trust,
           const BundleBounds& bounds)
      : folder_(folder), trust_(trust), bounds_(bounds) {}

  Result<BundleVerdict> check() {
    auto text = read_export_file(folder_, kList, bounds_.list_bytes);
    if (!text.ok()) return in_file(kList, text.error());
    Result<BundleList> list = BundleList::parse(text.value());
    if (!list.ok()) return in_file(kList, list.error());
    if (Status read = read_words(); !read.ok()) return in_file(kWords, read.error());
    text = read_export_file(folder_, kRecord, bounds_.record_bytes);
    if (!text.ok()) return in_file(kRecord, text.error());
    Result<ShownEvents> shown = ShownEvents::read(std::move(text).value(), bounds_.record_bytes);
    if (!shown.ok()) return in_file(kRecord, shown.error());
    shown_.emplace(std::move(shown).value());
    verdict_.events = shown_->size();
    for (std::size_t i = 0; i < list.value().histories.size(); ++i) {
      const std::string file = history_file(i);
      Status held = check_history(file, list.value().histories[i]);
      if (!held.ok()) return in_file(file, held.error());
    }
    for (std::size_t i = 0; i < list.value().records.size(); ++i) {
      const std::string file = records_file(i);
      Status held = check_records(file, list.value().records[i]);
      if (!held.ok()) return in_file(file, held.error());
    }
    if (Status taken = shown_->all_taken(); !taken.ok()) return in_file(kRecord, taken.error());
    if (!words_.empty()) {
      const auto& [stream, version] = words_.begin()->first;
      return in_file(kWords, refused(fmt::format(
                                 "texts of {} records that no proof of the folder shows: the first "
                                 "is version {} of stream {}",
                                 words_.size(), version.value(), to_hex(stream.view()))));
    }
    return std::move(verdict_);
  }

 private:
  Status read_words() {
    std::ifstream in(folder_ / kWords, std::ios::binary);
    if (!in) return Error{ErrorCode::kNotFound, "cannot be read"};
    for (std::uint64_t number = 1;; ++number) {
      auto line = read_proof_line(in, bounds_.line_bytes);
      if (!line.ok()) return line.error();
      if (!line.value()) return Done{};
      Result<EvidenceLine> read = EvidenceLine::parse(*line.value());
      if (!read.ok()) {
        return Error{read.error().code, fmt::format("line {}: {}", number, read.error().message)};
      }
      words_[{read.value().stream, read.value().version}].push_back(
          std::move(read.value().evidence));
      ++verdict_.texts;
    }
  }

  Status check_history(const std::string& file, const std::string& subject) {
    std::ifstream in(folder_ / file, std::ios::binary);
    if (!in) return Error{ErrorCode::kNotFound, "cannot be read"};
    auto line = read_proof_line(in, kMaxHistoryHeadBytes);
    if (!line.ok()) return line.error();
    if (!line.value()) return refused("the file is empty");
    Result<HistoryChecker> checker = HistoryChecker::begin(*line.value(), trust_);
    if (!checker.ok()) return checker.error();
    for (;;) {
      line = read_proof_line(in, kMaxHistoryLineBytes);
      if (!line.ok()) return line.error();
      if (!line.value()) break;
      if (Status taken = checker.value().take(*line.value()); !taken.ok()) return taken;
      const ProvedRecord& record = checker.value().record();
      // Not shown, as it is about somebody else: the verdict counts these.
      if (record.core.empty()) continue;
      if (Status held = check_event(record, subject); !held.ok()) return held;
    }
    Result<HistoryVerdict> whole = checker.value().finish();
    if (!whole.ok()) return whole.error();
    verdict_.histories.push_back(std::move(whole).value());
    return Done{};
  }

  Status check_records(const std::string& file, const std::string& subject) {
    std::ifstream in(folder_ / file, std::ios::binary);
    if (!in) return Error{ErrorCode::kNotFound, "cannot be read"};
    auto line = read_proof_line(in, kMaxHistoryHeadBytes);
    if (!line.ok()) return line.error();
    if (!line.value()) return refused("the file is empty");
    Result<RecordsChecker> checker = RecordsChecker::begin(*line.value(), trust_.log);
    if (!checker.ok()) return checker.error();
    for (;;) {
      line = read_proof_line(in, kMaxHistoryLineBytes);
      if (!line.ok()) return line.error();
      if (!line.value()) return Done{};
      if (Status taken = checker.value().take(*line.value()); !taken.ok()) return taken;
      Status held = check_event(checker.value().record(), subject);
      if (!held.ok()) return held;
      ++verdict_.of_others;
    }
  }

  // A proved record against what the export shows of it.
  Status check_event(const ProvedRecord& record, const std::string& subject) {
    Result<Entry> entry = decode_entry(record.entry);
    if (!entry.ok()) return entry.error();
    const Version version = entry.value().version;
    const auto wrong = [&](std::string_view what) {
      return refused(fmt::format("version {}: {}", version.value(), what));
    };
    const auto at = shown_->take(subject, version);
    if (!at) return wrong("record.json leaves it out");
    std::vector<FieldEvidence> said;
    if (auto words = words_.extract({entry.value().stream, version})) {
      said = std::move(words.mapped());
    }
    Result<EvidentEvent> known =
        show_by_evidence(entry.value().stream, record.core, record.words, said);
    if (!known.ok()) return wrong(known.error().message);
    WrittenWith with;
    with.subject = subject;
    with.correlation_id = known.value().opened.correlation_id;
    with.causation_id = known.value().opened.causation_id;
    with.order_hint = known.value().opened.order_hint;
    with.place = Place{kPartition, record.position};
    with.version = version;
    with.recorded_at = entry.value().recorded_at;
    Result<std::string> json = write_cloudevent(known.value().opened.event, with);
    if (!json.ok()) return wrong(json.error().message);
    JsonTape tape;
    if (Status read = tape.read(json.value(), {.max_bytes = json.value().size()}); !read.ok()) {
      return wrong(read.error().message);
    }
    const auto other = shown_otherwise(tape, 0, shown_->tape(), *at, known.value().opaque);
    if (!other) return Done{};
    return wrong("record.json says something else than the log" +
                 (other->empty() ? std::string() : " in " + *other));
  }

  const std::filesystem::path& folder_;
  const HistoryTrust& trust_;
  const BundleBounds& bounds_;
  Words words_;  // that no record was found for yet
  std::optional<ShownEvents> shown_;
  BundleVerdict verdict_;
};

}  // namespace

std::string BundleVerdict::text() const {
  std::string said;
  for (const HistoryVerdict& history : histories) said += history.text();
  said += fmt::format(
      "the export's {} events are these records, fact by fact, and {} texts stand in them word for "
      "word\n",
      events, texts);
  if (of_others > 0) {
    said += fmt::format(
        "{} of them stand in streams that hold records about others too: they are in the log, and "
        "no "
        "map says that they are all\n",
        of_others);
  }
  said +=
      "whom an id or a subject means is the operator's word: the log has tokens only; record.html "
      "is "
      "for reading, and was not looked at\n";
  return said;
}

Result<BundleVerdict> check_bundle(const std::filesystem::path& folder, const HistoryTrust& trust,
                                   const BundleBounds& bounds) {
  return Checking(folder, trust, bounds).check();
}

}  // namespace dangol
