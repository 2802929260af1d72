#include "store/rocksdb_tail.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "store/format.h"
#include "store/rocksdb_options.h"
#include "store/wal_scan.h"

namespace dangol {
namespace {

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

std::string at(Position position) { return to_string(Place{PartitionId(0), position}); }

Error corrupt(std::string message) { return {ErrorCode::kCorrupt, std::move(message)}; }

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
    tail.size = Position(tail.frame->first.value() + tail.frame->count);
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

Status check_for_lost_frames(const std::filesystem::path& dir, const rocksdb::DBOptions& options,
                             const std::vector<rocksdb::ColumnFamilyDescriptor>& families) {
  auto highest = highest_frame_in_wal(dir);
  if (!highest.ok()) return highest.error();
  if (!highest.value()) return Done{};

  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  auto opened = rocksdb::DB::OpenForReadOnly(options, dir.string(), families, &handles, &raw);
  if (!opened.ok()) return rocksdb_error("cannot open the log", opened);
  std::unique_ptr<rocksdb::DB> db(raw);
  const auto family = [&](std::string_view name) {
    auto it = std::find_if(handles.begin(), handles.end(),
                           [&](const auto* handle) { return handle->GetName() == name; });
    return *it;
  };
  auto tail = read_tail(*db, family("frames"), family("log"));
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    static_cast<void>(db->DestroyColumnFamilyHandle(handle));
  }
  if (!tail.ok()) return tail.error();
  const FrameHeader& written = *highest.value();
  const std::uint64_t readable = tail.value().frame ? tail.value().frame->index.value() : 0;
  if (written.index.value() <= readable + 1) return Done{};
  return corrupt(fmt::format(
      "the log can be read up to frame {}, before {}, but frame {}, from {} on, was written: the "
      "write-ahead log in {} is damaged in between; nothing was changed",
      readable, at(tail.value().size), written.index.value(), at(written.first), dir.string()));
}

}  // namespace dangol
