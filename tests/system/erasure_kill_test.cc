// kill -9 at every step of forgetting and of a restore: whatever the command was about to write, and half of
// it. Given such a kill, when the program is started again, then the erasure is done or was not begun, no
// proof breaks, and the same command again ends it.
//
// ./check tries some steps of every kind; DANGOL_KILLS=all tries each of them.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "tests/system/kill_steps.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kKim = "customer/kim";
constexpr const char* kOrigin = "log.example/before";
constexpr std::size_t kShards = 2;  // each a process of its own

std::string event(const std::string& id, const std::string& type, const std::string& data,
                  const std::string& subject = kKim) {
  return R"({"specversion":"1.0","id":")" + id + R"(","source":"/desk","type":")" + type +
         R"(","subject":")" + subject +
         R"(","time":"2026-01-01T10:00:00Z","actorkind":"staff","actorid":"ann","data":)" + data +
         "}\n";
}
std::string call(const std::string& id, const std::string& subject = kKim) {
  return event(id, "contact.started",
               R"({"contactId":"c-)" + id + R"(","channel":"phone","direction":"inbound"})",
               subject);
}
std::string said(const std::string& id, const std::string& words,
                 const std::string& subject = kKim) {
  return event(id, "message.exchanged",
               R"({"contactId":"c","messageId":")" + id + R"(","authorKind":"customer","text":")" +
                   words + "\"}",
               subject);
}
// At 0:0 to 0:4. The words of a complaint are kept by a law.
std::string kims_life() {
  return call("k1") + said("k2", "kim told us of care") +
         event("k3", "survey.answered",
               R"({"surveyId":"s","questionId":"q","words":"kim answered so"})") +
         event("k4", "complaint.raised",
               R"({"about":{"policy":"fees"},"words":"kim complains","complaintId":"p1"})") +
         event("k5", "retention.held",
               R"({"holdId":"h","purposes":["complaint"],"law":"decree 6","until":"2099-01-01"})");
}

class ErasureKilled : public KillSteps, public testing::Test {
 protected:
  static inline const Arguments kForget{"forget", kKim, "--reason", "requested"};

  void SetUp() override {
    expect_done(run_fast({"append", "--quiet", "--origin", kOrigin, "-"}, kims_life()));
    const std::string lees = call("l1", "customer/lee") + said("l2", "lee stays", "customer/lee");
    expect_done(run_fast({"append", "--quiet", "-"}, lees));
    signed_ = run_fast({"log", "checkpoint"}).out;
    expect_done(run_fast({"log", "export", path("export"), "--with-records", "--purpose", "care",
                          "--reason", "to know the sealed bytes"}));
    sealed_ = {sealed_words(1), sealed_words(2)};
  }
  static void expect_done(const Finished& finished) {
    ASSERT_EQ(finished.exit_code, 0) << finished.out << finished.err;
  }
  // A piece of a record's sealed words, as the log's files hold them.
  std::string sealed_words(std::size_t position) const {
    const std::string whole = read_file(path("export") + "/records/000");
    std::string_view all = whole;
    const auto length = [&](std::size_t at) {
      std::size_t number = 0;
      for (std::size_t i = 0; i < 4; ++i) {
        number = number << 8 | static_cast<unsigned char>(all[at + i]);
      }
      return number;
    };
    for (std::size_t i = 0;; ++i) {
      const std::size_t core = length(0), words = length(4);
      if (i == position) return std::string(all.substr(8 + core + words / 2, 40));
      all.remove_prefix(8 + core + words);
    }
  }
  // What the log's files, the vault and all else hold of what is to go.
  bool is_in_a_file(const std::string& bytes) const {
    for (const auto& entry : fs::recursive_directory_iterator(store())) {
      if (!entry.is_regular_file() || entry.path().filename() == "reserve") continue;
      if (read_file(entry.path()).find(bytes) != std::string::npos) return true;
    }
    return false;
  }
  Finished history(const std::string& subject) const {
    return run_fast({"history", subject, "--purpose", "complaint"});
  }
  void expect_gone_and_whole() const {
    const Finished unknown = history(kKim);
    EXPECT_EQ(unknown.exit_code, 66) << unknown.out << unknown.err;
    for (const std::string& words : sealed_) EXPECT_FALSE(is_in_a_file(words));
    expect_whole();
  }
  void expect_whole() const {
    const Finished verified = run_fast({"log", "verify"});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  }
  // What costs more, and is looked at once in a while.
  void expect_others_served_and_resent_known() const {
    EXPECT_THAT(history("customer/lee").out, HasSubstr("lee stays"));
    const Finished again = run_fast({"append", "-"}, said("k2", "kim told us of care"));
    EXPECT_THAT(again.out, HasSubstr("duplicate - erased"));
    const Finished replay = run_fast({"replay", "--verify"});
    EXPECT_EQ(replay.exit_code, 0) << replay.out << replay.err;
  }

  std::vector<std::string> sealed_;
  std::string signed_;  // the newest checkpoint
};

// The first time that a log is signed: key file, checkpoints and anchor are made.
class FirstSignatureKilled : public KillSteps, public testing::Test {};

TEST_F(FirstSignatureKilled, AtAnyStepIsMadeByTheNextOne) {
  ASSERT_EQ(run_fast({"append", "--quiet", "-"}, call("k1")).exit_code, 0);
  keep("before");
  const Arguments sign{"log", "checkpoint"};
  for (const KillStep& step : some_of(steps_of(sign), 7)) {
    SCOPED_TRACE(testing::PrintToString(step));
    put_back("before");
    run_until(step.number, sign);
    const Finished done = run_fast(sign);
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(read_file(path("store.anchor")), HasSubstr(done.out));
    const Finished verified = run_fast({"log", "verify"});
    EXPECT_EQ(verified.exit_code, 0) << verified.err;
  }
}

class ForgetKilled : public ErasureKilled, public testing::WithParamInterface<std::size_t> {};

TEST_P(ForgetKilled, AtAnyStepIsDoneOrNotBegun) {
  keep("before");
  const auto steps = some_of(steps_of(kForget), 10);
  expect_gone_and_whole();
  std::size_t not_begun = 0, done = 0;
  for (std::size_t i = GetParam(); i < steps.size(); i += kShards) {
    SCOPED_TRACE(testing::PrintToString(steps[i]));
    put_back("before");
    run_until(steps[i].number, kForget);
    // Every third time, the start that must finish is killed, too.
    if (i % 3 == 0) run_until(i * 5, {"log", "stat"});
    const Finished after = history(kKim);
    if (after.exit_code == 0) {
      ++not_begun;
      EXPECT_THAT(after.out, AllOf(HasSubstr("kim told us of care"), HasSubstr("kim answered so"),
                                   HasSubstr("kim complains")));
      expect_done(run_fast(kForget));
    } else {
      ++done;
    }
    expect_gone_and_whole();
    if (i % 5 == 0) expect_others_served_and_resent_known();
  }
  EXPECT_GT(not_begun, 0U);
  EXPECT_GT(done, 0U);
}

INSTANTIATE_TEST_SUITE_P(Part, ForgetKilled, testing::Range(std::size_t{0}, kShards));

// An older copy stands where the store was. Whether the newest records were signed or not.
struct RestoreCase {
  bool signed_since;
  std::size_t shard;
};
class RestoreKilled : public ErasureKilled, public testing::WithParamInterface<RestoreCase> {
 protected:
  void SetUp() override {
    ErasureKilled::SetUp();
    keep("older");
    expect_done(run_fast({"append", "--quiet", "-"}, said("l3", "lost", "customer/lee")));
    expect_done(run_fast(kForget));
    if (GetParam().signed_since) signed_ = run_fast({"log", "checkpoint"}).out;
    // The copy of the directory comes back, and what lies beside it stays.
    fs::remove_all(store());
    fs::rename(path("older") + "/store", store());
    keep("before");
  }
  // Nobody is served, and nothing is signed.
  void expect_refused() const {
    for (const Arguments& asked :
         {Arguments{"history", kKim, "--purpose", "complaint"}, Arguments{"log", "checkpoint"}}) {
      const Finished refused = run_fast(asked);
      EXPECT_THAT(refused.exit_code, AnyOf(64, 70)) << refused.out << refused.err;
      EXPECT_EQ(refused.out, "");
      EXPECT_THAT(refused.err, HasSubstr("dangol restore"));
    }
  }
  bool is_restored() const { return run_fast({"log", "stat"}).exit_code == 0; }
  // The number of records that was signed last.
  std::string signed_size() const {
    const std::size_t line = signed_.find('\n') + 1;
    return signed_.substr(line, signed_.find('\n', line) - line);
  }
};

TEST_P(RestoreKilled, AtAnyStepServesNoErasedWordAndSignsNoSecondHistory) {
  const Arguments restore{"restore", "--origin", "log.example/after"};
  expect_refused();
  const auto steps = some_of(steps_of(restore), 6);
  std::size_t not_done = 0;
  for (std::size_t i = GetParam().shard; i < steps.size(); i += kShards) {
    SCOPED_TRACE(testing::PrintToString(steps[i]));
    put_back("before");
    run_until(steps[i].number, restore);
    if (i % 3 == 0) run_until(i * 4, restore);
    if (!is_restored()) {
      ++not_done;
      expect_refused();
      expect_done(run_fast(restore));
    }
    const Finished signed_now = run_fast({"log", "checkpoint"});
    EXPECT_THAT(signed_now.out, StartsWith("log.example/after\n")) << signed_now.err;
    EXPECT_THAT(run_fast({"history", "heads/main"}).out,
                HasSubstr(R"("originBefore":"log.example/before","size":")" + signed_size()));
    EXPECT_EQ(counts_in(run_fast({"log", "stat", "--json"}).out, "types")["log.restored"], 1U);
    expect_gone_and_whole();
    if (i % 5 == 0) expect_others_served_and_resent_known();
  }
  EXPECT_GT(not_done, 0U);
}

std::vector<RestoreCase> restore_cases() {
  std::vector<RestoreCase> cases;
  for (std::size_t shard = 0; shard < kShards; ++shard) {
    cases.push_back({true, shard});
    cases.push_back({false, shard});
  }
  return cases;
}
INSTANTIATE_TEST_SUITE_P(Part, RestoreKilled, testing::ValuesIn(restore_cases()),
                         [](const auto& info) {
                           return (info.param.signed_since ? "Signed" : "Unsigned") +
                                  std::to_string(info.param.shard);
                         });

}  // namespace
}  // namespace dangol::test
