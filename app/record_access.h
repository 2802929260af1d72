// Records of our own about accesses, for a command that does nothing else with the store meanwhile: under
// the store's lock, or through its writer.
#pragma once

#include <vector>

#include "app/command.h"
#include "events/event.h"
#include "events/outcome.h"
#include "gateway/disclosure.h"

namespace dangol {

// Where the last of the events stands, once all of them are on disk. kNotFound: there is no store.
Result<Place> append_own(const GlobalOptions& options, std::vector<SentEvent> events);

// As record_disclosures, before something that is sealed is taken out.
Status record_access(const GlobalOptions& options, const Viewer& viewer,
                     const std::vector<Disclosure>& shown, Micros now);

// The same as a function to hand on.
Disclose record_access_by(const GlobalOptions& options);

}  // namespace dangol
