#include "tests/gateway/http_peer.h"

#include <algorithm>
#include <cctype>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace dangol::test {

HttpPeer::HttpPeer(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(socket_.get(), reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
}

bool HttpPeer::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void HttpPeer::end_sending() const { ::shutdown(socket_.get(), SHUT_WR); }

bool HttpPeer::more() {
  char buffer[16'384];
  const ssize_t got = ::recv(socket_.get(), buffer, sizeof buffer, 0);
  if (got <= 0) return false;
  unread_.append(buffer, static_cast<std::size_t>(got));
  return true;
}

bool HttpPeer::ended() { return unread_.empty() && !more(); }

std::string HttpPeer::take(std::size_t bytes) {
  while (unread_.size() < bytes && more()) {
  }
  std::string taken = unread_.substr(0, bytes);
  unread_.erase(0, taken.size());
  return taken;
}

std::string HttpPeer::take_line() {
  std::size_t end = 0;
  while ((end = unread_.find("\r\n")) == unread_.npos) {
    if (!more()) return {};
  }
  std::string line = unread_.substr(0, end);
  unread_.erase(0, end + 2);
  return line;
}

HttpReply HttpPeer::read_head() {
  HttpReply reply;
  const std::string first = take_line();
  if (first.size() < 12) return reply;
  reply.status = std::atoi(first.c_str() + 9);
  for (std::string line = take_line(); !line.empty(); line = take_line()) {
    const std::size_t colon = line.find(':');
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    reply.headers[name] = line.substr(std::min(colon + 2, line.size()));
  }
  return reply;
}

HttpReply HttpPeer::read() {
  HttpReply reply = read_head();
  const auto length = reply.headers.find("content-length");
  if (length != reply.headers.end()) {
    reply.body = take(std::stoul(length->second));
  } else if (reply.headers.contains("transfer-encoding")) {
    for (std::string line = read_line(); !line.empty(); line = read_line()) {
      reply.body += line + "\n";
    }
  }
  return reply;
}

std::string HttpPeer::read_line() {
  const std::optional<std::string> line = next_line();
  return line ? *line : std::exchange(chunks_, {});
}

std::optional<std::string> HttpPeer::next_line() {
  std::size_t end = 0;
  while ((end = chunks_.find('\n', searched_)) == chunks_.npos) {
    chunks_.erase(0, begin_);
    begin_ = 0;
    searched_ = chunks_.size();
    const std::size_t size = std::strtoul(take_line().c_str(), nullptr, 16);
    if (size == 0) {
      searched_ = 0;
      return std::nullopt;
    }
    chunks_ += take(size);
    take_line();
  }
  std::string line = chunks_.substr(begin_, end - begin_);
  begin_ = searched_ = end + 1;
  return line;
}

std::string post(std::string_view path, std::string_view headers, std::string_view body) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: localhost\r\n{}Content-Length: {}\r\n\r\n{}", path,
                     headers, body.size(), body);
}

std::string get(std::string_view path, std::string_view headers) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", path, headers);
}

}  // namespace dangol::test
