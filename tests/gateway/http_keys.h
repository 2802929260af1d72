// A served store whose door is kept: tokens in a file, and times that the test owns.
#pragma once

#include <atomic>

#include "gateway/http/token_file.h"
#include "tests/gateway/http_care.h"
#include "tests/support/seeded_entropy.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {

class KeptDoor : public HttpTest {
 protected:
  void SetUp() override {
    keep();
    HttpTest::SetUp();
  }
  void keep() {
    options.gate.insecure_account.clear();
    options.gate.tokens = dir / "tokens";
    options.gate.clock = [this] { return Micros(wall.load()); };
    options.gate.uptime = [this] { return Micros(uptime.load()); };
    options.gate.warn = [](std::string_view) {};
  }
  // Ends what reads the members below.
  void TearDown() override { server.reset(); }

  std::string create(const TokenTerms& terms) {
    auto sent = create_token(options.gate.tokens, terms, Micros(wall.load()), entropy);
    EXPECT_TRUE(sent.ok()) << sent.error().message;
    pass_a_second();
    return sent.ok() ? sent.value() : "";
  }
  void pass_a_second() { uptime += 1'000'000; }
  static std::string with(const std::string& token) {
    return "Authorization: Bearer " + token + "\r\n";
  }
  std::uint64_t refused(Refusal why) { return server->gate().refusals().of(why); }

  TempDir dir;
  SeededEntropy entropy{7};
  std::atomic<std::int64_t> wall{1'767'261'600'000'000};
  std::atomic<std::int64_t> uptime{1};
};

}  // namespace dangol::test
