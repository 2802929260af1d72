// The register of accesses as messages. Only for sources.
#pragma once

#include <vector>

#include "events/outcome.h"
#include "gateway/access_expiry.h"
#include "gateway/access_register.h"
#include "gateway/local.capnp.h"

namespace dangol {

void write_question(const RegisterQuestion& question, const RegisterMark& from,
                    wire::RegisterAsked::Builder into);
RegisterQuestion read_question(wire::RegisterAsked::Reader asked);
void write_mark(const RegisterMark& mark, wire::RegisterMark::Builder into);
// kRejected: a chain of another length.
Result<RegisterMark> read_mark(wire::RegisterMark::Reader mark);

void write_register_page(const RegisterPage& page, wire::AccessAnswer::Builder into);
// kCorrupt: an entry that is none.
Result<RegisterPage> read_register_page(wire::AccessAnswer::Reader answer);

void write_expired(const std::vector<ExpiredMonth>& months, wire::AccessAnswer::Builder into);
std::vector<ExpiredMonth> read_expired(wire::AccessAnswer::Reader answer);

}  // namespace dangol
