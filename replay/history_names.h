// How a subject is called: words, that stand in the records which a state only names.
#pragma once

#include <string>

#include "events/customer.h"
#include "events/outcome.h"
#include "events/sealing_open.h"
#include "store/store.h"

namespace dangol {

// Values as JSON: a text, `{"sealed":true}`, or `{"erased":true}`; empty: was never given.
struct CalledNames {
  std::string called_name;
  std::string epithet;
};

// As the state's newest names say, opened as far as `rights` go. kCorrupt: a record that the state names is
// none of a name.
Result<CalledNames> called_names(Store& store, const Customer& state, const StreamKeys& keys,
                                 const ReaderRights& rights);

}  // namespace dangol
