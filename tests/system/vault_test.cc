// The keys of the vaults, by the program: what a copy from before opens, a kill anywhere, and what a law
// keeps.
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "tests/system/kill_steps.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSubject = "customer/kim";

std::string event(const std::string& id, const std::string& type, const std::string& data) {
  return R"({"specversion":"1.0","id":")" + id + R"(","source":"/desk","type":")" + type +
         R"(","subject":"customer/kim","time":"2026-01-01T10:00:00Z","data":)" + data + "}\n";
}

class VaultCommand : public KillSteps, public testing::Test {
 protected:
  void SetUp() override {
    const Finished recorded =
        run({"append", "-"},
            event("e1", "contact.started",
                  R"({"contactId":"c1","channel":"phone","direction":"inbound"})") +
                event("e2", "complaint.raised",
                      R"({"about":{"policy":"fees"},"words":"my complaint","contactId":"c1",)"
                      R"("complaintId":"p1"})") +
                event("h1", "retention.held",
                      R"({"holdId":"h1","purposes":["complaint"],"law":"decree 6",)"
                      R"("until":"2099-01-01"})") +
                EventText{.id = "e1", .subject = "customer/lee"}.json());
    ASSERT_EQ(recorded.exit_code, 0) << recorded.out << recorded.err;
  }
  void forget() {
    const Finished gone = run({"forget", kSubject, "--reason", "requested"});
    ASSERT_EQ(gone.exit_code, 0) << gone.err;
    EXPECT_THAT(gone.out, HasSubstr("fenced"));
  }
  // The only words of the log, as it holds them.
  std::string sealed_complaint() {
    EXPECT_EQ(run_fast({"log", "checkpoint"}).exit_code, 0);
    EXPECT_EQ(run_fast({"log", "export", path("sealed"), "--with-records", "--purpose", "access",
                        "--reason", "audit"})
                  .exit_code,
              0);
    const std::string bytes = read_file(path("sealed/records/000"));
    std::string_view records = bytes;
    std::string words;
    while (records.size() > 8) {
      const auto length = [&](std::size_t at) {
        std::size_t n = 0;
        for (std::size_t i = 0; i < 4; ++i)
          n = n << 8 | static_cast<unsigned char>(records[at + i]);
        return n;
      };
      const std::size_t core = length(0), sealed = length(4);
      if (words.empty()) words = records.substr(8 + core, sealed);
      records.remove_prefix(8 + core + sealed);
    }
    EXPECT_GT(words.size(), 112U);
    return words.substr(64, 48);
  }
  Finished open_held() {
    return run_fast(
        {"held", "open", kSubject, "--purpose", "complaint", "--reason", "court order"});
  }
};

TEST_F(VaultCommand, RotateMakesAnErasureFinal) {
  fs::copy(store(), path("copy"), fs::copy_options::recursive);
  forget();
  EXPECT_THAT(run({"status"}).out, HasSubstr("1 erased stream is fenced since"));

  const Finished rotated = run({"vault", "rotate"});

  ASSERT_EQ(rotated.exit_code, 0) << rotated.err;
  EXPECT_THAT(rotated.out, AllOf(HasSubstr("1 erased stream is final"), HasSubstr("make one now")));
  EXPECT_THAT(run({"status"}).out, Not(HasSubstr("fenced")));
  EXPECT_THAT(run({"history", "heads/main"}).out, HasSubstr("vaultkey.rotated"));
  fs::rename(store(), path("new"));
  fs::rename(path("copy"), store());
  const Finished copy = run({"history", kSubject});
  fs::remove_all(store());
  fs::rename(path("new"), store());
  EXPECT_EQ(copy.exit_code, 64);
  EXPECT_THAT(copy.err, HasSubstr("the key file is not the one"));
  EXPECT_EQ(run({"history", "customer/lee"}).exit_code, 0);
  EXPECT_EQ(run({"log", "check"}).exit_code, 0);
  expect_replay_agrees();
}

TEST_F(VaultCommand, AProgramIsToldHowFarAnErasureIs) {
  const auto told = [&](Arguments with) {
    Arguments forget{"forget", kSubject, "--reason", "requested", "--json"};
    forget.insert(forget.end(), with.begin(), with.end());
    return run_fast(forget).out;
  };
  EXPECT_THAT(told({"--dry-run"}), HasSubstr(R"("done":false,"state":null)"));
  EXPECT_EQ(run_fast({"forget", "customer/lee", "--reason", "r", "--event", "@1"}).out,
            "customer/lee: 0 of 1 record has words that are erased\n  only of @1\n"
            "removed: an older copy of the log still has the words, and their key stays\n");
  EXPECT_THAT(run_fast({"forget", "customer/lee", "--reason", "r", "--event", "@1", "--json"}).out,
              HasSubstr(R"("done":true,"state":"removed")"));
  EXPECT_THAT(told({}), HasSubstr(R"("done":true,"state":"fenced")"));
  EXPECT_THAT(run_fast({"vault", "rotate", "--json"}).out,
              AllOf(HasSubstr(R"("vault":"vault","streams":1,)"), HasSubstr(R"("state":"final")")));
}

TEST_F(VaultCommand, RotateBesideAWriterWhichGoesOn) {
  forget();
  Child writer(command({"append", "-"}), folder());
  writer.send(EventText{.id = "n1", .subject = "customer/lee"}.json());
  EXPECT_THAT(writer.read_line(), HasSubstr("recorded"));
  const Finished rotated = run({"vault", "rotate", "--json"});
  EXPECT_EQ(rotated.exit_code, 0) << rotated.err;
  EXPECT_THAT(rotated.out, AllOf(HasSubstr(R"({"vault":"vault","streams":1,)"),
                                 HasSubstr(R"({"vault":"held","streams":0,)")));
  EXPECT_THAT(open_held().out, HasSubstr("my complaint"));
  writer.send(EventText{.id = "n2", .subject = "customer/lee"}.json());
  EXPECT_THAT(writer.read_line(), HasSubstr("recorded"));
  writer.end_input();
  EXPECT_EQ(writer.wait().exit_code, 0);
}

// kill -9 at whatever the command was about to write, and half of it: tests/support/kill_at.cc.
TEST_F(VaultCommand, ARotationThatIsKilledAnywhereLeavesAStoreThatOpens) {
  forget();
  const std::string old_keys[] = {read_file(path("store.key")).substr(8, 32),
                                  read_file(path("store.key.held")).substr(8, 32)};
  const Arguments rotate{"vault", "rotate"};
  keep("before");
  std::size_t fenced = 0, final = 0;
  const auto steps = some_of(steps_of(rotate), 4);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    SCOPED_TRACE(testing::PrintToString(steps[i]));
    put_back("before");
    run_until(steps[i].number, rotate);
    // Every third time, the opening that must end it is killed, too.
    if (i % 3 == 0) run_until(i * 4, {"log", "stat"});
    const Finished status = run_fast({"status"});
    EXPECT_EQ(status.exit_code, 0) << status.err;
    ++(status.out.find("fenced") == std::string::npos ? final : fenced);
    EXPECT_THAT(open_held().out, HasSubstr("my complaint"));
    EXPECT_EQ(run_fast({"history", "customer/lee"}).exit_code, 0);
    const Finished again = run_fast(rotate);
    EXPECT_EQ(again.exit_code, 0) << again.err;
    for (const auto& entry : fs::recursive_directory_iterator(folder())) {
      const std::string file = entry.path().string();
      if (!entry.is_regular_file() || !file.starts_with(store())) continue;
      EXPECT_THAT(file, Not(testing::ContainsRegex("[.](next|resealed|before)")));
      const std::string bytes = entry.path().filename() == "reserve" ? "" : read_file(file);
      for (const std::string& key : old_keys) {
        EXPECT_EQ(bytes.find(key), std::string::npos) << file;
      }
    }
    EXPECT_EQ(run_fast({"log", "check"}).exit_code, 0);
  }
  EXPECT_GT(fenced, 0U);
  EXPECT_GT(final, 0U);
}

TEST_F(VaultCommand, AReleaseThatIsKilledAnywhereIsDoneOrNotBegun) {
  forget();
  const Arguments release{"held", "release", kSubject, "--reason", "settled"};
  keep("before");
  std::size_t not_begun = 0, done = 0;
  const auto steps = some_of(steps_of(release), 4);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    SCOPED_TRACE(testing::PrintToString(steps[i]));
    put_back("before");
    run_until(steps[i].number, release);
    const Finished after = open_held();
    if (after.exit_code == 0) {
      ++not_begun;
      EXPECT_THAT(after.out, HasSubstr("my complaint"));
      const Finished again = run_fast(release);
      EXPECT_EQ(again.exit_code, 0) << again.err;
    } else {
      ++done;
    }
    const Finished gone = open_held();
    EXPECT_EQ(gone.exit_code, 66) << gone.out << gone.err;
    EXPECT_EQ(run_fast({"log", "verify"}).exit_code, 0);
  }
  EXPECT_GT(not_begun, 0U);
  EXPECT_GT(done, 0U);
}

TEST_F(VaultCommand, AnOlderCopyDoesNotBringBackWhatALawKeepsNoMore) {
  forget();
  keep("older");
  EXPECT_EQ(run_fast({"held", "release", kSubject, "--reason", "settled"}).exit_code, 0);
  fs::remove_all(store());
  fs::rename(path("older") + "/store", store());

  const Finished refused = run_fast({"history", "customer/lee"});
  EXPECT_EQ(refused.exit_code, 64);
  EXPECT_THAT(refused.err, HasSubstr("still has what was erased"));
  const Finished restored = run_fast({"restore"});
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(open_held().exit_code, 66);
  EXPECT_THAT(run_fast({"held"}).out, HasSubstr("nothing is kept by law"));
  EXPECT_EQ(run_fast({"log", "verify"}).exit_code, 0);
}

// The copy is from before the erasure: its own records say that the law still wants it.
TEST_F(VaultCommand, NorDoesACopyFromBeforeTheErasure) {
  const std::string words = sealed_complaint();
  keep("older");
  forget();
  EXPECT_NE(bytes_below(store()).find(words), std::string::npos) << "a law keeps it";
  EXPECT_EQ(run_fast({"held", "release", kSubject, "--reason", "settled"}).exit_code, 0);
  EXPECT_EQ(bytes_below(store()).find(words), std::string::npos);
  fs::remove_all(store());
  fs::rename(path("older") + "/store", store());

  const Finished restored = run_fast({"restore"});
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(bytes_below(store()).find(words), std::string::npos);
  EXPECT_EQ(open_held().exit_code, 66);
  EXPECT_THAT(run_fast({"held"}).out, HasSubstr("nothing is kept by law"));
  EXPECT_THAT(read_file(path("store.anchor")), HasSubstr(" all -\n"));
  EXPECT_EQ(run_fast({"log", "verify"}).exit_code, 0);
}

TEST_F(VaultCommand, WhatALawKeepsIsListedOpenedAndReleased) {
  EXPECT_THAT(run({"held"}).out, HasSubstr("nothing is kept by law"));
  forget();
  const Finished listed = run({"held"});
  EXPECT_THAT(listed.out, AllOf(HasSubstr("complaint until 2099-01-01"), Not(HasSubstr("kim"))));
  EXPECT_THAT(run({"held", "--purpose", "complaint"}).out, HasSubstr(kSubject));
  EXPECT_EQ(run({"held", "open", kSubject}).exit_code, 64);
  EXPECT_THAT(open_held().out, HasSubstr("my complaint"));
  EXPECT_THAT(run({"access", "--purpose", "access"}).out, HasSubstr("held/"));

  // The officer's key file lies elsewhere.
  fs::rename(path("store.key.held"), path("officer.key"));
  EXPECT_EQ(open_held().exit_code, 64);
  const Finished opened = run({"--held-key-file", path("officer.key"), "held", "open", kSubject,
                               "--purpose", "complaint", "--reason", "court order"});
  EXPECT_THAT(opened.out, HasSubstr("my complaint"));
  fs::rename(path("officer.key"), path("store.key.held"));

  const Finished released = run({"held", "release", kSubject, "--reason", "settled"});
  EXPECT_EQ(released.exit_code, 0) << released.err;
  EXPECT_THAT(released.out, HasSubstr("nothing is left of it"));
  EXPECT_EQ(open_held().exit_code, 66);
  EXPECT_EQ(run({"held", "expire"}).exit_code, 0);
  EXPECT_EQ(run({"log", "check"}).exit_code, 0);
  expect_replay_agrees();
}

}  // namespace
}  // namespace dangol::test
