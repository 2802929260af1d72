// A client's side of TLS. Only for sources.
#pragma once

#include <kj/compat/tls.h>

#include "client/options.h"
#include "events/outcome.h"

namespace dangol {

// kUsage, naming the file: it cannot be used.
Result<kj::Own<kj::TlsContext>> make_client_tls(const ClientTls& tls);

}  // namespace dangol
