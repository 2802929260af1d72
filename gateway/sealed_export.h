// Taking sealed records out of the store, entries and words: nothing is opened, and yet it is an export of
// personal data, on record before anything leaves.
#pragma once

#include <cstdint>
#include <string>

#include "events/outcome.h"
#include "gateway/disclosure.h"
#include "gateway/viewer.h"

namespace dangol {

// The records of everybody, of so many streams; or of one subject.
Disclosure whole_log(std::uint64_t streams);
Disclosure sealed_records_of(std::string subject);

// kUsage: no purpose, or no reason.
Status may_ask_for_sealed(const Viewer& viewer);
// Records it; after an error nothing may leave. Errors of may_ask_for_sealed and of `disclose`.
Status allow_sealed_export(const Disclose& disclose, const Viewer& viewer, const Disclosure& taken,
                           Micros now);

}  // namespace dangol
