#include "gateway/local_socket.h"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "gateway/limits.h"

namespace dangol {

namespace {

namespace fs = std::filesystem;

constexpr const char* kSocket = "socket";

// The address of the socket in an open directory: a socket's path has at most 107 bytes, a
// directory's may have more.
sockaddr_un address_in(int directory) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = fmt::format("/proc/self/fd/{}/{}", directory, kSocket);
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

Descriptor open_directory(const fs::path& dir) {
  return Descriptor(::open(dir.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

}  // namespace

fs::path socket_path(const fs::path& dir) { return dir / kSocket; }

Result<Descriptor> listen_in(const fs::path& dir) {
  const fs::path path = socket_path(dir);
  const Descriptor directory = open_directory(dir);
  if (!directory.valid()) return io_error("open", dir, errno);
  // Nobody else listens while the lock is held.
  if (::unlinkat(directory.get(), kSocket, 0) != 0 && errno != ENOENT) {
    return io_error("remove the old", path, errno);
  }
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.valid()) return io_error("make", path, errno);
  // The file gets the socket's own mode, so it is never open to others, not for a moment.
  if (::fchmod(socket.get(), S_IRUSR | S_IWUSR) != 0) return io_error("make", path, errno);
  const sockaddr_un address = address_in(directory.get());
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(socket.get(), kBacklog) != 0) {
    return io_error("listen at", path, errno);
  }
  return socket;
}

Result<Descriptor> connect_in(const fs::path& dir) {
  const fs::path path = socket_path(dir);
  const Descriptor directory = open_directory(dir);
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!directory.valid() || !socket.valid()) return io_error("open", path, errno);
  const sockaddr_un address = address_in(directory.get());
  int done = 0;
  do {
    done = ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  } while (done != 0 && errno == EINTR);
  if (done == 0) return socket;
  if (errno == ENOENT || errno == ECONNREFUSED) {
    return Error{ErrorCode::kNotFound, fmt::format("nobody listens at {}", path.string())};
  }
  return io_error("connect to", path, errno);
}

bool is_trusted_peer(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == 0 || peer.uid == ::geteuid();
}

}  // namespace dangol
