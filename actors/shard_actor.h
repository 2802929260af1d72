// The shard: owns a slice of the streams, brings each into memory on demand as an actor of its own,
// and lays out the numbered batches that they fill. Events of one subject keep their order.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "actors/awake_count.h"
#include "actors/caf.h"

namespace dangol {

class ShardState {
 public:
  struct Options {
    std::uint32_t number = 0;
    std::size_t awake_bytes = 0;  // of this shard's streams in memory
    AwakeCount* count = nullptr;  // shared by all shards
    Loader* loader = nullptr;
    caf::actor journal;
    std::function<std::uint64_t()> settled;  // number of this shard's last settled batch
  };

  void start(caf::event_based_actor* self, Options options);
  void take(const ShardPart& part);
  void admit(const StreamsLoaded& loaded);
  void forget(const std::string& subject);
  void rest(std::size_t awake_bytes);

 private:
  // A subject with its hash, so that a look-up does not hash again.
  struct SubjectView {
    std::string_view subject;
    std::size_t hash = 0;
  };
  static SubjectView view_of(std::string_view subject) {
    return {subject, std::hash<std::string_view>{}(subject)};
  }
  struct SubjectHash {
    using is_transparent = void;
    std::size_t operator()(const SubjectView& of) const { return of.hash; }
    std::size_t operator()(const std::string& of) const { return view_of(of).hash; }
  };
  struct SubjectEqual {
    using is_transparent = void;
    bool operator()(const std::string& a, const std::string& b) const { return a == b; }
    bool operator()(const SubjectView& a, const std::string& b) const { return a.subject == b; }
    bool operator()(const std::string& a, const SubjectView& b) const { return a == b.subject; }
  };
  template <class Value>
  using BySubject = std::unordered_map<std::string, Value, SubjectHash, SubjectEqual>;

  // Events of one subject and submission, waiting for their stream.
  struct Waiting {
    SubmissionPtr submission;
    std::vector<std::uint32_t> event_indexes;
  };
  struct Awake {
    caf::actor customer;
    std::shared_ptr<const StreamWriter> writer;  // for what is safe to ask from here
    std::size_t bytes = 0;                       // what it weighs in awake_bytes_
    std::uint64_t last_batch = 0;
    std::uint32_t last_slot = 0;  // in it
    bool failed = false;
    std::list<std::string_view>::iterator turn;  // its subject in turns_
  };
  // A batch being laid out; it becomes number next_batch_.
  struct Layout {
    std::vector<Slot> slots;
    std::vector<caf::actor> customers;
    std::uint64_t settled = 0;  // the shard's last settled batch when laying out began
  };

  // Puts one event into the layout, beside its subject's others, or into the queue of a stream that
  // must be loaded first.
  void place(const SubmissionPtr& submission, std::uint32_t index, Layout& layout,
             std::vector<std::string>& to_load);
  void place_on(Awake& awake, const SubmissionPtr& submission, std::uint32_t index, Layout& layout);
  void dispatch(Layout layout);
  void request(std::vector<std::string> subjects);
  // Puts the streams used least recently to sleep until the rest fits the budget. Only who is
  // settled may sleep: what is read back must be what was there. So the budget may be exceeded by
  // what is in flight.
  void let_sleep(std::uint64_t settled, std::size_t awake_bytes);
  void weigh(Awake& awake);
  void remove(BySubject<Awake>::iterator found);
  static void refuse(const SubmissionPtr& submission,
                     const std::vector<std::uint32_t>& event_indexes, const Error& error);

  caf::event_based_actor* self_ = nullptr;
  Options options_;
  std::uint64_t next_batch_ = 1;
  BySubject<Awake> awake_;
  std::list<std::string_view> turns_;  // subjects of awake_, in the order of their last batches
  std::size_t awake_bytes_ = 0;        // of awake_
  BySubject<std::deque<Waiting>> loading_;
};

caf::behavior shard_actor(caf::stateful_actor<ShardState>* self, ShardState::Options options);

}  // namespace dangol
