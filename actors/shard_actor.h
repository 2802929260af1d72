// The shard: owns a slice of the streams, brings each into memory on demand as an actor of its own,
// and lays out the numbered batches that they fill. Events of one subject keep their order.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/caf.h"

namespace dangol {

class ShardState {
 public:
  struct Options {
    std::uint32_t number = 0;
    Loader* loader = nullptr;
    caf::actor journal;
    std::function<std::uint64_t()> settled;  // number of this shard's last settled batch
  };

  void start(caf::event_based_actor* self, Options options);
  void take(ShardPart part);
  void admit(StreamsLoaded loaded);
  void forget(const std::string& subject);

 private:
  // One event or several of one subject that travel together.
  struct Waiting {
    SubmissionPtr submission;
    std::vector<std::uint32_t> event_indexes;
  };
  struct Awake {
    caf::actor customer;
    std::uint64_t last_batch = 0;
    bool failed = false;
  };
  // A batch being laid out.
  struct Layout {
    std::vector<Slot> slots;
    std::vector<caf::actor> customers;
  };

  // Puts the events into the layout, or into the queue of a stream that must be loaded first.
  void place(const std::string& subject, Waiting events, Layout& layout,
             std::vector<std::string>& to_load);
  void dispatch(Layout layout);
  void request(std::vector<std::string> subjects);
  static void refuse(Waiting& events, const std::string& reason);

  caf::event_based_actor* self_ = nullptr;
  Options options_;
  std::uint64_t next_batch_ = 1;
  std::unordered_map<std::string, Awake> awake_;
  std::unordered_map<std::string, std::deque<Waiting>> loading_;
};

caf::behavior shard_actor(caf::stateful_actor<ShardState>* self, ShardState::Options options);

}  // namespace dangol
