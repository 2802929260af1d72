// What a writer signs of its log, and that it never signs two histories.
#include "gateway/notary.h"

#include <condition_variable>
#include <fstream>
#include <mutex>

#include "tests/gateway/notary_kit.h"
#include "tests/support/files.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

using Signs = NotaryTest;

TEST_F(Signs, WhatTheLogIsAndKeepsItInStoreAndAnchor) {
  begin();
  record("e1");
  record("e2");
  const std::string note = sign();
  EXPECT_EQ(said(note).size, 2U);
  EXPECT_EQ(said(note).origin, store->origin());
  EXPECT_EQ(said(note), current_checkpoint(store->log(), PartitionId(0), store->origin()).value());
  const auto keys = notary->run(NotaryTask::kKeys).value().keys;
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_TRUE(verify(SignedNote::parse(note).value(), keys.front()).ok());
  EXPECT_EQ(keys.front().name, store->origin());
  EXPECT_EQ(store->checkpoints().at(2).value()->note, note);
  EXPECT_EQ(store->anchor()->get().note, note);
  EXPECT_EQ(notary->health().size, 2U);
}

TEST_F(Signs, NothingTwice) {
  begin();
  record("e1");
  const std::string note = sign();
  EXPECT_EQ(sign(), note);
  end();
  begin();
  EXPECT_EQ(sign(), note);
}

TEST_F(Signs, NoEmptyLog) {
  begin();
  const auto told = notary->run(NotaryTask::kSign);
  ASSERT_FALSE(told.ok());
  EXPECT_EQ(told.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(told.error().message, HasSubstr("the log is empty"));
}

TEST_F(Signs, ByItselfWhileThereIsSomethingNewAndWhenItEnds) {
  open();
  Notary::Options how = options();
  how.every = std::chrono::milliseconds(1);
  std::mutex mutex;
  std::condition_variable changed;
  int made = 0;
  how.after = [&](Step step) {
    if (step != Step::kAnchored) return;
    const std::lock_guard lock(mutex);
    ++made;
    changed.notify_all();
  };
  record("e1");
  notary = Notary::start(*engine, how).value();
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return made == 1; });
  }
  notary.reset();
  how.every = std::chrono::hours(1);
  notary = Notary::start(*engine, how).value();
  record("e2");
  notary.reset();
  EXPECT_EQ(made, 2);
  EXPECT_EQ(anchored(), 2U);
}

TEST_F(Signs, NothingByItselfWhenThatIsLeftToDemand) {
  begin();
  record("e1");
  notary.reset();
  EXPECT_FALSE(store->checkpoints().exist());
  EXPECT_FALSE(fs::exists(path("signing-key")));
}

TEST_F(Signs, AfterWhatMustBeInTheLogFirst) {
  open();
  Notary::Options how = options();
  int asked = 0;
  how.prepare = [&](Engine& to, Occasion occasion) -> Status {
    EXPECT_EQ(occasion, Occasion::kDemand);
    EXPECT_EQ(&to, engine.get());
    if (++asked == 2) return Error{ErrorCode::kUnavailable, "not prepared"};
    record("prepared");
    return Done{};
  };
  notary = Notary::start(*engine, how).value();
  record("e1");
  EXPECT_EQ(said(sign()).size, 2U);
  EXPECT_EQ(notary->run(NotaryTask::kSign).error().message, "not prepared");
  EXPECT_EQ(notary->health().failed, "not prepared");
}

class Killed : public NotaryTest, public testing::WithParamInterface<Notary::Step> {};

TEST_P(Killed, AtAnyStepItGoesOnWithoutASecondHistory) {
  begin();
  record("e1");
  const std::string first = sign();
  record("e2");
  kill_at = GetParam();
  sign();
  die();

  begin();
  // Whatever stood anywhere is in both places now.
  const std::uint64_t kept = GetParam() == Step::kSigned ? 1 : 2;
  EXPECT_EQ(anchored(), kept);
  EXPECT_EQ(store->checkpoints().latest().value()->size, kept);
  EXPECT_EQ(store->checkpoints().latest().value()->note, store->anchor()->get().note);
  record("e3");
  const std::string last = sign();
  EXPECT_EQ(said(last).size, 3U);
  EXPECT_TRUE(goes_on(store->log(), PartitionId(0), said(first), said(last)).ok());
}

INSTANTIATE_TEST_SUITE_P(Steps, Killed,
                         testing::Values(Notary::Step::kSigned, Notary::Step::kStored,
                                         Notary::Step::kAnchored));

using Refuses = NotaryTest;

TEST_F(Refuses, ASecondHistoryWhenTheStoredCheckpointsAreNewer) {
  begin();
  record("e1");
  sign();
  end();
  fs::copy(dir() / "store", dir() / "backup", fs::copy_options::recursive);
  begin();
  record("e2");
  sign();
  end();
  // An older log beside newer checkpoints, and an anchor that says nothing of them.
  fs::rename(dir() / "store" / "checkpoints", dir() / "checkpoints");
  fs::remove_all(dir() / "store");
  fs::rename(dir() / "backup", dir() / "store");
  fs::remove_all(dir() / "store" / "checkpoints");
  fs::rename(dir() / "checkpoints", dir() / "store" / "checkpoints");
  auto anchor = Anchor::open(path("anchor"));
  const std::string origin = anchor.value()->get().origin;
  write_file(path("anchor"), Anchored{origin, "", {}}.text());

  open();
  const auto started = try_start();
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(started.error().message, HasSubstr("a checkpoint was signed over 2"));
}

TEST_F(Refuses, ToMakeAKeyWhereOneHasSigned) {
  begin();
  record("e1");
  sign();
  notary.reset();
  fs::rename(path("signing-key"), path("elsewhere"));
  const auto started = try_start();
  ASSERT_FALSE(started.ok());
  EXPECT_THAT(started.error().message,
              AllOf(HasSubstr(path("signing-key") + " is absent"), HasSubstr("--signing-key")));
  EXPECT_FALSE(fs::exists(path("signing-key")));
}

TEST_F(Refuses, ToTellWhatIsNotInTheAnchor) {
  begin();
  record("e1");
  fs::create_directory(path("anchor.new"));  // where the anchor would be written
  const auto told = notary->run(NotaryTask::kSign);
  ASSERT_FALSE(told.ok());
  EXPECT_EQ(told.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(notary->health().failed, HasSubstr("anchor.new"));
  EXPECT_EQ(anchored(), 0U);
  fs::remove(path("anchor.new"));
  EXPECT_EQ(said(sign()).size, 1U);
  EXPECT_EQ(anchored(), 1U);
}

TEST_F(Signs, AndTakesFromTheAnchorWhatTheStoreHasLost) {
  begin();
  record("e1");
  const std::string note = sign();
  end();
  fs::remove_all(dir() / "store" / "checkpoints");
  begin();
  EXPECT_EQ(store->checkpoints().latest().value()->note, note);
  EXPECT_EQ(sign(), note);
}

}  // namespace
}  // namespace dangol::test
