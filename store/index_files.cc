#include "store/index_files.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>

#include "store/limits.h"
#include "store/rocksdb_options.h"

namespace dangol {
namespace {

constexpr Version kLastVersion{std::numeric_limits<std::uint64_t>::max()};

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

// A run of one stream's records in one window.
struct Run {
  Version first_version;
  Position first_position;
  std::uint64_t count = 0;
  std::string_view deltas;

  static std::optional<Run> parse(std::string_view key, std::string_view value) {
    auto position = format::take_varint(value);
    auto count = format::take_varint(value);
    if (!position || !count || *count == 0 || *count > kIndexRunRecords) return std::nullopt;
    return Run{format::version_of_key(key), Position(*position), *count, value};
  }
  Version end() const { return Version(first_version.value() + count); }
  // Calls each(version, position) for every record; false when the row is ill-formed.
  template <class Each>
  bool for_each(Each each) const {
    std::string_view in = deltas;
    std::uint64_t position = first_position.value();
    each(first_version, first_position);
    for (std::uint64_t i = 1; i < count; ++i) {
      auto delta = format::take_varint(in);
      if (!delta) return false;
      position += *delta;
      each(Version(first_version.value() + i), Position(position));
    }
    return in.empty();
  }
};

// The runs of one stream in the files, in either direction. Runs at or behind the horizon are left
// out.
class Runs {
 public:
  Runs(const DerivedDb& derived, PartitionId partition, const StreamToken& token, Position horizon)
      : derived_(derived), partition_(partition), token_(token), horizon_(horizon) {
    rocksdb::ReadOptions options;
    options.prefix_same_as_start = true;  // lets the Bloom filters answer
    at_.reset(derived.db().NewIterator(options, derived.index()));
  }
  // The first run that begins at `from` or later; nullopt: none.
  Result<std::optional<Run>> from(Version from) {
    at_->Seek(format::positions_key(partition_, token_, from));
    return here();
  }
  // The last run that begins at `to` or earlier; nullopt: none.
  Result<std::optional<Run>> to(Version to) {
    for (at_->SeekForPrev(format::positions_key(partition_, token_, to));; at_->Prev()) {
      auto run = here();
      if (!run.ok() || !at_->Valid() || run.value()) return run;
    }
  }
  Result<std::optional<Run>> next() {
    at_->Next();
    return here();
  }
  Error damaged() const {
    return derived_.damaged(
        DerivedDb::Family::kIndex,
        fmt::format("the stream index has a damaged row of a stream's records from version {} on",
                    format::version_of_key(view(at_->key())).value()));
  }

 private:
  Result<std::optional<Run>> here() const {
    if (!at_->Valid()) {
      if (at_->status().ok()) return std::optional<Run>();
      return derived_.failed(DerivedDb::Family::kIndex, "cannot read the stream index",
                             at_->status());
    }
    auto run = Run::parse(view(at_->key()), view(at_->value()));
    if (!run) return damaged();
    if (run->first_position >= horizon_) return std::optional<Run>();
    return run;
  }

  const DerivedDb& derived_;
  PartitionId partition_;
  const StreamToken& token_;
  Position horizon_;
  std::unique_ptr<rocksdb::Iterator> at_;
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
    const std::size_t most = std::min(begin + kIndexRunRecords, by_stream.size());
    std::size_t end = begin;
    while (end < most && rows[by_stream[end]].token == oldest.token) ++end;
    value.clear();
    format::put_varint(value, first.value() + by_stream[begin]);
    format::put_varint(value, end - begin);
    for (std::size_t i = begin + 1; i < end; ++i) {
      format::put_varint(value, by_stream[i] - by_stream[i - 1]);
    }
    writer.put(format::positions_key(partition, oldest.token, oldest.version), value);
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
  Runs runs(derived_, partition_, token, horizon);
  auto run = runs.to(kLastVersion);
  if (!run.ok()) return run.error();
  std::optional<LastRecord> found;
  if (!run.value()) return found;
  if (!run.value()->for_each([&](Version version, Position position) {
        found = LastRecord{version, position};
      })) {
    return runs.damaged();
  }
  return found;
}

Status IndexFiles::positions(const StreamToken& token, Version from, std::size_t limit,
                             Position horizon, std::vector<Position>& out) const {
  if (out.size() >= limit) return Done{};
  Runs runs(derived_, partition_, token, horizon);
  // The newest run first: mostly it says that there is nothing, or holds all that is asked for.
  Result<std::optional<Run>> run = std::optional<Run>();
  bool last = false;
  if (from <= Version(1)) {
    run = runs.from(from);
  } else if (limit - out.size() == 1) {
    run = runs.to(from);  // holds `from`, or nothing does: versions have no gaps
    last = true;
  } else {
    run = runs.to(kLastVersion);
    last = run.ok() && run.value() && run.value()->first_version <= from;
    if (run.ok() && run.value() && !last) run = runs.to(from);
  }
  while (run.ok() && run.value()) {
    if (!run.value()->for_each([&](Version version, Position position) {
          if (version >= from && out.size() < limit) out.push_back(position);
        })) {
      return runs.damaged();
    }
    if (last || out.size() >= limit) break;
    run = runs.next();
  }
  if (!run.ok()) return run.error();
  return Done{};
}

}  // namespace dangol
