// Every size of a person's export that a check of it takes from outside, with its unit.
#pragma once

#include <cstddef>

#include "events/limits.h"

namespace dangol {

// One line of the export's words: a text of an event, each byte of which JSON may write as six.
inline constexpr std::size_t kMaxEvidenceLineBytes = 6 * kMaxEventBytes + 1024;
// The record, as JSON: it is in memory as a whole.
inline constexpr std::size_t kMaxPersonJsonBytes = 1 << 30;
// The list of what is in the folder.
inline constexpr std::size_t kMaxBundleListBytes = 1 << 20;

}  // namespace dangol
