#include "store/snapshots.h"

#include <memory>
#include <string_view>

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "store/format.h"
#include "store/rocksdb_options.h"

namespace dangol {
namespace {

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }
rocksdb::Slice key_of(const StreamToken& token) {
  return {token.view().data(), token.view().size()};
}

}  // namespace

Status Snapshots::put(std::span<const Snapshot> snapshots) {
  rocksdb::WriteBatch batch;
  for (const Snapshot& snapshot : snapshots) {
    static_cast<void>(
        batch.Put(derived_.snapshots(), key_of(snapshot.token), format::encode_snapshot(snapshot)));
  }
  auto status = derived_.db().Write({}, &batch);
  if (!status.ok())
    return derived_.failed(DerivedDb::Family::kSnapshots, "cannot write snapshots", status);
  return Done{};
}

Result<std::optional<Snapshot>> Snapshots::get(const StreamToken& token) const {
  rocksdb::PinnableSlice value;
  auto status = derived_.db().Get({}, derived_.snapshots(), key_of(token), &value);
  if (status.IsNotFound()) return std::optional<Snapshot>();
  if (!status.ok())
    return derived_.failed(DerivedDb::Family::kSnapshots, "cannot read a snapshot", status);
  return format::decode_snapshot(token, view(value));
}

std::vector<Result<std::optional<Snapshot>>> Snapshots::get_each(
    std::span<const StreamToken> tokens) const {
  std::vector<rocksdb::Slice> keys;
  for (const StreamToken& token : tokens) keys.push_back(key_of(token));
  std::vector<rocksdb::PinnableSlice> values(tokens.size());
  std::vector<rocksdb::Status> statuses(tokens.size());
  derived_.db().MultiGet({}, derived_.snapshots(), keys.size(), keys.data(), values.data(),
                         statuses.data());
  std::vector<Result<std::optional<Snapshot>>> snapshots;
  snapshots.reserve(tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (statuses[i].ok()) {
      snapshots.emplace_back(format::decode_snapshot(tokens[i], view(values[i])));
    } else if (statuses[i].IsNotFound()) {
      snapshots.emplace_back(std::optional<Snapshot>());
    } else {
      snapshots.emplace_back(
          derived_.failed(DerivedDb::Family::kSnapshots, "cannot read a snapshot", statuses[i]));
    }
    values[i].Reset();
  }
  return snapshots;
}

Status Snapshots::erase(const StreamToken& token) {
  auto status = derived_.db().Delete({}, derived_.snapshots(), key_of(token));
  if (!status.ok())
    return derived_.failed(DerivedDb::Family::kSnapshots, "cannot erase a snapshot", status);
  return Done{};
}

Status Snapshots::scan(const std::function<bool(const Snapshot&)>& each,
                       std::optional<StreamToken> after) const {
  std::unique_ptr<rocksdb::Iterator> it(
      derived_.db().NewIterator(log_scan_options(), derived_.snapshots()));
  for (it->Seek(after ? key_of(*after) : rocksdb::Slice()); it->Valid(); it->Next()) {
    if (it->key().size() != StreamToken().bytes.size()) continue;
    if (after && it->key() == key_of(*after)) continue;
    auto snapshot = format::decode_snapshot(StreamToken::from(view(it->key())), view(it->value()));
    if (snapshot && !each(*snapshot)) return Done{};
  }
  if (!it->status().ok())
    return derived_.failed(DerivedDb::Family::kSnapshots, "cannot read snapshots", it->status());
  return Done{};
}

}  // namespace dangol
