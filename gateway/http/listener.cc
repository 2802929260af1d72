#include "gateway/http/listener.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "events/utf8.h"
#include "gateway/http/limits.h"

namespace dangol {

namespace {

bool is_loopback(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    const auto* four = reinterpret_cast<const sockaddr_in*>(address);
    return (ntohl(four->sin_addr.s_addr) >> 24) == 127;
  }
  const auto* six = reinterpret_cast<const sockaddr_in6*>(address);
  return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr) != 0;
}

}  // namespace

Result<Listener> listen_on(std::string_view address) {
  const std::string shown = shown_text(address, 128);
  const std::size_t colon = address.rfind(':');
  if (colon == address.npos || colon == 0) {
    return Error{ErrorCode::kUsage, fmt::format("'{}' is not ADDRESS:PORT", shown)};
  }
  std::string host(address.substr(0, colon));
  const std::string port(address.substr(colon + 1));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);

  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int bad =
      ::getaddrinfo(host == "*" ? nullptr : host.c_str(), port.c_str(), &wanted, &found);
  if (bad != 0) {
    return Error{ErrorCode::kUsage,
                 fmt::format("cannot listen on {}: {}", shown, ::gai_strerror(bad))};
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(found, &::freeaddrinfo);
  int failed = 0;
  // `*` is asked for as IPv6 first, which takes IPv4 too.
  for (const int family : {host == "*" ? AF_INET6 : AF_UNSPEC, AF_UNSPEC}) {
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
      if (family != AF_UNSPEC && one->ai_family != family) continue;
      Listener listener;
      listener.socket =
          Descriptor(::socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      const int yes = 1;
      ::setsockopt(listener.socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
      if (one->ai_family == AF_INET6 && host == "*") {
        const int no = 0;
        ::setsockopt(listener.socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
      }
      // Inherited by what is accepted: an answer is one write, and does not wait for more.
      ::setsockopt(listener.socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      sockaddr_storage bound{};
      socklen_t length = sizeof bound;
      if (::bind(listener.socket.get(), one->ai_addr, one->ai_addrlen) != 0 ||
          ::listen(listener.socket.get(), kHttpBacklog) != 0 ||
          ::getsockname(listener.socket.get(), reinterpret_cast<sockaddr*>(&bound), &length) != 0) {
        failed = errno;
        continue;
      }
      listener.loopback = is_loopback(reinterpret_cast<const sockaddr*>(&bound));
      listener.port = ntohs(bound.ss_family == AF_INET
                                ? reinterpret_cast<const sockaddr_in&>(bound).sin_port
                                : reinterpret_cast<const sockaddr_in6&>(bound).sin6_port);
      return listener;
    }
  }
  return Error{ErrorCode::kUnavailable,
               fmt::format("cannot listen on {}: {}", shown, std::strerror(failed))};
}

}  // namespace dangol
