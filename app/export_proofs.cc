#include "app/export_proofs.h"

#include <set>
#include <utility>

#include "events/record.h"
#include "replay/bundle_list.h"
#include "replay/history_proof.h"
#include "store/anchor.h"

namespace dangol {

namespace {

class PersonProving {
 public:
  PersonProving(StoreAccess& store, const PersonRecord& record, const ReadUpTo& read)
      : store_(store), record_(record), read_(read) {
    for (const PersonEvent& event : record.events) {
      shown_[event.stream].insert(event.item.entry.version);
      tokens_[event.stream] = event.item.entry.stream;
    }
  }

  Result<std::vector<BundleFile>> prove() {
    BundleList list;
    for (const std::string& subject : record_.own) {
      if (Status proved = history(subject, history_file(list.histories.size())); !proved.ok()) {
        return proved.error();
      }
      list.histories.push_back(subject);
    }
    const std::set<std::string> own(record_.own.begin(), record_.own.end());
    for (const std::string& subject : record_.streams) {
      if (own.count(subject) != 0) continue;
      if (Status proved = records(subject, records_file(list.records.size())); !proved.ok()) {
        return proved.error();
      }
      list.records.push_back(subject);
    }
    files_.push_back({"export.json", list.text()});
    return std::move(files_);
  }

 private:
  Status history(const std::string& subject, std::string file) {
    Result<HistoryProofHead> head = store_.begin_history_proof({subject, std::nullopt});
    if (!head.ok()) return head.error();
    const auto read = read_.find(subject);
    if (read == read_.end() || read->second != head.value().last.head.version) {
      return Error{ErrorCode::kConflict, "the person's records went on while they were read"};
    }
    Result<Checkpoint> checkpoint = checkpoint_in(head.value().checkpoint);
    if (!checkpoint.ok()) return checkpoint.error();
    checkpoint_ = head.value().checkpoint;
    size_ = checkpoint.value().size;
    BundleFile proof{std::move(file), head.value().line()};
    HistoryPage page{head.value().stream, Version(), head.value().last.head.version, size_,
                     ReadWords::kYes};
    while (page.after < page.last) {
      Result<HistoryLines> lines = store_.history_records(page);
      if (!lines.ok()) return lines.error();
      if (Status added = add(subject, lines.value().text, proof.text); !added.ok()) return added;
      page.after = lines.value().after;
    }
    files_.push_back(std::move(proof));
    return Done{};
  }

  // Of records that are not shown the entry only.
  Status add(const std::string& subject, std::string_view lines, std::string& into) {
    while (!lines.empty()) {
      const std::size_t end = lines.find('\n');
      if (end == lines.npos) return Error{ErrorCode::kCorrupt, "a line of the proof has no end"};
      Result<ProvedRecord> record = ProvedRecord::parse(lines.substr(0, end));
      if (!record.ok()) return record.error();
      Result<Entry> entry = decode_entry(record.value().entry);
      if (!entry.ok()) return entry.error();
      if (shown_[subject].count(entry.value().version) == 0) {
        record.value().core.clear();
        record.value().words.clear();
      }
      into += record.value().line();
      lines.remove_prefix(end + 1);
    }
    return Done{};
  }

  Status records(const std::string& subject, std::string file) {
    BundleFile proof{std::move(file), RecordsProofHead{tokens_[subject], checkpoint_}.line()};
    for (const Version version : shown_[subject]) {
      Result<HistoryLines> lines = store_.history_records(
          {tokens_[subject], Version(version.value() - 1), version, size_, ReadWords::kYes});
      if (!lines.ok()) return lines.error();
      proof.text += lines.value().text;
    }
    files_.push_back(std::move(proof));
    return Done{};
  }

  StoreAccess& store_;
  const PersonRecord& record_;
  const ReadUpTo& read_;
  std::map<std::string, std::set<Version>> shown_;
  std::map<std::string, StreamToken> tokens_;
  std::string checkpoint_;  // of the last history
  std::uint64_t size_ = 0;  // its records
  std::vector<BundleFile> files_;
};

}  // namespace

Result<std::vector<BundleFile>> prove_person(StoreAccess& store, const PersonRecord& record,
                                             const ReadUpTo& read) {
  return PersonProving(store, record, read).prove();
}

}  // namespace dangol
