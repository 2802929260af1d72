// What the projection `purchases` keeps, and how a person's purchases are read from it.
#pragma once

#include <cstdint>
#include <vector>

#include "events/limits.h"
#include "replay/figure.h"
#include "replay/step_source.h"

namespace dangol {

enum class PurchaseStep : std::uint8_t {
  // entity: the order; value: the price of its lines with a positive quantity; code: digits of the
  // price beyond the minor unit; key: PiecesAndCurrency of these lines. At the moment of placing.
  kPlaced = 1,
  // Of the order or cancellation of the same record. key: the label's name; value: its text.
  kLabel,
  // entity: the order, or with kUnnamed the cancellation's own number; value: pieces;
  // key: PiecesAndCurrency without the pieces.
  kCancelled,
  // entity: the return; contact: its order. Asked for; or with kReceived arrived, value: pieces.
  kReturn,
  // entity: the return; code: schema::ReturnRule.
  kAccepted,
  // entity: the return, or with kOfOrder the order; contact: the order; value: how much; code:
  // digits; key: PiecesAndCurrency.
  kRefund,
  // entity: the kindness; contact: where; value, code, key as of kRefund; kNoAmount: no cost is known.
  kKindness,
  // code: schema::AcquisitionVia; value: schema::AcquisitionEvidence.
  kAcquired,
};

inline constexpr std::uint8_t kWhole = 0x01;     // it names no lines: all of it
inline constexpr std::uint8_t kUnnamed = 0x02;   // a cancellation that names no order
inline constexpr std::uint8_t kReceived = 0x02;  // of kReturn
inline constexpr std::uint8_t kOfOrder = 0x02;   // of kRefund
inline constexpr std::uint8_t kNegative = 0x04;  // a line has a negative quantity
inline constexpr std::uint8_t kNoAmount = 0x08;  // no currency was given, or it is beyond 64 bits

// Three capital letters and a number of pieces in 64 bits.
struct PiecesAndCurrency {
  std::int64_t pieces = 0;
  std::uint32_t currency = 0;  // 0: not said

  static constexpr int kCurrencyBits = 15;
  std::uint64_t packed() const {
    return static_cast<std::uint64_t>(pieces) << kCurrencyBits | currency;
  }
  static PiecesAndCurrency unpack(std::uint64_t packed) {
    return {static_cast<std::int64_t>(packed >> kCurrencyBits),
            static_cast<std::uint32_t>(packed & ((1u << kCurrencyBits) - 1))};
  }
  static std::uint32_t code_of(std::string_view letters);
  TextKey text() const;  // of the letters; 0: not said
};
// The pieces of the largest order, each line's below 2^31, fit.
static_assert(std::uint64_t{kMaxListItems} << 31 < std::uint64_t{1}
                                                       << (64 - PiecesAndCurrency::kCurrencyBits));

inline bool is(const Step& step, PurchaseStep type) {
  return step.type == static_cast<std::uint8_t>(type);
}

// An order that counts as a purchase.
struct Purchase {
  const Step* placed = nullptr;
  std::int64_t pieces_left = 0;  // neither cancelled nor sent back
  const Step* first_back = nullptr;
  // Paid back for it, in its currency, in units of 10^-6 of the minor unit.
  __int128 refunded = 0;
};
// Something of commerce that is no purchase, or whose order is not known.
struct LeftOut {
  const Step* step = nullptr;
  Exclusion reason = Exclusion::kNone;
  const Step* because = nullptr;  // the cancellation
};

struct Purchases {
  std::vector<Purchase> bought;    // in time
  std::vector<LeftOut> left_out;   // each order and cancellation that is none, in time
  std::vector<LeftOut> sent_back;  // arrivals of returns whose order is not known
};

// The purchases of a person, known or not. `into` keeps its memory from call to call.
void find_purchases(const PersonSteps& person, Purchases& into);

// The text of the label of that name which the record of `step` gave; 0: none. `step` is one of the
// person's.
TextKey label_of(const PersonSteps& person, const Step& step, TextKey name);

// 10^digits; digits from 0 to 6.
std::int64_t power_of_ten(unsigned digits);

}  // namespace dangol
