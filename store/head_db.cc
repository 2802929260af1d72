#include "store/head_db.h"

#include <optional>
#include <string>
#include <utility>

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "events/record.h"
#include "store/descriptor.h"
#include "store/limits.h"
#include "store/rocksdb_evidence.h"
#include "store/rocksdb_options.h"

namespace dangol {

namespace {

constexpr char kFormat = 1;
constexpr std::string_view kMarkKey = "m";
constexpr std::size_t kHash = sizeof(Hash::bytes);
constexpr std::size_t kLeafKey = 1 + kHash;
constexpr std::size_t kLeafValue = 8 + kHash;
constexpr std::size_t kNodeKey = 1 + 2;
constexpr std::size_t kNodeValue = 1 + kHash;
constexpr std::size_t kMarkValue = 1 + 8 + kHash + 8;

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

void put_number(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(number >> shift);
  }
}

// REQUIRES: so many bytes are there.
std::uint64_t take_number(std::string_view& in, std::size_t bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes; ++i) number = number << 8 | static_cast<std::uint8_t>(in[i]);
  in.remove_prefix(bytes);
  return number;
}

std::string leaf_key(std::string_view key_or_prefix) {
  return std::string("l").append(key_or_prefix);
}

std::string node_key(std::uint32_t bucket) {
  std::string key = "n";
  put_number(key, bucket, 2);
  return key;
}

std::optional<HeadLeaf> decode_leaf(std::string_view key, std::string_view value) {
  if (key.size() != kLeafKey || value.size() != kLeafValue) return std::nullopt;
  HeadLeaf leaf;
  leaf.key = Hash::from(key.substr(1));
  leaf.head.version = Version(take_number(value, 8));
  leaf.head.chain = Hash::from(value);
  return leaf;
}

std::string encode_mark(const HeadMark& mark) {
  std::string bytes(1, kFormat);
  put_number(bytes, mark.end.value(), 8);
  bytes += mark.entry.view();
  put_number(bytes, mark.streams, 8);
  return bytes;
}

std::optional<HeadMark> decode_mark(std::string_view bytes) {
  if (bytes.size() != kMarkValue || bytes.front() != kFormat) return std::nullopt;
  bytes.remove_prefix(1);
  HeadMark mark;
  mark.end = Position(take_number(bytes, 8));
  mark.entry = Hash::from(bytes.substr(0, kHash));
  bytes.remove_prefix(kHash);
  mark.streams = take_number(bytes, 8);
  return mark;
}

Error damaged() { return {ErrorCode::kCorrupt, "the database of the map of heads is damaged"}; }

rocksdb::Options head_options(rocksdb::Env* env) {
  rocksdb::Options options(disposable_db_options(env, kHeadOpenFiles), {});
  options.write_buffer_size = kHeadWriteBufferBytes;
  options.compression = rocksdb::kNoCompression;  // keys and chains are random bytes
  options.table_factory.reset(
      rocksdb::NewBlockBasedTableFactory(bounded_table_options(kHeadCacheBytes)));
  return options;
}

}  // namespace

Result<std::unique_ptr<HeadDb>> HeadDb::open(const std::filesystem::path& dir, const EventLog& log,
                                             PartitionId partition, rocksdb::Env* env) {
  for (int attempt = 0;; ++attempt) {
    std::unique_ptr<HeadDb> db(new HeadDb(dir));
    Status good = db->open_once(env);
    if (good.ok()) good = db->belongs_to(log, partition);
    if (good.ok()) return db;
    if (good.error().code != ErrorCode::kCorrupt || attempt > 0) return good.error();
    db.reset();
    std::error_code error;
    std::filesystem::remove_all(dir, error);
    if (error) return io_error("prepare", dir, error.value());
  }
}

HeadDb::HeadDb(std::filesystem::path dir) : dir_(std::move(dir)) {}

HeadDb::~HeadDb() {
  if (db_) static_cast<void>(db_->Close());
}

Status HeadDb::open_once(rocksdb::Env* env) {
  std::error_code error;
  std::filesystem::create_directories(dir_, error);
  if (error) return io_error("prepare", dir_, error.value());
  rocksdb::DB* db = nullptr;
  auto opened = rocksdb::DB::Open(head_options(env), dir_.string(), &db);
  if (!opened.ok()) return opening_error("map of heads", dir_, opened);
  db_.reset(db);
  return load();
}

Status HeadDb::load() {
  std::string value;
  const auto found = db_->Get({}, kMarkKey, &value);
  if (found.IsNotFound()) return Done{};
  if (!found.ok()) return rocksdb_error("cannot read the map of heads", found);
  const std::optional<HeadMark> mark = decode_mark(value);
  if (!mark) return damaged();
  mark_ = *mark;
  return load_buckets();
}

Status HeadDb::load_buckets() {
  std::vector<HeadTree::Bucket> buckets;
  rocksdb::ReadOptions once;
  once.fill_cache = false;
  std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(once));
  for (at->Seek("n"); at->Valid() && at->key().starts_with("n"); at->Next()) {
    std::string_view key = view(at->key());
    const std::string_view value = view(at->value());
    if (key.size() != kNodeKey || value.size() != kNodeValue) return damaged();
    const auto kind = static_cast<HeadNode::Kind>(value.front());
    if (kind != HeadNode::Kind::kLeaf && kind != HeadNode::Kind::kInner) return damaged();
    key.remove_prefix(1);
    buckets.push_back(
        {static_cast<std::uint32_t>(take_number(key, 2)), {kind, Hash::from(value.substr(1))}});
  }
  if (!at->status().ok()) return rocksdb_error("cannot read the map of heads", at->status());
  tree_.set(buckets);
  return Done{};
}

// A log that was restored from an older backup, or another one, does not have the entry that was last.
Status HeadDb::belongs_to(const EventLog& log, PartitionId partition) const {
  if (mark_.end == Position()) return Done{};
  auto last = log.get(partition, {Position(mark_.end.value() - 1)}, ReadWords::kNo);
  if (!last.ok() && last.error().code != ErrorCode::kNotFound) return last.error();
  if (!last.ok() || leaf_hash(last.value().front().entry) != mark_.entry) {
    return Error{ErrorCode::kCorrupt, "the map of heads is of another log"};
  }
  return Done{};
}

void HeadDb::give_back() { dangol::give_back(*db_, {db_->DefaultColumnFamily()}); }

Status HeadDb::read(std::uint32_t bucket, std::vector<HeadLeaf>& leaves) {
  leaves.clear();
  std::string prefix;
  put_number(prefix, bucket, 2);
  prefix = leaf_key(prefix);
  // Behind the last key that begins so.
  std::string end = bucket + 1 == HeadTree::kBuckets ? std::string("m") : std::string("l");
  if (bucket + 1 != HeadTree::kBuckets) put_number(end, bucket + 1, 2);
  const rocksdb::Slice bound(end);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &bound;
  std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(options));
  for (at->Seek(prefix); at->Valid(); at->Next()) {
    const std::optional<HeadLeaf> leaf = decode_leaf(view(at->key()), view(at->value()));
    if (!leaf) return damaged();
    leaves.push_back(*leaf);
  }
  if (!at->status().ok()) return rocksdb_error("cannot read the map of heads", at->status());
  return Done{};
}

Status HeadDb::write(std::span<const HeadLeaf> changed, std::span<const HeadTree::Bucket> buckets,
                     const HeadMark& mark) {
  rocksdb::WriteBatch batch;
  std::string value;
  for (const HeadLeaf& leaf : changed) {
    value.clear();
    put_number(value, leaf.head.version.value(), 8);
    value += leaf.head.chain.view();
    batch.Put(leaf_key(leaf.key.view()), value);
  }
  for (const HeadTree::Bucket& bucket : buckets) {
    value.assign(1, static_cast<char>(bucket.node.kind));
    value += bucket.node.hash.view();
    batch.Put(node_key(bucket.number), value);
  }
  batch.Put(kMarkKey, encode_mark(mark));
  // A write that failed before may have stopped the database.
  static_cast<void>(db_->Resume());
  const auto written = db_->Write({}, &batch);
  if (!written.ok()) return rocksdb_error("cannot write the map of heads", written);
  return Done{};
}

}  // namespace dangol
