#include "replay/fold.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "events/apply.h"
#include "events/hash.h"
#include "events/record.h"
#include "replay/limits.h"
#include "replay/record_chunk.h"

namespace dangol {

namespace {

// Folds the streams of one worker.
class Worker {
 public:
  Worker(PartitionId partition, bool check) : partition_(partition), check_(check) {
    thread_ = std::thread([this] { run(); });
  }

  // Waits while the worker has enough to do. False once it has failed.
  bool give(RecordChunk chunk) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return failed_ || waiting_.size() < kChunksWaiting; });
    if (failed_) return false;
    waiting_.push_back(std::move(chunk));
    work_.notify_one();
    return true;
  }

  // No more chunks will come; waits until all are folded.
  void finish() {
    {
      std::lock_guard lock(mutex_);
      ended_ = true;
    }
    work_.notify_one();
    if (thread_.joinable()) thread_.join();
  }

  FoldedStreams streams;
  std::uint64_t words_removed = 0;
  std::optional<Error> error;
  Position failed_at;  // of the error

 private:
  void run() {
    for (;;) {
      RecordChunk chunk;
      {
        std::unique_lock lock(mutex_);
        work_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        chunk = std::move(waiting_.front());
        waiting_.pop_front();
      }
      room_.notify_one();
      if (Status folded = fold(chunk); !folded.ok()) {
        std::lock_guard lock(mutex_);
        error = folded.error();
        failed_ = true;
        waiting_.clear();
        room_.notify_one();
        return;
      }
    }
  }

  Status fold(const RecordChunk& chunk) {
    // First all look-ups, then all folding: memory is waited for several look-ups at a time.
    found_.clear();
    for (const RecordChunk::Record& record : chunk.records) {
      // The token's place in an entry: see events/record.h.
      const StreamToken token = StreamToken::from(chunk.entry(record).substr(1, 16));
      found_.push_back(&streams.try_emplace(token, token).first->second);
    }
    for (std::size_t i = 0; i < chunk.records.size(); ++i) {
      const RecordChunk::Record& record = chunk.records[i];
      Status one = fold(*found_[i], chunk.entry(record), chunk.core(record), chunk.sealed(record));
      if (!one.ok()) {
        failed_at = record.position;
        return Error{one.error().code,
                     fmt::format("record {}: {}", to_string(Place{partition_, record.position}),
                                 one.error().message)};
      }
    }
    return Done{};
  }

  Status fold(Customer& customer, std::string_view entry_bytes, std::string_view core,
              std::string_view words) {
    Result<Entry> decoded = decode_entry(entry_bytes);
    if (!decoded.ok()) return decoded.error();
    const Entry& entry = decoded.value();
    if (check_) {
      if (Status whole = verify_record(entry, core, words); !whole.ok()) return whole;
      Status follows = verify_follows(entry, customer.self, customer.version, customer.chain);
      if (!follows.ok()) return follows;
      if (words.empty() && entry.words != Hash{}) ++words_removed;
    }
    auto applied = apply_core(customer, core, entry.version);
    if (!applied.ok()) return applied.error();
    customer.chain = entry.chain;
    return Done{};
  }

  const PartitionId partition_;
  const bool check_;
  std::vector<Customer*> found_;  // of the chunk's records
  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable room_;
  std::deque<RecordChunk> waiting_;
  bool ended_ = false;
  bool failed_ = false;
  std::thread thread_;
};

}  // namespace

Result<Fold> fold_log(const LogReader& log, PartitionId partition, const FoldOptions& options) {
  const unsigned threads = std::max(1u, options.threads);
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<RecordChunk> chunks(threads);
  for (unsigned i = 0; i < threads; ++i) {
    workers.push_back(std::make_unique<Worker>(partition, options.check));
  }
  Fold fold;
  std::optional<Error> failed;
  auto cursor =
      log.read(Place{partition, Position()}, options.check ? ReadWords::kYes : ReadWords::kNo);
  for (LogCursor::Item item;;) {
    if (options.end != Position() && fold.records == options.end.value()) break;
    Result<bool> more = cursor->next(item);
    if (!more.ok()) {
      failed = more.error();
      break;
    }
    if (!more.value()) break;
    // The token is random: one byte of it divides the streams evenly.
    const std::size_t worker = static_cast<std::uint8_t>(item.entry[1]) % threads;
    RecordChunk& chunk = chunks[worker];
    chunk.add(item);
    if (chunk.words.size() * 8 >= kChunkBytes &&
        !workers[worker]->give(std::exchange(chunk, RecordChunk{}))) {
      break;
    }
    ++fold.records;
    if (options.progress && fold.records % 65'536 == 0) options.progress(fold.records);
  }
  // All that was read is folded, also after a failure: the first place that does not hold may be in
  // a chunk that still waits.
  const Worker* first = nullptr;
  for (unsigned i = 0; i < threads; ++i) workers[i]->give(std::move(chunks[i]));
  for (const std::unique_ptr<Worker>& worker : workers) {
    worker->finish();
    if (worker->error && (!first || worker->failed_at < first->failed_at)) first = worker.get();
    fold.words_removed += worker->words_removed;
    fold.parts.push_back(std::move(worker->streams));
  }
  if (first) return *first->error;
  if (failed) return *failed;
  return fold;
}

Hash digest_of(const Fold& fold) {
  std::vector<std::pair<StreamToken, const Customer*>> all;
  for (const FoldedStreams& part : fold.parts) {
    for (const auto& [token, customer] : part) all.emplace_back(token, &customer);
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  Sha256 hash;
  for (const auto& [token, customer] : all) {
    hash.update(token.view());
    hash.update(sha256(encode_state(*customer)).view());
  }
  return hash.finish();
}

}  // namespace dangol
