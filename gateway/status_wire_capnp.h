// A status as a message between a running writer and a client. Only for sources.
#pragma once

#include "gateway/local.capnp.h"
#include "gateway/writer_status.h"

namespace dangol {

void write_status(const WriterStatus& status, wire::Status::Builder into);
WriterStatus read_status(wire::Status::Reader told);

}  // namespace dangol
