// What a store's derived databases are told of records that are settled.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>

#include "actors/committer.h"
#include "store/store.h"

namespace dangol {

// Tells the index and the snapshots of what is settled. Both are derived: what they fail to take
// is rebuilt from the log when it is opened again.
class DerivedSink : public SettledSink {
 public:
  explicit DerivedSink(Store& store) : store_(store) {}
  Status records(std::span<const IndexEntry> entries) override {
    return store_.index().add(entries);
  }
  void snapshot(StreamToken stream, StreamHead head, Place last, std::string bytes) override {
    const Snapshot one{stream, head.version, head.chain, last, std::move(bytes)};
    // A snapshot that cannot be written is only a slower start.
    (void)store_.snapshots().put({&one, 1});
  }
  std::optional<Position> position_of(StreamToken stream, Version version) override {
    auto positions = store_.index().positions(stream, version, 1);
    if (!positions.ok() || positions.value().empty()) return std::nullopt;
    return positions.value().front();
  }

 private:
  Store& store_;
};

}  // namespace dangol
