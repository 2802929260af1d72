// The proofs that go with a person's export: of the person's own streams the whole history, where of records
// about others only the entries are told; of streams of others the records that are shown, and no more.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/store_access.h"
#include "events/outcome.h"
#include "replay/person_record.h"

namespace dangol {

struct BundleFile {
  std::string name;
  std::string text;
};

// By subject: the last version that was read of its stream.
using ReadUpTo = std::map<std::string, Version>;

// All files of the proofs, and the list of them. kConflict: a stream went on since it was read; it is to be
// read again. Else as StoreAccess::begin_history_proof.
Result<std::vector<BundleFile>> prove_person(StoreAccess& store, const PersonRecord& record,
                                             const ReadUpTo& read);

}  // namespace dangol
