#include "events/customer_commerce.h"

#include <algorithm>
#include <limits>

#include "events/customer_limits.h"

namespace dangol {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

void refine(Amount& amount, std::uint8_t digits) {
  for (; amount.digits < digits; ++amount.digits)
    if (__builtin_mul_overflow(amount.minor, std::int64_t{10}, &amount.minor))
      amount.minor = amount.minor < 0 ? kLeast : kMost;
}

}  // namespace

void add_amount(std::vector<Amount>& sums, Amount amount) {
  const auto sum = std::find_if(sums.begin(), sums.end(), [&](const Amount& known) {
    return known.currency == amount.currency;
  });
  if (sum == sums.end()) {
    if (sums.size() < kStateLimits.currencies_kept) sums.push_back(amount);
    return;
  }
  refine(*sum, amount.digits);
  refine(amount, sum->digits);
  if (__builtin_add_overflow(sum->minor, amount.minor, &sum->minor))
    sum->minor = amount.minor < 0 ? kLeast : kMost;
}

}  // namespace dangol
