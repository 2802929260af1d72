// A bounded map of what was used lately. Holds between one and two times `limit` entries: when the
// young half is full it becomes the old half, and what is found in the old half moves to the young.
// Not thread-safe.
#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace dangol {

template <class Key, class Value, class Hasher = std::hash<Key>>
class RecentMap {
 public:
  explicit RecentMap(std::size_t limit) : limit_(limit) {}

  // nullptr: not held. Valid until the next call.
  template <class K>
  const Value* find(const K& key) {
    if (auto young = young_.find(key); young != young_.end()) return &young->second;
    auto old = old_.find(key);
    if (old == old_.end()) return nullptr;
    Key kept = old->first;
    Value value = std::move(old->second);
    old_.erase(old);
    return insert(std::move(kept), std::move(value));
  }

  const Value* insert(Key key, Value value) {
    if (young_.size() >= limit_) {
      old_ = std::move(young_);
      young_ = {};
    }
    return &young_.insert_or_assign(std::move(key), std::move(value)).first->second;
  }

  void erase(const Key& key) {
    young_.erase(key);
    old_.erase(key);
  }

  void clear() {
    young_.clear();
    old_.clear();
  }

  std::size_t size() const { return young_.size() + old_.size(); }

 private:
  using Map = std::unordered_map<Key, Value, Hasher, std::equal_to<>>;
  std::size_t limit_;
  Map young_, old_;
};

// Lets a RecentMap by text be asked with a string_view without a copy.
struct TextHasher {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

}  // namespace dangol
