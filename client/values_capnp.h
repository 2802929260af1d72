// Between what a client asks for and is given and the messages of dangol.capnp. Readers of malformed messages
// throw kj::Exception.
#pragma once

#include "client/values.h"
#include "gateway/dangol.capnp.h"

namespace dangol {

void write_known_at(const KnownAt& at, wire::AsOf::Builder into);
void write_looking(const Looking& looking, wire::Looking::Builder into);
void write_filter(const WhichEvents& which, wire::Filter::Builder into);
RecordedPage read_page(wire::Page::Reader page);

}  // namespace dangol
