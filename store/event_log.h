// The log of one partition, the only truth: frames appended by one owner at a time, read by anyone.
//
// A frame is what one group commit holds: whole or not at all. `append` answers exactly once, by
// callback, and at most one append is in flight a partition. Owners are fenced: claim() gives an
// epoch, and every append under a lower one is refused from then on.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"

namespace dangol {

// One record as the log holds it; the three parts have their own lives (docs/FORMAT.md).
struct LogRecord {
  std::string entry;  // fixed form, never removed
  std::string core;   // facts and tokens
  std::string words;  // sealed private fields; empty when there are none, or when removed
};

// A row that lives beside the records and changes in the same frame: alarms, intents.
struct SideRow {
  std::string key;                   // its first byte is the kind
  std::optional<std::string> value;  // nullopt: delete
};

// A full tile of the Merkle tree: 256 hashes of one level (store/log_tree.h).
struct TileName {
  std::uint8_t level = 0;   // hashes of subtrees of 256^level leaves
  std::uint64_t index = 0;  // from the left
  auto operator<=>(const TileName&) const = default;
};
inline constexpr std::size_t kTileHashes = 256;
struct Tile {
  TileName name;
  std::string hashes;  // 256 times 32 bytes
};

struct Frame {
  Position first;  // position of records[0]; the partition's size before it
  std::vector<LogRecord> records;
  std::vector<SideRow> side_rows;
  std::vector<Tile> tiles;  // of the Merkle tree, that these records complete
  std::string tree_root;    // of the Merkle tree after this frame, 32 bytes; empty: not known
  // The vault's sync that these records may need (Vault::syncs()); 0: none.
  std::uint64_t vault_syncs = 0;
};

// Why remove_words() must refuse these positions on a log of `size` records; nullptr when it may.
const char* removal_fault(const std::vector<Position>& positions, Position size);
// The error for a tile that is not there.
Error no_such_tile(TileName name);
// What a frame weighs against the largest frame: its parts and a key each.
std::size_t frame_bytes(const Frame& frame);
// Why append() must refuse this frame on a log of `size` records; nullptr when it may be stored.
const char* frame_fault(const Frame& frame, Position size);

// The header every frame begins with.
struct FrameHeader {
  Epoch epoch;
  FrameIndex index;
  Position first;
  std::uint32_t count = 0;
  std::string tree_root;
};

struct Claim {
  PartitionId partition;
  Epoch epoch;
  auto operator<=>(const Claim&) const = default;
};

enum class Append : std::uint8_t {
  kStored,   // durable, as promises() says
  kFenced,   // a newer claim exists; nothing was stored, now or later
  kUnknown,  // may be stored or not: claim again and resolve() before anything else is appended
  kRefused,  // nothing was stored, now or later: the frame breaks a rule of append(), or the log
             // waits for a new claim (an embedded log: to be reopened) after kUnknown
};

// What the engine behind the seam really guarantees.
struct Promises {
  bool durable_on_ack = false;
  bool survives_node_loss = false;
  std::uint32_t partitions = 1;
  std::size_t largest_frame_bytes = 0;
};

// Reads records in order of position. Not thread-safe; one thread at a time.
class LogCursor {
 public:
  virtual ~LogCursor() = default;
  // The next record into the views, valid until the next call; false at the end (ask again to
  // follow). Corruption is an error that names the place; the cursor then stays there. `words` is
  // empty when not asked for.
  struct Item {
    Position position;
    std::string_view entry, core, words;
  };
  virtual Result<bool> next(Item& item) = 0;
};

enum class ReadWords : std::uint8_t { kNo, kYes };

// The part of a log that reading it needs. Thread-safe.
class LogReader {
 public:
  virtual ~LogReader() = default;
  virtual Result<Position> size(PartitionId partition) const = 0;
  // Reads from `from` on, as far as stored when asked. The log must outlive the cursor.
  virtual std::unique_ptr<LogCursor> read(Place from, ReadWords words) const = 0;
  // A full tile's hashes; kNotFound: it is not full yet, or was never written.
  virtual Result<std::string> tile(PartitionId partition, TileName name) const = 0;
  // The headers of stored frames from the index `from` on, in order: at most `limit`, none at the end.
  // kCorrupt: one is missing or damaged.
  virtual Result<std::vector<FrameHeader>> frames(PartitionId partition, FrameIndex from,
                                                  std::size_t limit) const = 0;
};

class EventLog : public LogReader {
 public:
  virtual Promises promises() const = 0;

  // Takes the partition: every earlier claim is refused from now on. kUnavailable when the log
  // must be reopened first (after kUnknown); kNotFound when there is no such partition.
  virtual Result<Claim> claim(PartitionId partition) = 0;

  // Appends one frame. `done` is called exactly once, possibly before append returns, from any
  // thread. A frame that is empty, does not begin at size(), holds an entry of another length than
  // the format says, or is over the limits (promises(), events/limits.h) is refused.
  // REQUIRES: no other append of this partition is in flight; `frame` stands until `done` is called.
  virtual void append(const Claim& claim, const Frame& frame, std::function<void(Append)> done) = 0;

  // Removes the words of these records, whatever copies of them the engine has: on return no file of
  // the log holds them, and readers find none there, as if the record never had any. Entry and core
  // stay. Positions without words may be among them; after an error some are removed, and the same
  // call may be repeated. kUsage: the claim is an older one, a position lies behind size(), or there are
  // more than kRemovedWordsAtOnce. Costs rewriting each file that holds some.
  // REQUIRES: positions ascend; no append of this partition is in flight, and nobody reads on with a
  // cursor from before.
  virtual Status remove_words(const Claim& claim, const std::vector<Position>& positions) = 0;

  // Lets go of memory that can be had again: what waits in it goes to its file, caches are emptied.
  // Reads and appends go on meanwhile. Thread-safe.
  virtual void give_back() {}

  // The header of the last frame that is stored; nullopt for an empty partition. After kUnknown
  // it tells whose frame is last.
  virtual Result<std::optional<FrameHeader>> resolve(PartitionId partition) = 0;

  // Some records by position, in the order asked. A position at or behind size() is kNotFound, a
  // missing one before it kCorrupt.
  virtual Result<std::vector<LogRecord>> get(PartitionId partition,
                                             const std::vector<Position>& positions,
                                             ReadWords words) const = 0;
  // Side rows of a partition whose key begins with `prefix`, in key order: the first `limit` of those
  // behind the key `after`, which need not be there. Thread-safe; sees whole frames only.
  virtual Result<std::vector<SideRow>> side_rows_behind(PartitionId partition,
                                                        std::string_view prefix,
                                                        std::string_view after,
                                                        std::size_t limit) const = 0;
  // All of them.
  Result<std::vector<SideRow>> side_rows(PartitionId partition, std::string_view prefix) const {
    return side_rows_behind(partition, prefix, {}, std::numeric_limits<std::size_t>::max());
  }
};

// Appends one frame and waits for its answer. REQUIRES: as EventLog::append.
Append append_and_wait(EventLog& log, const Claim& claim, const Frame& frame);

}  // namespace dangol
