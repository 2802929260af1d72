// TLS, and certificates instead of tokens, with strangers at the other end: curl and openssl.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <thread>

#include "tests/gateway/http_keys.h"
#include "tests/gateway/tls_keys.h"
#include "tests/support/files.h"

namespace dangol::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// What a command prints, also as errors.
std::string output_of(const std::string& command) {
  std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  std::string text;
  char buffer[4096];
  for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    text.append(buffer, got);
  }
  ::pclose(pipe);
  return text;
}

class HttpTlsTest : public KeptDoor, protected TlsKeys {
 protected:
  void SetUp() override {
    keep();
    make_authority("ca");
    make_certificate("server", "localhost", "ca");
    options.tls = {at("server.pem"), at("server.key"), {}};
    options.gate.clock = system_clock();
    options.gate.warn = [this](std::string_view text) {
      std::lock_guard lock(mutex);
      said += text;
    };
    HttpTest::SetUp();
  }

  // The status that curl is told, and what it says when it is told none.
  std::string curl(const std::string& path, const std::string& more = "") const {
    return output_of(
        fmt::format("/usr/bin/curl -sS --http1.1 --cacert {} {} -o /dev/null "
                    "-w '%{{http_code}}' https://localhost:{}{}",
                    at("ca.pem"), more, server->port(), path));
  }
  std::string s_client(const std::string& more) const {
    return output_of(
        fmt::format("/usr/bin/openssl s_client -connect localhost:{} -CAfile {} "
                    "-verify_return_error {} </dev/null",
                    server->port(), at("ca.pem"), more));
  }
  // The peer may learn of it before it is counted.
  void wait_for_refused(std::uint64_t times) {
    while (refused(Refusal::kHandshake) < times) std::this_thread::yield();
  }
  void ask_for_certificates() {
    make_authority("clients");
    options.tls.clients = at("clients.pem");
    serve();
  }
  static std::string shown(const std::string& file) {
    return fmt::format("--cert {0}.pem --key {0}.key", file);
  }

  std::mutex mutex;
  std::string said;
};

TEST_F(HttpTlsTest, IsSpokenWithStrangers) {
  EXPECT_EQ(curl("/healthz"), "200");
  const std::string token =
      create_token(options.gate.tokens, {.account = "ann", .roles = {Role::kReader}},
                   system_clock()(), entropy)
          .value();
  EXPECT_EQ(curl("/v1/subjects/customer/x"), "401");
  pass_a_second();
  EXPECT_EQ(curl("/v1/subjects/customer/x", "-H 'Authorization: Bearer " + token + "'"), "404");
  EXPECT_THAT(s_client("-tls1_3"), HasSubstr("Verification: OK"));
  EXPECT_THAT(s_client("-tls1_2"), HasSubstr("Verification: OK"));
}

TEST_F(HttpTlsTest, IsOfVersion12AtLeast) {
  EXPECT_THAT(s_client("-tls1_1 -cipher ALL@SECLEVEL=0"), HasSubstr("alert protocol version"));
  wait_for_refused(1);
}

TEST_F(HttpTlsTest, WhoSpeaksInClearGetsNothing) {
  HttpPeer peer(server->port());
  peer.send(get("/healthz"));
  EXPECT_EQ(peer.read().status, 0);
  EXPECT_EQ(curl("/healthz"), "200");
}

TEST_F(HttpTlsTest, WhoDoesNotBeginIsLetGo) {
  options.bounds.handshake = std::chrono::milliseconds(50);
  serve();
  HttpPeer silent(server->port());
  HttpPeer slow(server->port());
  slow.send("\x16\x03\x01");
  EXPECT_TRUE(silent.ended());
  EXPECT_TRUE(slow.ended());
  wait_for_refused(2);
}

TEST_F(HttpTlsTest, ANewCertificateIsShownWithoutARestartAndABadOneIsNot) {
  EXPECT_THAT(s_client(""), HasSubstr("subject=CN = localhost"));
  make_certificate("server", "renewed", "ca");
  pass_a_second();
  EXPECT_THAT(s_client(""), HasSubstr("subject=CN = renewed"));
  make_certificate("other", "other", "ca");
  std::filesystem::copy_file(at("other.pem"), at("server.pem"),
                             std::filesystem::copy_options::overwrite_existing);
  pass_a_second();
  EXPECT_THAT(s_client(""), HasSubstr("subject=CN = renewed"));
  {
    std::lock_guard lock(mutex);
    EXPECT_THAT(said, AllOf(HasSubstr("is not the key of"), HasSubstr("of before is still shown")));
  }
  std::filesystem::rename(at("other.key"), at("server.key"));
  pass_a_second();
  EXPECT_THAT(s_client(""), HasSubstr("subject=CN = other"));
}

TEST_F(HttpTlsTest, FilesThatCannotBeUsedAreRefusedByNameAndReason) {
  const auto told = [&](const TlsFiles& files) {
    const auto read = read_tls_files(files, system_clock()());
    return read.ok() ? "" : read.error().message;
  };
  const TlsFiles good = options.tls;
  EXPECT_EQ(told(good), "");
  std::filesystem::permissions(good.certificate, std::filesystem::perms(0600));
  EXPECT_THAT(told({at("none"), good.key, {}}), AllOf(HasSubstr("none"), HasSubstr("No such")));
  EXPECT_THAT(told({good.key, good.key, {}}), HasSubstr("server.key: holds no certificate"));
  EXPECT_THAT(told({good.certificate, good.certificate, {}}), HasSubstr("holds no key"));
  EXPECT_THAT(told({good.certificate, at("ca.key"), {}}), HasSubstr("is not the key of"));
  EXPECT_THAT(told({good.certificate, good.key, good.key}), HasSubstr("holds no certificate"));
  std::filesystem::permissions(good.key, std::filesystem::perms(0604));
  EXPECT_THAT(told(good), HasSubstr("everybody may read"));
  std::filesystem::permissions(good.key, std::filesystem::perms(0600));
  constexpr std::int64_t kDay = 86'400'000'000;
  EXPECT_THAT(read_tls_files(good, Micros(system_clock()().value() + 2 * kDay)).error().message,
              HasSubstr("has expired"));
  EXPECT_THAT(read_tls_files(good, Micros(system_clock()().value() - kDay)).error().message,
              HasSubstr("is not valid yet"));
  std::string chain;
  for (std::size_t i = 0; i <= kMaxTlsChain; ++i) chain += read_file(good.certificate);
  write_file(at("chain"), chain);
  EXPECT_THAT(told({at("chain"), good.key, {}}), HasSubstr("more than 10 certificates"));
  std::filesystem::resize_file(at("chain"), kMaxTlsFileBytes + 1);
  EXPECT_THAT(told({at("chain"), good.key, {}}), HasSubstr("bytes"));
  openssl("ec -aes128 -passout pass:x -in " + at("server.key") + " -out " + at("locked.key"));
  std::filesystem::permissions(at("locked.key"), std::filesystem::perms(0600));
  EXPECT_THAT(told({good.certificate, at("locked.key"), {}}), HasSubstr("with a password"));
}

TEST_F(HttpTlsTest, AServerDoesNotBeginWithThem) {
  options.tls.key = at("ca.key");
  const auto begun = HttpServer::start(*serving, options);
  ASSERT_FALSE(begun.ok());
  EXPECT_EQ(begun.error().code, ErrorCode::kUsage);
}

TEST_F(HttpTlsTest, ACertificateOpensWhatItsNamesTokenOpens) {
  ask_for_certificates();
  make_certificate("till", "till", "clients");
  make_certificate("stranger", "stranger", "clients");
  make_certificate("forged", "till", "ca");
  const auto create = [&](const std::string& account, bool certificate_only) {
    return create_token(
               options.gate.tokens,
               {.account = account, .roles = {Role::kReader}, .certificate_only = certificate_only},
               system_clock()(), entropy)
        .value();
  };
  EXPECT_EQ(create("till", true), "");
  const std::string token = create("ann", false);
  pass_a_second();
  const std::string path = "/v1/subjects/customer/x";
  EXPECT_EQ(curl(path, shown(at("till"))), "404");
  EXPECT_EQ(curl(path, shown(at("stranger"))), "401");
  // Who shows a token, too, is who the token says.
  EXPECT_EQ(curl(path, shown(at("stranger")) + " -H 'Authorization: Bearer " + token + "'"), "404");
  EXPECT_EQ(curl(path, shown(at("till")) + " -H 'Authorization: Bearer dgl_x'"), "401");
  // Who shows none needs a token, and to ask for health nothing.
  EXPECT_EQ(curl(path), "401");
  EXPECT_EQ(curl(path, "-H 'Authorization: Bearer " + token + "'"), "404");
  EXPECT_EQ(curl("/healthz"), "200");
  EXPECT_THAT(curl(path, shown(at("forged"))), Not(StartsWith("4")));
  wait_for_refused(1);
  ASSERT_TRUE(revoke_token(options.gate.tokens, "till").ok());
  pass_a_second();
  EXPECT_EQ(curl(path, shown(at("till"))), "401");
}

TEST_F(HttpTlsTest, WhereACertificateIsRequiredNobodyConnectsWithout) {
  options.tls.clients_required = true;
  ask_for_certificates();
  make_certificate("till", "till", "clients");
  EXPECT_THAT(curl("/healthz"), Not(StartsWith("2")));
  wait_for_refused(1);
  EXPECT_EQ(curl("/healthz", shown(at("till"))), "200");
}

TEST_F(HttpTlsTest, AClientWithACertificateMayResumeItsSession) {
  ask_for_certificates();
  make_certificate("till", "till", "clients");
  const std::string client = fmt::format("-tls1_2 -cert {0}.pem -key {0}.key ", at("till"));
  EXPECT_THAT(s_client(client + "-sess_out " + at("session")), HasSubstr("New, TLSv1.2"));
  EXPECT_THAT(s_client(client + "-sess_in " + at("session")), HasSubstr("Reused, TLSv1.2"));
}

}  // namespace
}  // namespace dangol::test
