// A witness cosigns what goes on from what it saw, and nothing else.
#include "store/witness.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/memory_log.h"
#include "store/merkle_proof.h"
#include "store/witness_limits.h"
#include "tests/support/checkpoint_kit.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr PartitionId kOnly{0};
const std::string kOrigin = "log.example/care";

class WitnessTest : public testing::Test {
 protected:
  WitnessTest() {
    test::write_file(dir_ / "logs", "# those we watch\nlog " + key_.verifier().text() + "\n");
    for (const std::uint64_t records : {3, 5, 300}) {
      test::append_with_tree(log_, records);
      seen_.push_back(current_checkpoint(log_, kOnly, kOrigin).value());
    }
  }
  Witness::Options options() {
    Witness::Options options;
    options.dir = dir_.path();
    options.name = "witness.example/w1";
    options.clock = [] { return Micros(1'700'000'000'900'000); };
    return options;
  }
  std::unique_ptr<Witness> open() {
    auto opened = Witness::open(options());
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(opened).value();
  }
  Error refused(const Witness::Options& how) {
    auto opened = Witness::open(how);
    EXPECT_FALSE(opened.ok());
    return opened.ok() ? Error{} : opened.error();
  }
  std::string note(const Checkpoint& said) const { return sign_note(said.text(), {key_}); }
  // A request to go on from `old` to `next`, as an honest log makes it.
  std::string request(std::uint64_t old, const Checkpoint& next) {
    ConsistencyProof asked{old, {}, note(next)};
    if (old > 0 && old < next.size)
      asked.hashes = proof_between(log_, kOnly, old, next.size).value();
    return asked.text();
  }

  test::TempDir dir_;
  const NoteSigner key_ = test::key_of(kOrigin);
  MemoryLog log_{1};
  std::vector<Checkpoint> seen_;  // of 3, 8 and 308 records
};

TEST_F(WitnessTest, CosignsWhatGoesOnFromWhatItSaw) {
  auto witness = open();
  EXPECT_THAT(witness->logs(), ElementsAre(kOrigin));
  std::uint64_t old = 0;
  for (const Checkpoint& next : seen_) {
    const WitnessAnswer answer = witness->add_checkpoint(request(old, next));
    ASSERT_EQ(answer.code, WitnessCode::kCosigned) << answer.body;
    const auto cosigned = SignedNote::parse(note(next) + answer.body);
    ASSERT_TRUE(cosigned.ok()) << cosigned.error().message;
    EXPECT_EQ(verify(cosigned.value(), witness->verifier()).value(), 1'700'000'000U);
    old = next.size;
  }
  EXPECT_EQ(witness->verifier().type, NoteKeyType::kCosignature);
}

TEST_F(WitnessTest, CosignsTheSameAgain) {
  auto witness = open();
  ASSERT_EQ(witness->add_checkpoint(request(0, seen_[1])).code, WitnessCode::kCosigned);
  EXPECT_EQ(witness->add_checkpoint(request(8, seen_[1])).code, WitnessCode::kCosigned);
}

TEST_F(WitnessTest, TellsItsSizeToWhoStartsFromAnother) {
  auto witness = open();
  EXPECT_EQ(witness->add_checkpoint(request(3, seen_[1])).body, "0\n");
  ASSERT_EQ(witness->add_checkpoint(request(0, seen_[1])).code, WitnessCode::kCosigned);
  for (const std::uint64_t old : {0, 3}) {
    const WitnessAnswer answer = witness->add_checkpoint(request(old, seen_[2]));
    EXPECT_EQ(answer.code, WitnessCode::kConflict);
    EXPECT_EQ(answer.body, "8\n");
  }
  EXPECT_EQ(witness->add_checkpoint(request(8, seen_[2])).code, WitnessCode::kCosigned);
}

TEST_F(WitnessTest, NeverGoesBack) {
  auto witness = open();
  ASSERT_EQ(witness->add_checkpoint(request(0, seen_[2])).code, WitnessCode::kCosigned);
  EXPECT_EQ(witness->add_checkpoint(request(3, seen_[1])).body, "308\n");
  EXPECT_EQ(witness->add_checkpoint(request(0, seen_[0])).body, "308\n");
}

TEST_F(WitnessTest, CosignsNoRewrittenTail) {
  auto witness = open();
  ASSERT_EQ(witness->add_checkpoint(request(0, seen_[1])).code, WitnessCode::kCosigned);
  // With the key, by whoever has it: three records stay, the others are new.
  MemoryLog rewritten(1);
  test::append_with_tree(rewritten, 3);
  test::append_with_tree(rewritten, 400, [](std::uint64_t) { return std::string("rewritten"); });
  const Checkpoint forged = current_checkpoint(rewritten, kOnly, kOrigin).value();
  const auto proof = proof_between(rewritten, kOnly, 8, forged.size).value();
  EXPECT_EQ(witness->add_checkpoint(ConsistencyProof{8, proof, note(forged)}.text()).code,
            WitnessCode::kNotProved);
  // Another root of the same size.
  Checkpoint other = seen_[1];
  other.root.bytes[0] ^= 1;
  EXPECT_EQ(witness->add_checkpoint(ConsistencyProof{8, {}, note(other)}.text()).code,
            WitnessCode::kConflict);
  EXPECT_EQ(witness->add_checkpoint(request(8, seen_[2])).code, WitnessCode::kCosigned);
}

TEST_F(WitnessTest, TakesNoProofWhereNoneIsNeeded) {
  auto witness = open();
  EXPECT_EQ(witness->add_checkpoint(ConsistencyProof{0, {Hash()}, note(seen_[0])}.text()).code,
            WitnessCode::kNotProved);
  EXPECT_EQ(witness->add_checkpoint(request(0, seen_[0])).code, WitnessCode::kCosigned);
}

TEST_F(WitnessTest, BelievesOnlyKeysAndLogsThatItKnows) {
  auto witness = open();
  const NoteSigner other = test::key_of(kOrigin, 99);
  const std::string text = seen_[0].text();
  EXPECT_EQ(witness->add_checkpoint(ConsistencyProof{0, {}, sign_note(text, {other})}.text()).code,
            WitnessCode::kNotSigned);
  EXPECT_EQ(
      witness->add_checkpoint(ConsistencyProof{0, {}, sign_note(text, {other, key_})}.text()).code,
      WitnessCode::kCosigned);
  Checkpoint unknown = seen_[0];
  unknown.origin = "other.example";
  EXPECT_EQ(witness->add_checkpoint(ConsistencyProof{0, {}, note(unknown)}.text()).code,
            WitnessCode::kUnknownLog);
}

TEST_F(WitnessTest, RefusesWhatIsNoRequest) {
  auto witness = open();
  const std::string good = request(0, seen_[0]);
  for (const std::string& body :
       {std::string(), std::string("old 0\n"), good.substr(0, good.size() - 1), good.substr(4),
        "old 00" + good.substr(5), "old -1" + good.substr(5), "old 9" + good.substr(5),
        std::string(kMaxProofBytes + 1, 'x'), std::string("old 0\n\nno checkpoint\n")}) {
    const WitnessAnswer answer = witness->add_checkpoint(body);
    EXPECT_EQ(answer.code, WitnessCode::kMalformed) << body.substr(0, 80);
  }
  EXPECT_EQ(witness->add_checkpoint(good).code, WitnessCode::kCosigned);
}

TEST_F(WitnessTest, RemembersAfterAKill) {
  std::string key;
  {
    auto witness = open();
    key = witness->verifier().text();
    ASSERT_EQ(witness->add_checkpoint(request(0, seen_[1])).code, WitnessCode::kCosigned);
  }
  Witness::Options how = options();
  how.name.clear();
  auto witness = Witness::open(how);
  ASSERT_TRUE(witness.ok()) << witness.error().message;
  EXPECT_EQ(witness.value()->verifier().text(), key);
  EXPECT_EQ(witness.value()->add_checkpoint(request(0, seen_[0])).body, "8\n");
}

TEST_F(WitnessTest, CosignsNothingThatItCannotKeep) {
  auto witness = open();
  fs::create_directory(dir_ / "state.new");  // where the state would be written
  EXPECT_EQ(witness->add_checkpoint(request(0, seen_[0])).code, WitnessCode::kUnavailable);
  fs::remove(dir_ / "state.new");
  EXPECT_EQ(witness->add_checkpoint(request(0, seen_[1])).code, WitnessCode::kCosigned);
}

TEST_F(WitnessTest, IsRunByOneProcess) {
  auto witness = open();
  EXPECT_EQ(refused(options()).code, ErrorCode::kInUse);
}

TEST_F(WitnessTest, DoesNotStartWithoutWhatItMustRemember) {
  { ASSERT_EQ(open()->add_checkpoint(request(0, seen_[0])).code, WitnessCode::kCosigned); }
  const std::string state = test::read_file(dir_ / "state");
  for (std::size_t at = 0; at < state.size(); at += 7) {
    std::string damaged = state;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    test::write_file(dir_ / "state", damaged);
    EXPECT_EQ(refused(options()).code, ErrorCode::kCorrupt) << at;
  }
  fs::remove(dir_ / "state");
  EXPECT_THAT(refused(options()).message, HasSubstr("is gone, though the witness has a key"));
  test::write_file(dir_ / "state", state);
  EXPECT_NE(open(), nullptr);
}

TEST_F(WitnessTest, NeedsANameAndAFileOfLogs) {
  fs::remove(dir_ / "logs");
  EXPECT_THAT(refused(options()).message, HasSubstr("name the logs"));
  test::write_file(dir_ / "logs", "quorum none\n");
  EXPECT_THAT(refused(options()).message, HasSubstr("names no log"));
  fs::resize_file(dir_ / "logs", kMaxWitnessFileBytes + 1);
  EXPECT_THAT(refused(options()).message, HasSubstr("larger"));
  fs::remove(dir_ / "key");
  Witness::Options how = options();
  how.name.clear();
  EXPECT_THAT(refused(how).message, HasSubstr("--name"));
  how.name = "two words";
  EXPECT_EQ(refused(how).code, ErrorCode::kUsage);
}

TEST_F(WitnessTest, AKeyThatOthersMayReadIsRefused) {
  { open(); }
  fs::permissions(dir_ / "key", fs::perms::group_read, fs::perm_options::add);
  EXPECT_THAT(refused(options()).message, HasSubstr("chmod 600"));
}

}  // namespace
}  // namespace dangol
