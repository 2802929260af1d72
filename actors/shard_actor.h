// The shard: owns a slice of the streams, brings each into memory on demand as an actor of its own,
// and lays out the numbered batches that they fill. Events of one subject keep their order.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
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
  void take(const ShardPart& part);
  void admit(const StreamsLoaded& loaded);
  void forget(const std::string& subject);

 private:
  // A subject with its hash, so that a look-up does not hash again.
  struct SubjectView {
    std::string_view subject;
    std::size_t hash = 0;
  };
  struct SubjectHash {
    using is_transparent = void;
    std::size_t operator()(const SubjectView& of) const { return of.hash; }
    std::size_t operator()(const std::string& of) const {
      return std::hash<std::string_view>{}(of);
    }
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
    std::uint64_t last_batch = 0;
    std::uint32_t last_slot = 0;  // in it
    bool failed = false;
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
  static void refuse(const SubmissionPtr& submission,
                     const std::vector<std::uint32_t>& event_indexes, const Error& error);

  caf::event_based_actor* self_ = nullptr;
  Options options_;
  std::uint64_t next_batch_ = 1;
  BySubject<Awake> awake_;
  BySubject<std::deque<Waiting>> loading_;
};

caf::behavior shard_actor(caf::stateful_actor<ShardState>* self, ShardState::Options options);

}  // namespace dangol
