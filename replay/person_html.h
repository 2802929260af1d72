// The record of one person as a page to print: everything that is there, for the person to read.
#pragma once

#include <string>

#include "events/outcome.h"
#include "replay/person_record.h"

namespace dangol {

// One HTML page, with nothing that it needs from elsewhere. kCorrupt: an event does not read.
Result<std::string> person_html(const PersonRecord& record);

}  // namespace dangol
