// How often somebody may ask. Times are passed in; not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "events/ids.h"

namespace dangol {

// Holds `burst` at most, gains `per_second` a second; begins full.
class TokenBucket {
 public:
  TokenBucket(std::uint32_t per_second, std::uint32_t burst, Micros now);
  // Takes one; false: there is none.
  bool take(Micros now);
  // Seconds until there is one, at least 1.
  std::uint32_t seconds_to_wait() const;

 private:
  double per_second_;
  double burst_;
  double held_;
  Micros last_;
};

// Who is behind an address, as far as one can tell: an IPv4 address, also one written as IPv6, or the first
// 64 bits of an IPv6 address, of which one host has all.
std::string address_group(std::string_view address);

// A bucket for each of the addresses that were refused last.
class RefusedAddresses {
 public:
  RefusedAddresses(std::uint32_t per_second, std::uint32_t at_once, std::size_t addresses)
      : per_second_(per_second), at_once_(at_once), addresses_(addresses) {}

  // One more refused; false: they were too many.
  bool take(std::string_view address, Micros now);
  std::size_t size() const { return buckets_.size(); }

 private:
  struct Entry {
    std::string group;
    TokenBucket bucket;
  };
  const std::uint32_t per_second_;
  const std::uint32_t at_once_;
  const std::size_t addresses_;
  std::list<Entry> buckets_;  // refused last at the front
  std::unordered_map<std::string_view, std::list<Entry>::iterator> places_;
};

}  // namespace dangol
