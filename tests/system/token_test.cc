// Tokens by the program, and a server that knows them.
#include <cstdlib>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/support/files.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class TokenCommand : public ProgramStore, public testing::Test {
 protected:
  std::string create(const Arguments& more) {
    Arguments arguments{"token", "create"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Finished created = run(arguments);
    EXPECT_EQ(created.exit_code, 0) << created.err;
    EXPECT_THAT(created.out, StartsWith("dgl_"));
    return created.out.substr(0, created.out.find('\n'));
  }
};

TEST_F(TokenCommand, IsShownOnceAndListedWithoutWhatOpens) {
  const std::string token =
      create({"ann", "--role", "reader", "--role", "words", "--expires", "90"});
  const std::string other = create({"shop", "--role", "integrator", "--source", "urn:shop"});
  EXPECT_NE(token, other);
  const Finished list = run({"token", "list"});
  EXPECT_THAT(list.out, AllOf(HasSubstr(" ann reader,words created "), HasSubstr(" expires "),
                              HasSubstr(" shop integrator created "), HasSubstr(" source urn:shop"),
                              Not(HasSubstr(token.substr(21)))));
  EXPECT_THAT(run({"token", "list", "--json"}).out,
              AllOf(HasSubstr(R"("name":"shop","roles":"integrator","source":"urn:shop")"),
                    HasSubstr(R"("expired":false)")));
  EXPECT_THAT(read_file(path("store.tokens")), Not(HasSubstr(token.substr(21))));
  EXPECT_EQ(run({"token", "revoke", "ann"}).exit_code, 0);
  EXPECT_THAT(run({"token", "list"}).out, Not(HasSubstr("ann")));
}

TEST_F(TokenCommand, WhatMakesNoSenseIsRefused) {
  EXPECT_EQ(run({"token", "create", "ann"}).exit_code, 64);
  EXPECT_EQ(run({"token", "create", "ann", "--role", "king"}).exit_code, 64);
  EXPECT_EQ(run({"token", "create", "a b", "--role", "reader"}).exit_code, 64);
  EXPECT_EQ(run({"token", "create", "ann", "--role", "reader", "--expires", "3651"}).exit_code, 64);
  EXPECT_EQ(run({"token", "create", "ann", "--role", "reader", "--source", "urn:a"}).exit_code, 64);
  EXPECT_EQ(run({"token", "revoke", "ann"}).exit_code, 66);
  create({"ann", "--role", "reader"});
  EXPECT_EQ(run({"token", "create", "ann", "--role", "reader"}).exit_code, 65);
}

TEST_F(TokenCommand, OfOneForACertificateThereIsNothingToShow) {
  const Finished created =
      run({"token", "create", "till", "--role", "integrator", "--certificate-only"});
  EXPECT_EQ(created.exit_code, 0);
  EXPECT_THAT(created.out, IsEmpty());
  EXPECT_THAT(run({"token", "list"}).out, HasSubstr("certificate only"));
}

TEST_F(TokenCommand, OpensAServerThatRunsUntilItIsRevoked) {
  Child server(command({"serve", "--listen", "127.0.0.1:0", "--json"}), folder());
  const std::uint64_t port = counts_in(server.read_line()).at("port");
  const auto asked = [&](const std::string& token) {
    Child curl({"/usr/bin/curl", "-s", "-o", "answer", "-w", "%{http_code}\n", "-H",
                "Authorization: Bearer " + token,
                fmt::format("http://127.0.0.1:{}/v1/subjects/customer/kim", port)},
               folder());
    return std::atoi(curl.wait().out.c_str());
  };
  const std::string token = create({"ann", "--role", "reader"});
  // It looks once a second; nobody else is refused here, so the limit of refusals is far.
  int status = 0;
  do status = asked(token);
  while (status == 401 || status == 429);
  EXPECT_EQ(status, 404);
  ASSERT_EQ(run({"token", "revoke", "ann"}).exit_code, 0);
  do status = asked(token);
  while (status == 404);
  EXPECT_THAT(status, testing::AnyOf(401, 429));
  ::kill(server.id(), SIGTERM);
  const Finished ended = server.wait();
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, HasSubstr("nobody has a token yet"));
}

}  // namespace
}  // namespace dangol::test
