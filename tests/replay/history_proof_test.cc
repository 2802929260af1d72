// A proof of a history: what it says, and that whatever is left out, changed or forged is found out.
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/directory_audit.h"
#include "replay/heads_audit.h"
#include "replay/history_check.h"
#include "store/proof_limits.h"
#include "tests/replay/history_kit.h"

namespace dangol::test {
namespace {

using testing::HasSubstr;

Result<HistoryVerdict> check(const std::vector<std::string>& lines, const HistoryTrust& trust) {
  std::string text;
  for (const std::string& line : lines) text += line;
  std::istringstream in(text);
  return check_history(in, trust);
}

class HistoryProofTest : public testing::Test {
 protected:
  HistoryProofTest() {
    for (int round = 0; round < 4; ++round) {
      for (const char* name : {"kim", "lee", "park"}) kit.say(name);
    }
    kit.say("choi");
    heads = kit.add_heads(kit.records.size());
    kit.say("kim");  // later than the map
  }
  std::string refusal(const std::vector<std::string>& lines) {
    auto verdict = check(lines, kit.trust());
    EXPECT_FALSE(verdict.ok());
    if (verdict.ok()) return "";
    EXPECT_EQ(verdict.error().code, ErrorCode::kRejected);
    return verdict.error().message;
  }
  HistoryKit kit;
  Position heads;
};

TEST_F(HistoryProofTest, ProvesThatTheseAreAllRecordsUpToThere) {
  for (const char* name : {"kim", "lee", "park", "choi"}) {
    auto verdict = check(kit.proof(name, heads), kit.trust());
    ASSERT_TRUE(verdict.ok()) << verdict.error().message;
    EXPECT_EQ(verdict.value().stream, token_named(name));
    EXPECT_EQ(verdict.value().records, name == std::string("choi") ? 1U : 4U);
    EXPECT_EQ(verdict.value().heads.map.size, 13U);
    EXPECT_EQ(verdict.value().checkpoint.checkpoint.size, 15U);
  }
}

TEST_F(HistoryProofTest, SaysInWordsWhatItProvesAndWhatNot) {
  const std::string text = check(kit.proof("kim", heads), kit.trust()).value().text();
  EXPECT_THAT(text, HasSubstr("4 records, complete up to record 13 of the log example.com/care"));
  EXPECT_THAT(text, HasSubstr("the 2 later records of the checkpoint are not covered"));
  EXPECT_THAT(text, HasSubstr("the operator's claim only"));
  EXPECT_THAT(text, HasSubstr("this is about one stream"));
}

TEST_F(HistoryProofTest, AnOmittedLastRecordIsMissed) {
  auto lines = kit.proof("kim", heads);
  lines.pop_back();
  EXPECT_THAT(refusal(lines), HasSubstr("the file ends with record 3, and by the map of heads the "
                                        "stream ends with record 4"));
}

TEST_F(HistoryProofTest, AGapInTheVersionsIsSaidWithItsPlace) {
  auto lines = kit.proof("kim", heads);
  lines.erase(lines.begin() + 2);
  EXPECT_THAT(refusal(lines), HasSubstr("record 2: version 3 stands in its place"));
  lines = kit.proof("kim", heads);
  lines.erase(lines.begin() + 1);
  EXPECT_THAT(refusal(lines), HasSubstr("record 1: version 2 stands in its place"));
  lines = kit.proof("kim", heads);
  std::swap(lines[2], lines[3]);
  EXPECT_THAT(refusal(lines), HasSubstr("record 2: version 3 stands in its place"));
}

TEST_F(HistoryProofTest, AnotherStreamsRecordIsNotTaken) {
  auto lines = kit.proof("kim", heads);
  lines[2] = kit.proof("lee", heads)[2];
  EXPECT_THAT(refusal(lines), HasSubstr("record 2: it is of another stream"));
}

TEST_F(HistoryProofTest, ARecordBehindWhatTheMapCoversIsNotTaken) {
  auto lines = kit.proof("kim", heads);
  lines.push_back(kit.proved(Position(14)).line());
  EXPECT_THAT(refusal(lines), HasSubstr("record 5: it is behind the records that the map"));
}

TEST_F(HistoryProofTest, ChangedCoreWordsAndEntryAreFound) {
  auto lines = kit.proof("kim", heads);
  ProvedRecord record = kit.proved(Position(3));
  record.core[20] ^= 1;
  lines[2] = record.line();
  EXPECT_THAT(refusal(lines), HasSubstr("record 2: "));
  record = kit.proved(Position(3));
  record.words = "other words!";
  lines[2] = record.line();
  EXPECT_THAT(refusal(lines), HasSubstr("record 2: "));
  record = kit.proved(Position(3));
  record.entry[30] ^= 1;  // when it was recorded: no chain holds that, but the log does
  lines[2] = record.line();
  EXPECT_THAT(refusal(lines), HasSubstr("record 2: it is not in the log of the checkpoint"));
}

TEST_F(HistoryProofTest, RemovedWordsBreakNoProof) {
  auto lines = kit.proof("kim", heads);
  ProvedRecord record = kit.proved(Position(3));
  record.words.clear();
  lines[2] = record.line();
  auto verdict = check(lines, kit.trust());
  ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  EXPECT_EQ(verdict.value().without_words, 1U);
}

TEST_F(HistoryProofTest, AMapThatLeavesTheLastRecordOutIsNotInTheLog) {
  // The operator's file names an earlier end, under a map of its own making.
  HistoryKit other;
  for (int round = 0; round < 3; ++round) other.say("kim");
  const Position forged = other.add_heads(3);
  auto lines = kit.proof("kim", heads);
  HistoryProofHead head = kit.head("kim", heads);
  head.last = other.head("kim", forged).last;
  lines.front() = head.line();
  lines.pop_back();
  EXPECT_THAT(refusal(lines),
              HasSubstr("the map of heads does not say that the stream ends where"));
  head.heads = other.head("kim", forged).heads;
  lines.front() = head.line();
  EXPECT_THAT(refusal(lines), HasSubstr("the record of the map of heads is not in the log"));
}

TEST_F(HistoryProofTest, ARecordThatHoldsNoMapIsNotTakenForOne) {
  HistoryProofHead head = kit.head("kim", heads);
  head.heads = kit.proved(Position(2));
  EXPECT_THAT(refusal({head.line()}), HasSubstr("is another one"));
}

TEST_F(HistoryProofTest, LogAndKeysComeFromOutsideOfTheFile) {
  HistoryTrust trust = kit.trust();
  trust.log.origin = "example.com/other";
  EXPECT_FALSE(check(kit.proof("kim", heads), trust).ok());
  trust = kit.trust();
  SeededEntropy entropy(2);
  trust.log.keys = {NoteSigner::make(kit.origin, NoteKeyType::kNote, entropy).value().verifier()};
  EXPECT_FALSE(check(kit.proof("kim", heads), trust).ok());
}

TEST_F(HistoryProofTest, AnAuditorsWordCountsWhenItIsTrustedAndAboutThisMap) {
  SeededEntropy entropy(3);
  const NoteSigner auditor = NoteSigner::make("audit.example", NoteKeyType::kNote, entropy).value();
  const HeadsAudit seen{kit.origin, {heads, kit.map(13)}};
  HistoryProofHead head = kit.head("kim", heads);
  head.audits = {sign_audit(seen, auditor)};
  auto lines = kit.proof("kim", heads);
  lines.front() = head.line();
  EXPECT_TRUE(check(lines, kit.trust()).value().recomputed_by.empty()) << "nobody trusts it";
  kit.auditors = {auditor.verifier()};
  const HistoryVerdict verdict = check(lines, kit.trust()).value();
  EXPECT_THAT(verdict.recomputed_by, testing::ElementsAre("audit.example"));
  EXPECT_THAT(verdict.text(), HasSubstr("the map was recomputed by: audit.example"));

  HeadsAudit other = seen;
  other.heads.map.size = 12;
  head.audits = {sign_audit(other, auditor)};
  lines.front() = head.line();
  EXPECT_THAT(refusal(lines), HasSubstr("the audit of audit.example is about another map"));
  head.audits = {sign_audit(seen, auditor)};
  head.audits[0][head.audits[0].find("\n13\n") + 1] = '2';
  lines.front() = head.line();
  EXPECT_FALSE(check(lines, kit.trust()).ok());
}

TEST_F(HistoryProofTest, SaysWhoLookedIntoTheDirectoryAndWhatTheyFound) {
  SeededEntropy entropy(3);
  const NoteSigner auditor = NoteSigner::make("audit.example", NoteKeyType::kNote, entropy).value();
  DirectoryAudit seen{kit.origin, {heads, kit.map(13)}, 3, 1, 0};
  HistoryProofHead head = kit.head("kim", heads);
  auto lines = kit.proof("kim", heads);
  const auto carry = [&](const std::string& text) {
    head.audits = {text + '\n' + auditor.sign(text)};
    lines.front() = head.line();
  };
  carry(seen.text());
  EXPECT_THAT(check(lines, kit.trust()).value().text(),
              HasSubstr("no auditor named as trusted says here that it was seen"));
  kit.auditors = {auditor.verifier()};
  const HistoryVerdict verdict = check(lines, kit.trust()).value();
  EXPECT_THAT(verdict.text(),
              HasSubstr("seen by audit.example: 3 subjects have one each, 1 streams "
                        "were erased, and nobody has another"));
  EXPECT_THAT(verdict.recomputed_by, testing::ElementsAre("audit.example"));
  seen.subjects = 2;
  seen.contradictions = 1;
  carry(seen.text());
  EXPECT_THAT(check(lines, kit.trust()).value().text(),
              HasSubstr("of 1 streams it contradicts: a person can have another"));
  seen.heads.map.size = 12;
  carry(seen.text());
  EXPECT_THAT(refusal(lines), HasSubstr("the audit of audit.example is about another map"));
}

TEST_F(HistoryProofTest, AStatementAboutTheDirectoryMustCountEveryStream) {
  const DirectoryAudit seen{kit.origin, {heads, kit.map(13)}, 2, 1, 1};
  const std::string text = seen.text();
  ASSERT_TRUE(DirectoryAudit::parse(text).ok());
  EXPECT_EQ(DirectoryAudit::parse(text).value().text(), text);
  for (const auto& [subjects, erased, contradictions] :
       {std::tuple(3U, 1U, 1U), std::tuple(2U, 0U, 1U), std::tuple(5U, 0U, 0U)}) {
    DirectoryAudit other = seen;
    other.subjects = subjects;
    other.erased = erased;
    other.contradictions = contradictions;
    EXPECT_FALSE(DirectoryAudit::parse(other.text()).ok());
  }
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(DirectoryAudit::parse(text.substr(0, size)).ok()) << size;
  }
}

TEST_F(HistoryProofTest, EveryChangedByteIsFound) {
  std::string text;
  for (const std::string& line : kit.proof("lee", heads)) text += line;
  const HistoryTrust trust = kit.trust();
  for (std::size_t at = 0; at < text.size(); at += 5) {
    std::string changed = text;
    changed[at] = static_cast<char>(changed[at] ^ (1 + at % 100));
    std::istringstream in(changed);
    EXPECT_FALSE(check_history(in, trust).ok()) << at;
  }
}

TEST_F(HistoryProofTest, AFileThatIsCutOffAnywhereIsRefused) {
  std::string text;
  for (const std::string& line : kit.proof("lee", heads)) text += line;
  for (std::size_t size = 0; size < text.size(); size += 7) {
    std::istringstream in(text.substr(0, size));
    EXPECT_FALSE(check_history(in, kit.trust()).ok()) << size;
  }
}

TEST_F(HistoryProofTest, LinesOverTheirBoundsAreRefused) {
  std::istringstream head(std::string(kMaxHistoryHeadBytes + 1, 'x') + "\n");
  EXPECT_THAT(check_history(head, kit.trust()).error().message, HasSubstr("too long"));
  EXPECT_THAT(ProvedRecord::parse(std::string(kMaxHistoryLineBytes + 1, 'x')).error().message,
              HasSubstr("too long"));
  HistoryProofHead many = kit.head("kim", heads);
  many.last.siblings.resize(kMaxHeadSiblings + 1);
  std::string line = many.line();
  line.pop_back();
  EXPECT_FALSE(HistoryProofHead::parse(line).ok());
  many = kit.head("kim", heads);
  many.audits.resize(kMaxHeadsAudits + 1, "x");
  line = many.line();
  line.pop_back();
  EXPECT_THAT(HistoryProofHead::parse(line).error().message, HasSubstr("too many audits"));
}

}  // namespace
}  // namespace dangol::test
