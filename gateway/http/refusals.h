// How often the gateway refused something, by the reason. Nothing of who was refused.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace dangol {

enum class Refusal : std::uint8_t {
  kNoToken,      // 401: nothing that shows who asks
  kWrongToken,   // 401: a token, or a certificate, that is none of ours, or no longer
  kExpired,      // 401
  kRole,         // 403: the route is for other roles
  kPurpose,      // 403: words are asked for without the role
  kTokenRate,    // 429: the token made too many requests
  kAddressRate,  // 429: too many of the address were refused before
  kMalformed,    // 400: no HTTP, or HTTP that two readers read in two ways
  kTooLarge,     // 413
  kTooSlow,      // 408: a body that does not come
  kNoRoom,       // 429, or the connection is closed: the server holds as much as it can
  kHandshake,    // the connection is closed: no TLS, or no certificate that we trust
};
inline constexpr std::size_t kRefusals = 12;
const char* to_string(Refusal reason);  // `wrong-token`

// Any thread.
class Refusals {
 public:
  void count(Refusal reason) {
    counts_[static_cast<std::size_t>(reason)].fetch_add(1, std::memory_order_relaxed);
  }
  std::uint64_t of(Refusal reason) const {
    return counts_[static_cast<std::size_t>(reason)].load(std::memory_order_relaxed);
  }

 private:
  std::array<std::atomic<std::uint64_t>, kRefusals> counts_{};
};

}  // namespace dangol
