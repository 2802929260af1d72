// The tokens and texts of one stream, each kept once; entities refer to them by four bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "events/customer_basics.h"
#include "events/customer_limits.h"

namespace dangol {

class TokenTable {
 public:
  // The reference of these bytes, new or known. Empty bytes name nothing.
  TokenRef token(std::string_view bytes) { return TokenRef(intern(bytes)); }
  TextRef text(std::string_view bytes) { return TextRef(intern(bytes)); }
  // The reference of these bytes if they are known; else nothing.
  TokenRef find(std::string_view bytes) const { return TokenRef(lookup(bytes)); }
  // Empty for a reference to nothing. Valid until the next intern.
  std::string_view bytes(TokenRef ref) const { return entry(ref.value()); }
  std::string_view bytes(TextRef ref) const { return entry(ref.value()); }
  std::size_t size() const { return ends_.size(); }
  std::size_t byte_count() const { return bytes_.size(); }
  std::size_t index_bytes() const { return heap_bytes(slots_); }

  // Whether so many came since the last sweep that one pays.
  bool sweep_due(const StateLimits& limits) const;
  // Drops what is not `used` (by reference; [0] is not looked at). The answer maps every old
  // reference to its new one. REQUIRES: used.size() == size() + 1.
  std::vector<std::uint32_t> sweep(const std::vector<bool>& used);

  static void visit(auto& self, auto& v) {
    v("bytes", self.bytes_);
    v("ends", self.ends_);
    v("kept", self.kept_);
  }
  // After the members were read from bytes: false if they do not fit together.
  bool rebuild();

 private:
  std::uint32_t intern(std::string_view bytes);
  std::uint32_t lookup(std::string_view bytes) const;
  std::string_view entry(std::uint32_t ref) const;
  void index(std::uint32_t ref);
  void index_all();

  std::string bytes_;                      // all entries, one after the other
  std::vector<std::uint32_t> ends_;        // of entry i + 1 in bytes_
  std::uint32_t kept_ = 0;                 // entries that the last sweep left
  Box<std::vector<std::uint32_t>> slots_;  // hash index, once there are too many to look through
};

}  // namespace dangol
