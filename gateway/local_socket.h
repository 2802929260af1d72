// The socket file in a data directory: who may listen, who may connect.
//
//   DIR/socket    a Unix stream socket of mode 0600, there while a writer runs; what a killed writer
//                 left is removed by the next one
#pragma once

#include <filesystem>

#include "events/outcome.h"
#include "store/descriptor.h"

namespace dangol {

std::filesystem::path socket_path(const std::filesystem::path& dir);

// Listens in `dir`, without blocking. REQUIRES: this process holds the lock of the store there.
Result<Descriptor> listen_in(const std::filesystem::path& dir);
// Connects to whoever listens in `dir`; blocking. kNotFound: nobody does.
Result<Descriptor> connect_in(const std::filesystem::path& dir);
// Whether the process at the other end may use the store: it is of this process's user, or root's.
bool is_trusted_peer(int socket);

}  // namespace dangol
