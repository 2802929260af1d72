// What `dangol serve` says on standard error, and what it never does.
#include <algorithm>
#include <sstream>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "events/json_check.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ServeLog : public ProgramStore, public testing::Test {
 protected:
  // Sends a request on a connection of its own; the answer, whole.
  static std::string ask(int port, const std::string& request) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
    EXPECT_EQ(::send(socket, request.data(), request.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(request.size()));
    ::shutdown(socket, SHUT_WR);
    std::string answer;
    char buffer[4096];
    for (ssize_t got; (got = ::recv(socket, buffer, sizeof buffer, 0)) > 0;) {
      answer.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(socket);
    return answer;
  }
};

TEST_F(ServeLog, IsLinesOfJsonWithoutAnythingThatWasSent) {
  Child server(command({"--json", "serve", "--insecure-local", "--listen", "127.0.0.1:0"}),
               folder());
  const std::string first = server.read_line();
  const int port = std::stoi(first.substr(first.find(':') + 1));
  const std::string end = "Host: 127.0.0.1\r\nConnection: close\r\n";
  const auto post = [&](const std::string& headers, const std::string& body) {
    return ask(port, "POST /v1/events?PLANTED=PLANTED HTTP/1.1\r\n" + end + headers +
                         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  };
  EXPECT_THAT(ask(port, "GET /v1/subjects/customer/PLANTED?as-of=PLANTED HTTP/1.1\r\n" + end +
                            "Dangol-Purpose: PLANTED\r\nX-PLANTED: PLANTED\r\n\r\n"),
              HasSubstr(" 400 "));
  EXPECT_THAT(ask(port, "GET /PLANTED/PLANTED HTTP/1.1\r\n" + end + "\r\n"), HasSubstr(" 404 "));
  EXPECT_THAT(ask(port, "GET /v1/events HTTP/1.1\r\nHost: PLANTED\r\n\r\n"),
              HasSubstr("urn:dangol:problem:"));
  EXPECT_THAT(ask(port, "PLANTED PLANTED\r\nPLANTED\r\n\r\n"), HasSubstr("malformed"));
  EXPECT_THAT(post("Content-Type: text/PLANTED\r\n", "PLANTED"), HasSubstr(" 415 "));
  EXPECT_THAT(post("Content-Type: application/cloudevents+json\r\n", "{\"PLANTED\":\"PLANTED\"}"),
              HasSubstr(" 400 "));
  EXPECT_THAT(
      post("Content-Type: application/cloudevents+json\r\n", EventText{.id = "PLANTED"}.json()),
      HasSubstr(" 201 "));
  ::kill(server.id(), SIGTERM);
  const Finished finished = server.wait();
  EXPECT_EQ(finished.exit_code, 0);
  std::istringstream lines(finished.err);
  for (std::string line; std::getline(lines, line);) {
    JsonTape tape;
    EXPECT_TRUE(tape.read(line).ok()) << line;
  }
  EXPECT_THAT(finished.err,
              AllOf(HasSubstr("\"event\":\"insecure-local\""), HasSubstr("\"event\":\"started\""),
                    HasSubstr("\"port\":" + std::to_string(port)), HasSubstr("\"version\":\""),
                    HasSubstr("\"event\":\"store-began\""), HasSubstr("\"event\":\"refused\""),
                    HasSubstr("\"event\":\"stopping\""), HasSubstr("\"event\":\"stopped\"")));
  EXPECT_THAT(finished.err, Not(HasSubstr("PLANTED")));
}

TEST_F(ServeLog, IsAsMuchAndInTheFormThatIsAskedFor) {
  Child server(command({"serve", "--insecure-local", "--listen", "127.0.0.1:0", "--log-level",
                        "error", "--log-format", "text"}),
               folder());
  server.read_line();
  ::kill(server.id(), SIGTERM);
  EXPECT_THAT(server.wait().err, testing::MatchesRegex("[^\n]* warning insecure-local [^\n]*\n"));
  EXPECT_EQ(run({"serve", "--log-level", "shout"}).exit_code, 64);
}

}  // namespace
}  // namespace dangol::test
