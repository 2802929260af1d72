#include "gateway/access_grant.h"

#include <array>
#include <initializer_list>

namespace dangol {

namespace {

constexpr std::uint32_t bits(std::initializer_list<Purpose> purposes) {
  std::uint32_t set = 0;
  for (const Purpose purpose : purposes) set |= 1U << static_cast<unsigned>(purpose);
  return set;
}

using enum Purpose;

// By the purpose of the reading: what words it opens, by the purpose they are held for.
constexpr std::array kOpened{
    bits({}),  // none given
    bits({kIdentity}),
    bits({kIdentity, kCare, kConnection, kSurvey, kComplaint, kCommerce}),  // care
    bits({kIdentity, kConnection}),
    bits({kIdentity, kSurvey}),
    bits({kIdentity, kCare, kSurvey, kComplaint, kCommerce, kProtection}),  // complaint
    bits({kIdentity, kCommerce}),
    bits({kIdentity, kCare, kComplaint, kProtection}),  // protection
    bits({kIdentity, kAccess}),
};
static_assert(kOpened.size() == kPurposes);

}  // namespace

bool opens(Purpose reading, Purpose held) {
  return (kOpened.at(static_cast<std::size_t>(reading)) >> static_cast<unsigned>(held) & 1U) != 0;
}

AccessGrant AccessGrant::redacted() { return AccessGrant(ReaderRights::none().add_own_names()); }

Result<AccessGrant> AccessGrant::recorded(const Disclose& disclose, const Viewer& viewer,
                                          const std::vector<Disclosure>& shown, Micros now) {
  if (viewer.purpose == kUnset) return redacted();
  if (Status recorded = disclose(viewer, shown, now); !recorded.ok()) return recorded.error();
  ReaderRights rights = ReaderRights::none().add_names();
  for (std::size_t i = 1; i < kPurposes; ++i) {
    const auto held = static_cast<Purpose>(i);
    if (opens(viewer.purpose, held)) rights.add(held);
  }
  return AccessGrant(rights);
}

}  // namespace dangol
