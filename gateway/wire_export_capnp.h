// A subject's export as messages. Only for sources.
#pragma once

#include "events/outcome.h"
#include "gateway/local.capnp.h"
#include "gateway/subject_export.h"

namespace dangol {

void write_export_page(const ExportPage& page, wire::ExportPage::Builder into);
// kCorrupt: an entry that is none.
Result<ExportPage> read_export_page(wire::ExportPage::Reader page);

}  // namespace dangol
