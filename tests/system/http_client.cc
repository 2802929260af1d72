#include "tests/system/http_client.h"

#include <cstdlib>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dangol::test {

HttpClient::HttpClient(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
    ::close(socket_);
    socket_ = -1;
  }
}

HttpClient::~HttpClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool HttpClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool HttpClient::post(std::string_view path, std::string_view type, std::string_view body) {
  return send(fmt::format(
      "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n{}",
      path, type, body.size(), body));
}

bool HttpClient::get(std::string_view path, std::string_view headers) {
  return send(fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", path, headers));
}

bool HttpClient::more() {
  char buffer[16'384];
  const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
  if (got <= 0) return false;
  unread_.append(buffer, static_cast<std::size_t>(got));
  return true;
}

bool HttpClient::take_line(std::string& line) {
  std::size_t end = 0;
  while ((end = unread_.find("\r\n")) == unread_.npos) {
    if (!more()) return false;
  }
  line = unread_.substr(0, end);
  unread_.erase(0, end + 2);
  return true;
}

bool HttpClient::take(std::size_t bytes, std::string& into) {
  while (unread_.size() < bytes) {
    if (!more()) return false;
  }
  into.append(unread_, 0, bytes);
  unread_.erase(0, bytes);
  return true;
}

int HttpClient::read_status() {
  std::string line;
  if (!take_line(line) || line.size() < 12) return 0;
  const int status = std::atoi(line.c_str() + 9);
  length_ = 0;
  while (take_line(line)) {
    if (line.empty()) return status;
    if (line.starts_with("Content-Length: "))
      length_ = std::strtoul(line.c_str() + 16, nullptr, 10);
  }
  return 0;
}

bool HttpClient::read_body(std::string& body) {
  body.clear();
  return take(length_, body);
}

bool HttpClient::read_line(std::string& line) {
  std::size_t end = 0;
  while ((end = chunks_.find('\n')) == chunks_.npos) {
    std::string size;
    if (!take_line(size)) return false;
    const std::size_t bytes = std::strtoul(size.c_str(), nullptr, 16);
    if (bytes == 0 || !take(bytes, chunks_) || !take_line(size)) return false;
  }
  line = chunks_.substr(0, end);
  chunks_.erase(0, end + 1);
  return true;
}

}  // namespace dangol::test
