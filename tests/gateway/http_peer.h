// A client of HTTP that sends bytes as they are and takes answers apart: what a test sees is what is on
// the wire.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "store/descriptor.h"

namespace dangol::test {

struct HttpReply {
  int status = 0;                              // 0: the connection ended without one
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

class HttpPeer {
 public:
  explicit HttpPeer(std::uint16_t port);
  // False when nobody reads any more.
  bool send(std::string_view bytes) const;
  // Says that nothing more comes.
  void end_sending() const;
  // The next whole answer; of one that is a stream, call read_head and then read_line.
  HttpReply read();
  HttpReply read_head();
  // The next line of a body that comes in chunks, without its end; empty: there is no more.
  std::string read_line();
  // The same, told apart from an empty line; nullopt: there is no more.
  std::optional<std::string> next_line();
  // Whether the other end has closed; waits for bytes or the end.
  bool ended();

 private:
  bool more();
  std::string take(std::size_t bytes);
  std::string take_line();

  Descriptor socket_;
  std::string unread_;
  std::string chunks_;        // of a chunked body, put together
  std::size_t begin_ = 0;     // of what was not told of it
  std::size_t searched_ = 0;  // for the end of a line
};

// `POST PATH` with these headers (each line ended by \r\n) and this body.
std::string post(std::string_view path, std::string_view headers, std::string_view body);
std::string get(std::string_view path, std::string_view headers = "");

}  // namespace dangol::test
