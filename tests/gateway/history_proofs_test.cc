// Proofs of histories from a running writer, checked with nothing but what a stranger has.
#include "gateway/history_proofs.h"

#include <sstream>

#include "replay/heads_audit.h"
#include "replay/history_check.h"
#include "store/head_keeper.h"
#include "tests/gateway/notary_kit.h"
#include "tests/support/seeded_entropy.h"

namespace dangol::test {
namespace {

using testing::HasSubstr;
constexpr PartitionId kOnly{0};

class HistoryProofsTest : public NotaryTest {
 protected:
  void SetUp() override {
    begin();
    heads = std::make_unique<Heads>(
        *engine, Heads::Options{dir() / "store" / "heads", std::chrono::seconds(0)});
    proofs.emplace(*engine, *heads, *notary);
    for (const char* id : {"e1", "e2", "e3"}) say(kim, id);
    say(lee, "e1");
  }
  void TearDown() override { heads.reset(); }
  void say(const Desk& subject, const std::string& id) {
    const Outcomes outcomes = engine->append_and_wait(together(subject.said(id, "hello")));
    ASSERT_EQ(outcomes.front().code, OutcomeCode::kRecorded) << outcomes.front().reason;
  }
  // The file, as a client puts it together.
  std::string proof(const HistoryProofHead& head, ReadWords words = ReadWords::kYes) {
    std::string text = head.line();
    HistoryPage page{head.stream, Version(), head.last.head.version,
                     checkpoint_in(head.checkpoint).value().size, words};
    while (page.after < page.last) {
      auto lines = proofs->records(page);
      EXPECT_TRUE(lines.ok()) << lines.error().message;
      if (!lines.ok()) break;
      text += lines.value().text;
      page.after = lines.value().after;
    }
    return text;
  }
  HistoryProofHead head(const std::string& subject) {
    auto begun = proofs->begin({subject, std::nullopt});
    EXPECT_TRUE(begun.ok()) << begun.error().message;
    return std::move(begun).value();
  }
  Result<HistoryVerdict> check(const std::string& text) {
    HistoryTrust trust{{store->origin(), notary->run(NotaryTask::kKeys).value().keys, {}},
                       auditors};
    std::istringstream in(text);
    return check_history(in, trust);
  }
  const Desk kim{"customer/kim"}, lee{"customer/lee"};
  std::unique_ptr<Heads> heads;
  std::optional<HistoryProofs> proofs;
  std::vector<NoteVerifier> auditors;
};

TEST_F(HistoryProofsTest, AreCheckedWithoutTheStore) {
  const auto verdict = check(proof(head("customer/kim")));
  ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  EXPECT_EQ(verdict.value().records, 3U);
  EXPECT_EQ(verdict.value().without_words, 0U);
  EXPECT_EQ(verdict.value().heads.map.size, 4U);
  EXPECT_EQ(verdict.value().checkpoint.checkpoint.size, 5U);
  EXPECT_THAT(verdict.value().text(), HasSubstr("complete up to record 4"));
  EXPECT_EQ(check(proof(head("customer/kim"), ReadWords::kNo)).value().without_words, 3U);
}

TEST_F(HistoryProofsTest, CoverWhatIsThereWhenTheyAreAskedFor) {
  EXPECT_TRUE(check(proof(head("customer/kim"))).ok());
  say(kim, "e4");
  const HistoryProofHead now = head("customer/kim");
  say(kim, "e5");  // while the proof is being read
  const auto verdict = check(proof(now));
  ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  EXPECT_EQ(verdict.value().records, 4U);
}

TEST_F(HistoryProofsTest, AnOmittedLastRecordIsNamed) {
  std::string text = proof(head("customer/kim"));
  text.erase(text.rfind('\n', text.size() - 2) + 1);
  EXPECT_THAT(check(text).error().message, HasSubstr("records are left out at the end"));
}

TEST_F(HistoryProofsTest, ByTheMapThatAnAuditorSaw) {
  const HistoryProofHead before = head("customer/kim");
  SeededEntropy entropy(1);
  const NoteSigner auditor = NoteSigner::make("audit.example", NoteKeyType::kNote, entropy).value();
  auditors = {auditor.verifier()};
  const HeadsChecked seen = check_heads(store->log(), kOnly, {}).value();
  say(kim, "e4");
  HistoryProofHead then = proofs->begin({"customer/kim", seen.last->position}).value();
  EXPECT_EQ(then.heads.core, before.heads.core);
  HeadLeavesInMemory leaves;
  HeadKeeper keeper(leaves);
  ASSERT_TRUE(make_heads(store->log(), kOnly, seen.last->map.size, keeper).ok());
  ASSERT_EQ(keeper.map().value(), seen.last->map);
  then.last = *keeper.prove(then.stream).value();
  then.audits = {sign_audit({store->origin(), *seen.last}, auditor)};
  const auto verdict = check(proof(then));
  ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  EXPECT_EQ(verdict.value().records, 3U);
  EXPECT_THAT(verdict.value().recomputed_by, testing::ElementsAre("audit.example"));
}

TEST_F(HistoryProofsTest, OfWhoIsKnownAndHasNoRecordSayThatThereIsNone) {
  // Lee says that Park told them: Park has a token, and no record.
  ASSERT_EQ(engine
                ->append_and_wait(together(lee.event(
                    "w", "acquisition.learnt",
                    R"({"via":"wordOfMouth","referrerCustomerId":"park","evidence":"asked"})")))
                .front()
                .code,
            OutcomeCode::kRecorded);
  const HistoryProofHead none = head("customer/park");
  EXPECT_EQ(none.last.head.version, Version());
  const auto verdict = check(proof(none));
  ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  EXPECT_EQ(verdict.value().records, 0U);
  EXPECT_THAT(verdict.value().text(), HasSubstr("no record up to record 5 of the log"));
  // The same by the token, for who does not know the subject any more.
  const auto by_token = proofs->begin({"stream:" + to_hex(none.stream.view()), std::nullopt});
  ASSERT_TRUE(by_token.ok()) << by_token.error().message;
  EXPECT_EQ(by_token.value().line(), none.line());
  EXPECT_EQ(proofs->begin({"stream:12", std::nullopt}).error().code, ErrorCode::kUsage);
  // Who is there cannot be said to be absent, and no record can be put behind it.
  const HistoryProofHead kims = head("customer/kim");
  HistoryProofHead lie = none;
  lie.stream = kims.stream;
  EXPECT_THAT(check(lie.line()).error().message, HasSubstr("the map of heads does not say"));
  const std::string whole = proof(kims);
  EXPECT_FALSE(check(none.line() + whole.substr(whole.find('\n') + 1)).ok());
}

TEST_F(HistoryProofsTest, AreNotMadeOfNobodyNorByARecordThatHoldsNoMap) {
  EXPECT_EQ(proofs->begin({"customer/nobody", std::nullopt}).error().code, ErrorCode::kNotFound);
  const auto wrong = proofs->begin({"customer/kim", Position(0)});
  EXPECT_EQ(wrong.error().code, ErrorCode::kRejected);
  EXPECT_THAT(wrong.error().message, HasSubstr("holds no map of heads"));
}

TEST_F(HistoryProofsTest, OfRemovedWordsStillHold) {
  heads.reset();
  notary.reset();
  engine.reset();
  const Claim claim = store->log().claim(kOnly).value();
  ASSERT_TRUE(store->log().remove_words(claim, {Position(1)}).ok());
  end();
  begin();
  heads = std::make_unique<Heads>(
      *engine, Heads::Options{dir() / "store" / "heads", std::chrono::seconds(0)});
  proofs.emplace(*engine, *heads, *notary);
  const auto verdict = check(proof(head("customer/kim")));
  ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  EXPECT_EQ(verdict.value().without_words, 1U);
}

}  // namespace
}  // namespace dangol::test
