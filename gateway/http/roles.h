// Who may do what over the network.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

namespace dangol {

enum class Role : std::uint8_t {
  kIntegrator,  // sends events, of its own sources only
  kImporter,    // sends history from elsewhere, as recorded
  kReader,      // reads, redacted
  kWords,       // reads private words and names, for a purpose that is recorded
  kAuditor,     // reads entries, proofs, the register of accesses
  kOfficer,     // has people forgotten, and decides of what a law keeps
  kAdmin,       // runs the server
};
inline constexpr std::size_t kRoles = 7;
const char* to_string(Role role);  // `integrator`

// A set of roles.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const Role role : roles) bits_ |= bit(role);
  }
  static constexpr Roles all() {
    Roles every;
    every.bits_ = (1U << kRoles) - 1;
    return every;
  }
  constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  constexpr bool meets(Roles other) const { return (bits_ & other.bits_) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr void add(Role role) { bits_ |= bit(role); }
  bool operator==(const Roles&) const = default;

 private:
  static constexpr std::uint32_t bit(Role role) { return 1U << static_cast<std::uint32_t>(role); }
  std::uint32_t bits_ = 0;
};

// Who a request is from, as far as was shown.
struct Principal {
  std::string account;  // `staff/<account>` in the records of accesses
  Roles roles;
  // An integrator's events are from this source, or from below it: `urn:shop` and `urn:shop/till`. Empty:
  // from any.
  std::string source;
  std::string token;  // the id of the token that let it in; empty: none was needed
};

}  // namespace dangol
