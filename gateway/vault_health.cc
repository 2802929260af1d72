#include "gateway/vault_health.h"

#include <algorithm>

#include <fmt/format.h>

#include "events/customer.h"
#include "events/time_text.h"
#include "gateway/policy_number.h"
#include "gateway/vault_limits.h"

namespace dangol {

namespace {

constexpr PolicyBounds kDays{"erasure.days", kErasureDays, kLeastErasureDays, kMostErasureDays};

void add(const DestroyedHere& destroyed, VaultHealth& health) {
  if (destroyed.streams == 0) return;
  health.fenced_since =
      health.fenced == 0 ? destroyed.oldest : std::min(health.fenced_since, destroyed.oldest);
  health.fenced += destroyed.streams;
}

}  // namespace

Result<VaultHealth> look_at_vaults(Store& store, Micros now) {
  VaultHealth health;
  auto destroyed = store.vault().destroyed();
  if (!destroyed.ok()) return destroyed.error();
  add(destroyed.value(), health);
  auto held = store.look_at_held();
  if (!held.ok()) return held.error();
  add(held.value().destroyed, health);
  health.held = held.value().kept.size();
  health.held_over = static_cast<std::uint64_t>(
      std::ranges::count_if(held.value().kept, [&](const KeptStream& stream) {
        return std::ranges::any_of(stream.keepings,
                                   [&](const Keeping& keeping) { return keeping.until <= now; });
      }));
  if (health.fenced == 0) return health;
  Result<std::uint32_t> days = policy_number(store, kDays, now);
  if (!days.ok()) return days.error();
  health.fenced_until = Micros(health.fenced_since.value() + days.value() * kMicrosPerDay);
  return health;
}

std::vector<std::string> vault_alarms(const VaultHealth& health, Micros now) {
  std::vector<std::string> alarms;
  if (health.fenced > 0 && health.fenced_until < now) {
    alarms.push_back(fmt::format(
        "{} erased stream{} should be final since {}, and an older copy of the vault still opens: "
        "dangol vault rotate",
        health.fenced, health.fenced == 1 ? "" : "s",
        format_full_time({health.fenced_until, 0, TimePrecision::kSecond})));
  }
  if (health.held_over > 0) {
    alarms.push_back(
        fmt::format("no law keeps some words of {} erased stream{} any more: dangol held expire",
                    health.held_over, health.held_over == 1 ? "" : "s"));
  }
  return alarms;
}

}  // namespace dangol
