// A client of HTTP over one blocking connection, for what a test needs of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dangol::test {

class HttpClient {
 public:
  // Not connected when nobody listens there.
  explicit HttpClient(std::uint16_t port);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // False: the other end has gone.
  bool post(std::string_view path, std::string_view type, std::string_view body);
  bool get(std::string_view path, std::string_view headers = "");

  // The status of the next answer; 0: the other end has gone.
  int read_status();
  // Its body, of a length that is told. Call read_status before.
  bool read_body(std::string& body);
  // The next line of a body that comes in chunks, without its end. False: the other end has gone.
  bool read_line(std::string& line);

 private:
  bool send(std::string_view bytes) const;
  bool more();
  bool take_line(std::string& line);
  bool take(std::size_t bytes, std::string& into);

  int socket_ = -1;
  std::string unread_;
  std::string chunks_;
  std::size_t length_ = 0;  // of the body
};

}  // namespace dangol::test
