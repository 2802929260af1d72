#include "gateway/http/rates.h"

#include <algorithm>
#include <cmath>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace dangol {

TokenBucket::TokenBucket(std::uint32_t per_second, std::uint32_t burst, Micros now)
    : per_second_(per_second), burst_(burst), held_(burst), last_(now) {}

bool TokenBucket::take(Micros now) {
  // A clock that went back gains nothing.
  const auto gone = std::max<std::int64_t>(now.value() - last_.value(), 0);
  held_ = std::min(burst_, held_ + per_second_ * static_cast<double>(gone) / 1e6);
  last_ = now;
  if (held_ < 1) return false;
  held_ -= 1;
  return true;
}

std::uint32_t TokenBucket::seconds_to_wait() const {
  return static_cast<std::uint32_t>(std::max(1.0, std::ceil((1 - held_) / per_second_)));
}

std::string address_group(std::string_view address) {
  const std::string text(address);
  in6_addr six{};
  if (::inet_pton(AF_INET6, text.c_str(), &six) != 1) return text;
  char out[INET6_ADDRSTRLEN] = "";
  if (IN6_IS_ADDR_V4MAPPED(&six)) {
    in_addr four{};
    std::copy_n(six.s6_addr + 12, 4, reinterpret_cast<std::uint8_t*>(&four.s_addr));
    ::inet_ntop(AF_INET, &four, out, sizeof out);
    return out;
  }
  std::fill_n(six.s6_addr + 8, 8, std::uint8_t{0});
  ::inet_ntop(AF_INET6, &six, out, sizeof out);
  return out;
}

bool RefusedAddresses::take(std::string_view address, Micros now) {
  std::string group = address_group(address);
  const auto found = places_.find(group);
  if (found != places_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, found->second);
    return buckets_.front().bucket.take(now);
  }
  if (buckets_.size() == addresses_) {
    places_.erase(buckets_.back().group);
    buckets_.pop_back();
  }
  buckets_.push_front({std::move(group), TokenBucket(per_second_, at_once_, now)});
  places_.emplace(buckets_.front().group, buckets_.begin());
  return buckets_.front().bucket.take(now);
}

}  // namespace dangol
