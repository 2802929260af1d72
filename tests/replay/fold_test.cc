// Given a log, when it is folded, then the states it says, the same on any number of threads; or the
// first place that does not hold.
#include "replay/fold.h"

#include "tests/replay/story.h"

namespace dangol {
namespace {

using test::fill;
using test::flip;
using test::kPartition;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class FoldTest : public test::StoryTest {
 protected:
  static Result<Fold> fold(const EventLog& log, unsigned threads = 2, Position end = {}) {
    FoldOptions options;
    options.threads = threads;
    options.end = end;
    return fold_log(log, kPartition, options);
  }
  static const Customer* find(const Fold& fold, StreamToken stream) {
    for (const FoldedStreams& part : fold.parts) {
      if (auto found = part.find(stream); found != part.end()) return &found->second;
    }
    return nullptr;
  }
};

TEST_F(FoldTest, EveryStreamsStateIsTheOneThatTheStoreServes) {
  const Fold folded = fold(log()).value();
  EXPECT_EQ(folded.records, kRecords);
  for (const char* subject : {"customer/kim", "customer/lee", "customer/park"}) {
    const StreamToken stream = care.stream(subject);
    const Customer* state = find(folded, stream);
    ASSERT_NE(state, nullptr) << subject;
    EXPECT_TRUE(*state == load_stream_state(store(), stream).value().customer) << subject;
  }
}

TEST_F(FoldTest, TheDigestIsTheSameOnAnyNumberOfThreads) {
  const Hash digest = digest_of(fold(log(), 1).value());
  EXPECT_NE(digest, Hash());
  for (unsigned threads : {0U, 2U, 3U, 8U}) {
    EXPECT_EQ(digest_of(fold(log(), threads).value()), digest) << threads << " threads";
  }
}

TEST_F(FoldTest, TheDigestChangesWithARecordMore) {
  const Hash before = digest_of(fold(log()).value());
  care.start();
  care.send(lee.hang_up("e2"));
  care.stop();
  EXPECT_NE(digest_of(fold(log()).value()), before);
  EXPECT_EQ(digest_of(fold(log(), 2, Position(kRecords)).value()), before)
      << "folded up to where it was";
}

TEST_F(FoldTest, AnEmptyLogFoldsToNothing) {
  MemoryLog empty;
  const Fold folded = fold(empty).value();
  EXPECT_EQ(folded.records, 0U);
  for (const FoldedStreams& part : folded.parts) EXPECT_THAT(part, IsEmpty());
}

TEST_F(FoldTest, DamageIsReportedWithItsPlace) {
  auto damaged = records();
  flip(damaged[3].core, 40);
  MemoryLog log;
  fill(log, damaged);
  const auto folded = fold(log);
  ASSERT_FALSE(folded.ok());
  EXPECT_EQ(folded.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(folded.error().message, StartsWith("record 0:3: "));
}

TEST_F(FoldTest, OfSeveralDamagedRecordsTheFirstIsNamedOnAnyNumberOfThreads) {
  for (std::size_t first = 0; first < 5; ++first) {
    auto damaged = records();
    for (std::size_t at = first; at < damaged.size(); at += 2) flip(damaged[at].core, 40);
    MemoryLog log;
    fill(log, damaged);
    for (unsigned threads : {1U, 2U, 5U, 16U}) {
      const auto folded = fold(log, threads);
      ASSERT_FALSE(folded.ok());
      EXPECT_THAT(folded.error().message, StartsWith("record 0:" + std::to_string(first) + ": "))
          << threads << " threads";
    }
  }
}

TEST_F(FoldTest, ARecordThatIsLeftOutBreaksItsStream) {
  auto all = records();
  all.erase(all.begin() + 1);
  MemoryLog log;
  fill(log, all);
  const auto folded = fold(log);
  ASSERT_FALSE(folded.ok());
  EXPECT_THAT(folded.error().message, StartsWith("record 0:2: "));
}

TEST_F(FoldTest, WordsThatWereRemovedChangeNothing) {
  const Hash digest = digest_of(fold(log()).value());
  auto forgotten = records();
  forgotten[1].words.clear();
  MemoryLog log;
  fill(log, forgotten);
  const Fold folded = fold(log).value();
  EXPECT_EQ(folded.words_removed, 1U);
  EXPECT_EQ(digest_of(folded), digest);
}

}  // namespace
}  // namespace dangol
