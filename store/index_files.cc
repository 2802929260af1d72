#include "store/index_files.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>

#include "store/rocksdb_options.h"

namespace dangol {
namespace {

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Row numbers in order of sixteen random bytes each (and of row number where they are equal).
template <class BytesOf>
std::vector<std::uint32_t> sorted_rows(std::size_t count, BytesOf bytes_of) {
  // By the first eight bytes, which nearly always decide.
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keys(count);
  for (std::uint32_t row = 0; row < count; ++row) {
    keys[row] = {format::read_u64(bytes_of(row).view().data()), row};
  }
  std::sort(keys.begin(), keys.end());
  for (auto run = keys.begin(); run != keys.end();) {
    auto end =
        std::find_if(run, keys.end(), [&](const auto& key) { return key.first != run->first; });
    std::sort(run, end, [&](const auto& a, const auto& b) {
      return std::pair(bytes_of(a.second), a.second) < std::pair(bytes_of(b.second), b.second);
    });
    run = end;
  }
  std::vector<std::uint32_t> rows(count);
  std::transform(keys.begin(), keys.end(), rows.begin(),
                 [](const auto& key) { return key.second; });
  return rows;
}

// A row of one stream in one window.
struct StreamRow {
  Version first_version;
  std::uint64_t count = 0;
  std::string_view deltas;

  static std::optional<StreamRow> parse(std::string_view value) {
    auto version = format::take_varint(value);
    auto count = format::take_varint(value);
    if (!version || !count || *count == 0) return std::nullopt;
    return StreamRow{Version(*version), *count, value};
  }
  // Calls each(version, position) for every record; false when the row is ill-formed.
  template <class Each>
  bool for_each(Position window, Each each) const {
    std::string_view in = deltas;
    std::uint64_t position = window.value();
    for (std::uint64_t i = 0; i < count; ++i) {
      auto delta = format::take_varint(in);
      if (!delta) return false;
      position += *delta;
      each(Version(first_version.value() + i), Position(position));
    }
    return in.empty();
  }
};

// Adds rows in order and remembers the first failure.
class Writer {
 public:
  explicit Writer(const rocksdb::Options& options) : writer_(rocksdb::EnvOptions(), options) {}
  void open(const std::string& path) { status_ = writer_.Open(path); }
  void put(const std::string& key, const std::string& value) {
    if (status_.ok()) status_ = writer_.Put(key, value);
  }
  rocksdb::Status finish() {
    if (status_.ok()) status_ = writer_.Finish();
    return status_;
  }

 private:
  rocksdb::SstFileWriter writer_;
  rocksdb::Status status_;
};

void put_ids(Writer& writer, PartitionId partition, const std::vector<IndexWindow::Row>& rows,
             const std::vector<std::uint32_t>& by_stream) {
  for (std::size_t begin = 0; begin < by_stream.size();) {
    const StreamToken& token = rows[by_stream[begin]].token;
    std::size_t end = begin;
    while (end < by_stream.size() && rows[by_stream[end]].token == token) ++end;
    const auto order = sorted_rows(end - begin, [&](std::size_t i) -> const IdToken& {
      return rows[by_stream[begin + i]].id;
    });
    const IndexWindow::Row* before = nullptr;
    for (std::uint32_t i : order) {
      const IndexWindow::Row& row = rows[by_stream[begin + i]];
      if (before != nullptr && before->id == row.id) continue;  // the first stands
      writer.put(format::id_key(partition, token, row.id),
                 format::encode_indexed_id({row.version, row.digest}));
      before = &row;
    }
    begin = end;
  }
}

void put_positions(Writer& writer, PartitionId partition, Position first,
                   const std::vector<IndexWindow::Row>& rows,
                   const std::vector<std::uint32_t>& by_stream) {
  std::string value;
  for (std::size_t begin = 0; begin < by_stream.size();) {
    const IndexWindow::Row& oldest = rows[by_stream[begin]];
    std::size_t end = begin;
    while (end < by_stream.size() && rows[by_stream[end]].token == oldest.token) ++end;
    value.clear();
    format::put_varint(value, oldest.version.value());
    format::put_varint(value, end - begin);
    std::uint64_t before = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint64_t offset = rows[by_stream[i]].offset;
      format::put_varint(value, offset - before);
      before = offset;
    }
    writer.put(format::positions_key(partition, oldest.token, first), value);
    begin = end;
  }
}

}  // namespace

Status IndexFiles::ingest(const IndexWindow& window, const Hash& hash) {
  const std::vector<IndexWindow::Row>& rows = window.rows();
  const auto by_stream = sorted_rows(
      rows.size(), [&](std::uint32_t row) -> const StreamToken& { return rows[row].token; });
  const std::string path =
      (derived_.staging() / fmt::format("{}-{}.sst", partition_.value(), window.first().value()))
          .string();
  Writer writer(derived_.db().GetOptions(derived_.index()));
  writer.open(path);
  writer.put(format::window_end_key(partition_, window.first()),
             format::encode_window_end({window.end(), hash}));
  put_ids(writer, partition_, rows, by_stream);
  put_positions(writer, partition_, window.first(), rows, by_stream);
  if (auto status = writer.finish(); !status.ok()) {
    return derived_.failed(DerivedDb::Family::kIndex, "cannot write a window of the stream index",
                           status);
  }
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.write_global_seqno = false;
  auto status = derived_.db().IngestExternalFile(derived_.index(), {path}, options);
  if (!status.ok())
    return derived_.failed(DerivedDb::Family::kIndex, "cannot ingest a window of the stream index",
                           status);
  return Done{};
}

Error IndexFiles::damaged_row(Position window) const {
  return derived_.damaged(
      DerivedDb::Family::kIndex,
      fmt::format("the stream index has a damaged row in the window at {}", window.value()));
}

Result<std::optional<format::WindowEnd>> IndexFiles::end() const {
  rocksdb::ReadOptions options;
  options.total_order_seek = true;
  const std::string prefix = format::window_end_prefix(partition_);
  std::unique_ptr<rocksdb::Iterator> it(derived_.db().NewIterator(options, derived_.index()));
  std::optional<format::WindowEnd> last;
  for (it->Seek(prefix); it->Valid() && view(it->key()).starts_with(prefix); it->Next()) {
    const Position first = format::window_of_key(view(it->key()));
    if (first != (last ? last->end : Position(0))) return damaged_row(first);
    last = format::decode_window_end(view(it->value()));
    if (!last) return damaged_row(first);
  }
  if (!it->status().ok())
    return derived_.failed(DerivedDb::Family::kIndex, "cannot read the stream index", it->status());
  return last;
}

Result<std::optional<format::IndexedId>> IndexFiles::find(const StreamToken& token,
                                                          const IdToken& id) const {
  rocksdb::PinnableSlice value;
  auto status =
      derived_.db().Get({}, derived_.index(), format::id_key(partition_, token, id), &value);
  if (status.IsNotFound()) return std::optional<format::IndexedId>();
  if (!status.ok())
    return derived_.failed(DerivedDb::Family::kIndex, "cannot read the stream index", status);
  auto found = format::decode_indexed_id(view(value));
  if (!found)
    return derived_.damaged(DerivedDb::Family::kIndex, "the stream index has a damaged id row");
  return found;
}

Result<std::optional<LastRecord>> IndexFiles::last(const StreamToken& token,
                                                   Position horizon) const {
  rocksdb::ReadOptions options;
  options.prefix_same_as_start = true;
  std::unique_ptr<rocksdb::Iterator> it(derived_.db().NewIterator(options, derived_.index()));
  std::optional<LastRecord> found;
  for (it->Seek(format::positions_prefix(partition_, token)); it->Valid(); it->Next()) {
    const Position window = format::window_of_key(view(it->key()));
    if (window >= horizon) break;
    auto row = StreamRow::parse(view(it->value()));
    if (!row || !row->for_each(window, [&](Version version, Position position) {
          found = LastRecord{version, position};
        })) {
      return damaged_row(window);
    }
  }
  if (!it->status().ok())
    return derived_.failed(DerivedDb::Family::kIndex, "cannot read the stream index", it->status());
  return found;
}

Status IndexFiles::positions(const StreamToken& token, Version from, std::size_t limit,
                             Position horizon, std::vector<Position>& out) const {
  rocksdb::ReadOptions options;
  options.prefix_same_as_start = true;
  std::unique_ptr<rocksdb::Iterator> it(derived_.db().NewIterator(options, derived_.index()));
  for (it->Seek(format::positions_prefix(partition_, token)); it->Valid() && out.size() < limit;
       it->Next()) {
    const Position window = format::window_of_key(view(it->key()));
    if (window >= horizon) break;
    auto row = StreamRow::parse(view(it->value()));
    if (!row) return damaged_row(window);
    if (row->first_version.value() + row->count <= from.value()) continue;
    if (!row->for_each(window, [&](Version version, Position position) {
          if (version >= from && out.size() < limit) out.push_back(position);
        })) {
      return damaged_row(window);
    }
  }
  if (!it->status().ok())
    return derived_.failed(DerivedDb::Family::kIndex, "cannot read the stream index", it->status());
  return Done{};
}

}  // namespace dangol
