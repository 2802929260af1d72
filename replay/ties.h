// Who is who: streams that were merged, and contacts that were put down to another person later.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "replay/step.h"

namespace dangol {

// Types of the steps of the projection `people`.
enum class PeopleStep : std::uint8_t {
  // The stream was merged. token(): the other one; code: 1 if this one was absorbed.
  kMerged = 1,
  // A contact moved. contact: which; token(): the stream it moved to, or from if code is 1.
  kMoved,
};

// As of one vantage. Built by one thread, then immutable: any thread may read it.
class Ties {
 public:
  Ties() = default;
  // `steps` of the projection `people` that the vantage includes, in any order.
  explicit Ties(std::vector<Step> steps);

  // Nothing of this stream belongs to anybody else, and nothing of anybody else to it.
  bool untied(StreamToken stream) const {
    return tied_.empty() || tied_.find(stream) == tied_.end();
  }
  // The stream that the person of this one goes by.
  StreamToken survivor(StreamToken stream) const;
  // The person whom a contact of the stream was put down to; nullopt: it stayed. A `contact/` stream
  // moves as a whole.
  std::optional<StreamToken> moved(StreamToken stream, EntityKey contact) const;
  // All streams that hold something of the person who goes by `person`, itself included.
  std::vector<StreamToken> streams_of(StreamToken person) const;
  // Of a stream that is tied.
  StreamKind kind(StreamToken stream) const;

 private:
  struct Moved {
    EntityKey contact;
    StreamToken to;
    Position at;
  };
  struct Tied {
    StreamKind kind = StreamKind::kCustomer;
    std::optional<StreamToken> absorbed_by;
    std::vector<Moved> moved;
    std::vector<StreamToken> sources;  // streams with something of this one's person
  };
  std::unordered_map<StreamToken, Tied, Bytes16Hasher> tied_;
};

}  // namespace dangol
