#include "store/rocksdb_tail.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "store/descriptor.h"
#include "store/format.h"
#include "store/rocksdb_evidence.h"
#include "store/rocksdb_options.h"

namespace dangol {
namespace {

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

std::string at(Position position) { return to_string(Place{PartitionId(0), position}); }

Error corrupt(std::string message) { return {ErrorCode::kCorrupt, std::move(message)}; }

Position end_of(const FrameHeader& frame) { return Position(frame.first.value() + frame.count); }

Error gap(const std::filesystem::path& dir, std::uint64_t last, Position end,
          const FrameHeader& next) {
  return corrupt(fmt::format(
      "the log in {} can be read up to frame {}, before {}, and goes on with frame {}, from {} on: "
      "a file of its write-ahead log is missing; nothing was changed",
      dir.string(), last, at(end), next.index.value(), at(next.first)));
}

}  // namespace

Result<LogTail> read_tail(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* frames,
                          rocksdb::ColumnFamilyHandle* records) {
  LogTail tail;
  std::unique_ptr<rocksdb::Iterator> frame(db.NewIterator({}, frames));
  frame->SeekToLast();
  if (frame->Valid()) {
    auto header = format::decode_frame_header(view(frame->value()));
    if (!header.ok()) return header.error();
    if (view(frame->key()) != format::frame_key(header.value().index)) {
      return corrupt(fmt::format("the header of frame {} stands under another index",
                                 header.value().index.value()));
    }
    tail.frame = std::move(header).value();
    tail.size = end_of(*tail.frame);
  }
  if (!frame->status().ok()) return rocksdb_error("cannot read the frames", frame->status());

  std::unique_ptr<rocksdb::Iterator> record(db.NewIterator({}, records));
  record->SeekToLast();
  if (!record->status().ok()) return rocksdb_error("cannot read the log", record->status());
  const Position found(record->Valid() ? format::read_u64(record->key().data()) + 1 : 0);
  if (found != tail.size) {
    return corrupt(fmt::format("the last frame ends before {}, but the records end before {}",
                               at(tail.size), at(found)));
  }
  return tail;
}

Result<std::vector<FrameHeader>> read_frames(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* frames,
                                             FrameIndex from, std::size_t limit) {
  std::vector<FrameHeader> headers;
  FrameIndex next(std::max<std::uint64_t>(from.value(), 1));
  std::unique_ptr<rocksdb::Iterator> row(db.NewIterator(log_scan_options(), frames));
  const std::string start = format::frame_key(next);
  for (row->Seek(start); row->Valid() && headers.size() < limit; row->Next()) {
    auto header = format::decode_frame_header(view(row->value()));
    if (!header.ok()) {
      return corrupt(
          fmt::format("the header of frame {}: {}", next.value(), header.error().message));
    }
    if (header.value().index != next || view(row->key()) != format::frame_key(next)) {
      return corrupt(fmt::format("the header of frame {} is missing", next.value()));
    }
    headers.push_back(std::move(header).value());
    next = next.next();
  }
  if (!row->status().ok()) return rocksdb_error("cannot read the frames", row->status());
  return headers;
}

Status check_for_lost_frames(const std::filesystem::path& dir, const rocksdb::DBOptions& options,
                             const std::vector<rocksdb::ColumnFamilyDescriptor>& families,
                             const std::optional<TailMark>& mark) {
  auto tables = TableFiles::open("log", dir, options, families);
  if (!tables.ok()) return tables.error();
  const TableFiles& files = tables.value();
  auto in_tables = read_tail(files.db(), files.family("frames"), files.family("log"));
  if (!in_tables.ok()) return in_tables.error();
  auto checked = check_wal("log", dir, files);
  if (!checked.ok()) return checked.error();
  const WalScan& wal = checked.value();

  const std::optional<FrameHeader>& flushed = in_tables.value().frame;
  const std::uint64_t in_files = flushed ? flushed->index.value() : 0;
  if (wal.first && wal.first->index.value() > in_files + 1) {
    return gap(dir, in_files, in_tables.value().size, *wal.first);
  }
  if (wal.gap_before) {
    return gap(dir, wal.gap_after->index.value(), end_of(*wal.gap_after), *wal.gap_before);
  }
  const bool wal_is_ahead = wal.last && wal.last->index.value() > in_files;
  const std::uint64_t readable = wal_is_ahead ? wal.last->index.value() : in_files;
  const Position size = wal_is_ahead ? end_of(*wal.last) : in_tables.value().size;
  if (mark && mark->frame.value() > readable) {
    return corrupt(
        fmt::format("the log in {} ends with frame {}, before {}, but frame {}, before {}, was "
                    "acknowledged: its "
                    "newest files are lost, cut off or older; nothing was changed",
                    dir.string(), readable, at(size), mark->frame.value(), at(mark->size)));
  }
  return Done{};
}

Status check_for_lost_families(const std::filesystem::path& dir,
                               const std::optional<TailMark>& mark) {
  std::string trace;
  if (mark) {
    trace =
        fmt::format("frame {}, before {}, was acknowledged", mark->frame.value(), at(mark->size));
  }
  auto wal = scan_wal(dir);
  if (!wal.ok()) return wal.error();
  if (const auto& frame = wal.value().highest) {
    trace = fmt::format("frame {} stands in its write-ahead log", frame->index.value());
  }
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(dir, error)) {
    if (entry.path().extension() == ".sst") {
      trace = fmt::format("the table {} is there", entry.path().filename().string());
    }
  }
  if (error) return io_error("list", dir, error.value());
  if (trace.empty()) return Done{};
  return corrupt(
      fmt::format("the list of files (MANIFEST) of the log in {} ends before the log was made, but "
                  "{}: it is cut off or "
                  "damaged; nothing was changed",
                  dir.string(), trace));
}

}  // namespace dangol
