#include "gateway/policy_number.h"

#include <charconv>
#include <optional>
#include <string>

#include "replay/history.h"

namespace dangol {

Result<std::uint32_t> policy_number(Store& store, const PolicyBounds& policy, Micros now) {
  std::uint32_t holds = policy.standard;
  Result<Customer> state = state_as_of(store, "policy/main", {});
  if (!state.ok() && state.error().code == ErrorCode::kNotFound) return holds;
  if (!state.ok()) return state.error();
  const Common* common = state.value().common.get();
  if (common == nullptr) return holds;
  std::optional<Micros> from;
  for (const PolicyValue& value : common->policies) {
    const TokenTable& texts = state.value().tokens;
    if (texts.bytes(value.name) != policy.name || value.from > now) continue;
    if (from && value.from < *from) continue;
    const std::string text(texts.bytes(value.value));
    std::uint32_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
    if (!whole || number < policy.least || number > policy.most) continue;
    from = value.from;
    holds = number;
  }
  return holds;
}

}  // namespace dangol
