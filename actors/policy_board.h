// The values of policies that decisions use now: what the stream `policy/main` says, once it is settled.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>

#include "events/clock.h"
#include "events/customer.h"
#include "events/policies.h"

namespace dangol {

inline constexpr std::string_view kPolicySubject = "policy/main";

// Thread-safe.
class PolicyBoard {
 public:
  // `stream`: the settled state of kPolicySubject.
  PolicyBoard(Clock clock, Customer stream);

  // The stream's state after a frame that is stored.
  void settled(std::shared_ptr<const Customer> stream);
  // What holds at this moment, also when it was set to hold from a later moment on than it was said.
  Policies now() const;

 private:
  const Clock clock_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Customer> stream_;
};

}  // namespace dangol
