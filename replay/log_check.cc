#include "replay/log_check.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "events/record.h"
#include "replay/core_view.h"
#include "replay/limits.h"
#include "replay/log_order.h"
#include "replay/record_chunk.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

// Some records in a row, and what came of them.
struct Portion {
  std::uint64_t number = 0;
  RecordChunk chunk;
  std::vector<CheckedEntry> entries;  // of the records before the first that is wrong
  std::optional<Error> error;         // of that one
};

// What each record says of itself.
Status check_alone(const RecordChunk& chunk, const RecordChunk::Record& record,
                   CheckedEntry& checked) {
  Result<Entry> entry = decode_entry(chunk.entry(record));
  if (!entry.ok()) return entry.error();
  checked.entry = std::move(entry).value();
  const std::string_view words = chunk.sealed(record);
  checked.words_absent = words.empty() && checked.entry.words != Hash{};
  checked.leaf = leaf_hash(chunk.entry(record));
  Status whole = verify_record(checked.entry, chunk.core(record), words);
  if (!whole.ok() || !checked.words_absent) return whole;
  const auto kind = stream_kind_of(chunk.core(record));
  checked.of_access = kind.ok() && kind.value() == StreamKind::kAccess;
  return whole;
}

// Threads take portions of the log in turn. Hashing goes on in all of them at a time; what binds records to
// one another is looked at a portion after the other.
class Checking {
 public:
  Checking(const LogReader& log, PartitionId partition, Position size, const ReadProgress& progress,
           const LogCheckOptions& options)
      : partition_(partition),
        end_(size),
        progress_(progress),
        cursor_(log.read({partition, Position()}, ReadWords::kYes)),
        order_(log, partition, size, options) {}

  Result<LogCheck> run(unsigned threads) {
    if (Status begun = order_.begin(); !begun.ok()) return begun.error();
    std::vector<std::thread> others;
    for (unsigned i = 1; i < threads; ++i) others.emplace_back([this] { work(); });
    work();
    for (std::thread& other : others) other.join();
    if (error_) return *error_;
    return order_.finish();
  }

 private:
  void work() {
    for (Portion portion; read(portion);) {
      portion.entries.resize(portion.chunk.records.size());
      for (std::size_t i = 0; i < portion.entries.size(); ++i) {
        const RecordChunk::Record& record = portion.chunk.records[i];
        Status good = check_alone(portion.chunk, record, portion.entries[i]);
        if (good.ok()) continue;
        portion.error = at({partition_, record.position}, good.error());
        portion.entries.resize(i);
        break;
      }
      std::unique_lock lock(ordering_);
      turn_.wait(lock, [&] { return turn_number_ == portion.number; });
      if (!error_) take(portion);
      ++turn_number_;
      turn_.notify_all();
    }
  }

  // The next portion. False: there is none, or none is wanted any more.
  bool read(Portion& portion) {
    const std::lock_guard lock(reading_);
    portion.chunk.records.clear();
    portion.chunk.words.clear();
    portion.error.reset();
    if (ended_) return false;
    portion.number = next_number_++;
    while (portion.chunk.bytes() < kChunkBytes) {
      LogCursor::Item item;
      Result<bool> more = next_ < end_ ? cursor_->next(item) : Result<bool>(false);
      if (!more.ok()) portion.error = more.error();
      if (!more.ok() || !more.value()) {
        ended_ = true;
        break;
      }
      portion.chunk.add(item);
      next_ = item.position.next();
    }
    return true;
  }

  // REQUIRES: ordering_, and the portions before have been taken.
  void take(const Portion& portion) {
    for (const CheckedEntry& record : portion.entries) {
      if (Status good = order_.take(record); !good.ok()) return end(good.error());
    }
    if (portion.error) return end(*portion.error);
    taken_ += portion.entries.size();
    if (progress_) progress_(taken_);
  }

  // REQUIRES: ordering_.
  void end(Error error) {
    error_ = std::move(error);
    const std::lock_guard lock(reading_);
    ended_ = true;
  }

  const PartitionId partition_;
  const Position end_;
  const ReadProgress& progress_;

  std::mutex reading_;  // guards the next four
  const std::unique_ptr<LogCursor> cursor_;
  Position next_;
  std::uint64_t next_number_ = 0;
  bool ended_ = false;

  std::mutex ordering_;  // guards the rest
  std::condition_variable turn_;
  std::uint64_t turn_number_ = 0;
  LogOrder order_;
  std::uint64_t taken_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<LogCheck> check_log(const LogReader& log, PartitionId partition,
                           const ReadProgress& progress, const LogCheckOptions& options) {
  Result<Position> size = log.size(partition);
  if (!size.ok()) return size.error();
  return Checking(log, partition, size.value(), progress, options).run(options.threads);
}

}  // namespace dangol
