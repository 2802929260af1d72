// Which records are whose: from a stream to its positions, and from a sender's id to what was
// recorded under it. Derived from one partition's log; never ahead of it.
//
// The newest positions are in memory; a full window becomes one sorted file, written and ingested
// by a thread of the index's own. What no file holds yet is read from the log again at open, so
// that nothing needs to be written at close.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/derived_db.h"
#include "store/event_log.h"
#include "store/index_files.h"
#include "store/index_window.h"

namespace dangol {

struct IndexOptions {
  std::uint32_t window_positions = 262'144;  // windows end at multiples of it
  std::size_t window_bytes = 256ULL << 20;   // or earlier, when their records weigh so much
  std::size_t waiting_windows = 4;           // full ones in memory before add() waits
};

// What the index is told of one record.
struct IndexEntry {
  Position position;
  std::string_view entry;  // encoded (events/record.h); looked at during the call only
  IdToken id;
  ContentDigest digest;
  std::size_t bytes = 0;  // of entry and core
};

// What a core says of the sender's event in it.
struct IndexedIdentity {
  IdToken id;
  ContentDigest digest;
};
using IdentityOf = std::function<Result<IndexedIdentity>(std::string_view core)>;

// add() is called by one thread; the queries by any.
class StreamIndex {
 public:
  // Catches up with the log before it returns. `derived` must outlive the index; `log` is used
  // during open only. An index that does not fit the log's records is rebuilt from nothing.
  // kCorrupt: the index holds positions behind the log's end, so the log has lost records.
  static Result<std::unique_ptr<StreamIndex>> open(DerivedDb& derived, const EventLog& log,
                                                   PartitionId partition,
                                                   const IdentityOf& identity,
                                                   IndexOptions options = {});
  // Lets the file that is being written be finished.
  ~StreamIndex();
  StreamIndex(const StreamIndex&) = delete;
  StreamIndex& operator=(const StreamIndex&) = delete;

  // Settled records, the next ones in order of position; best a frame at a time. Waits while too
  // many full windows are not in files yet. kUsage when a position does not follow, kCorrupt when a
  // version does not (nothing is added from there on); kUnavailable when files can no longer be
  // written: queries go on, a new open mends it.
  Status add(std::span<const IndexEntry> entries);

  // The first position that is not in the index.
  Position end() const;
  // The positions of the stream's records from version `from` on, ascending, at most `limit`.
  Result<std::vector<Position>> positions(const StreamToken& token, Version from,
                                          std::size_t limit) const;
  // nullopt: the stream has no records.
  Result<std::optional<LastRecord>> last(const StreamToken& token) const;
  // The same as far as the memory knows: reads no disk, and misses nothing of the newest window.
  std::optional<LastRecord> last_in_memory(const StreamToken& token) const;
  // What was recorded in the stream under this id; nullopt: nothing. An id that was never recorded is
  // told by filters, mostly without reading the disk.
  Result<std::optional<format::IndexedId>> find(const StreamToken& token, const IdToken& id) const;

  // Waits until every full window is in a file.
  Status drain();
  // Lets the newest positions become a file before their window is full, if they are many. Does not
  // wait for it.
  void give_back();

 private:
  struct Full {
    std::shared_ptr<const IndexWindow> window;
    Hash hash;  // of the entry at window->end() - 1
  };
  // What a query needs beside the current window: the full ones, oldest first, and the position
  // from which on everything is in memory.
  struct InMemory {
    std::vector<std::shared_ptr<const IndexWindow>> full;
    Position horizon;
  };

  StreamIndex(DerivedDb& derived, PartitionId partition, IndexOptions options);
  Status load_files(DerivedDb& derived, const EventLog& log);
  Status catch_up(const EventLog& log, const IdentityOf& identity);
  std::unique_ptr<IndexWindow> new_window(Position first) const;
  bool is_full(const IndexWindow& window) const;
  Status add_locked(const IndexEntry& entry);
  // The current window goes to the writer thread. REQUIRES: it is not empty.
  void seal_locked();
  bool has_room_locked() const;
  void write_files();
  InMemory in_memory_locked() const;
  static std::optional<LastRecord> last_of(const InMemory& memory, const StreamToken& token);

  const PartitionId partition_;
  const IndexOptions options_;
  IndexFiles files_;

  mutable std::shared_mutex mutex_;  // guards what follows
  std::unique_ptr<IndexWindow> current_;
  std::string last_entry_;  // encoded: the last that was added; empty: none
  std::deque<Full> full_;   // oldest first; the front one is being written
  std::optional<Error> failure_;
  bool stopping_ = false;
  std::condition_variable_any changed_;  // of full_, failure_, stopping_

  std::thread writer_;  // last: started when all else stands
};

}  // namespace dangol
