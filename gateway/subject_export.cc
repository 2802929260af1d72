#include "gateway/subject_export.h"

#include "events/record.h"
#include "gateway/limits.h"
#include "gateway/subject_reads.h"
#include "store/stream_reader.h"

namespace dangol {

Result<ExportPage> SubjectExport::page(std::string_view subject, const Viewer& viewer,
                                       const HistoryMark& after) const {
  if (viewer.purpose == Purpose::kUnset) {
    return Error{ErrorCode::kUsage, "an export needs a purpose: --purpose"};
  }
  Status known = parts_.store([&](Store& store) -> Status {
    Result<Customer> begun = begin_state(store, subject);
    return begun.ok() ? Status(Done{}) : begun.error();
  });
  if (!known.ok()) return known.error();
  Result<AccessGrant> granted = AccessGrant::recorded(
      parts_.disclose, viewer, {{AccessOperation::kExport, std::string(subject)}}, parts_.clock());
  if (!granted.ok()) return granted.error();
  ExportPage page;
  std::size_t bytes = 0;
  Status read = parts_.store([&](Store& store) -> Status {
    Status shown = read_history(
        store, subject, {}, granted.value().rights(),
        [&](const HistoryItem& item) {
          page.more = bytes >= kPageBytes || page.records.size() == kPageRecords;
          if (page.more) return false;
          bytes += item.event.event.words() * 8 + kEntryBytes;
          page.records.push_back({copy_of(item), {}});
          return true;
        },
        after);
    if (!shown.ok() || page.records.empty()) return shown;
    const StreamToken stream = page.records.front().item.entry.stream;
    auto keys = StreamKeys::open(stream, store.vault(), StreamKeys::Lacking::kLeave);
    if (!keys.ok()) return keys.error();
    std::size_t next = 0;
    std::optional<Error> failed;
    Status evidence = read_stream(store, stream, after.version, after.chain, ReadWords::kYes,
                                  [&](const StreamRecord& record) {
                                    if (next == page.records.size()) return false;
                                    auto fields =
                                        evidence_of(record.core, record.words, keys.value(),
                                                    granted.value().rights());
                                    if (!fields.ok()) failed = at(record.place, fields.error());
                                    if (failed) return false;
                                    page.records[next++].fields = std::move(fields).value();
                                    return true;
                                  });
    if (failed) return *failed;
    return evidence;
  });
  if (!read.ok()) return read.error();
  return page;
}

}  // namespace dangol
