// The anchor file: what it says, and what it takes.
#include "store/anchor.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/limits.h"
#include "tests/support/checkpoint_kit.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

using test::signed_note;
using testing::ElementsAre;
using testing::HasSubstr;

StreamToken token(std::uint8_t byte) {
  StreamToken token;
  token.bytes.fill(byte);
  return token;
}

class AnchorFile : public testing::Test {
 protected:
  std::unique_ptr<Anchor> open() {
    auto opened = Anchor::open(path_);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(opened).value();
  }
  Error refused() {
    auto opened = Anchor::open(path_);
    EXPECT_FALSE(opened.ok());
    return opened.ok() ? Error{} : opened.error();
  }

  test::TempDir dir_;
  const std::filesystem::path path_ = dir_ / "store.anchor";
};

TEST_F(AnchorFile, SaysNothingUntilItBegins) {
  EXPECT_FALSE(open()->exists());
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(AnchorFile, KeepsTheNewestCheckpointAndEveryErasure) {
  const std::string note = signed_note("log.example", 7, 'a');
  {
    auto anchor = open();
    ASSERT_TRUE(anchor->begin("log.example").ok());
    ASSERT_TRUE(anchor->raise(note).ok());
    ASSERT_TRUE(anchor->add({token(1), {Version(2)}, {}}).ok());
    ASSERT_TRUE(anchor->add({token(2), {}, {"complaint", "contract"}}).ok());
  }
  const Anchored now = open()->get();
  EXPECT_EQ(now.origin, "log.example");
  EXPECT_EQ(now.note, note);
  EXPECT_THAT(now.erasures, ElementsAre(AnchoredErasure{token(1), {Version(2)}, {}},
                                        AnchoredErasure{token(2), {}, {"complaint", "contract"}}));
}

TEST_F(AnchorFile, IsTextThatPeopleCanRead) {
  auto anchor = open();
  ASSERT_TRUE(anchor->begin("log.example").ok());
  ASSERT_TRUE(anchor->add({token(0xab), {Version(2), Version(9)}, {}}).ok());
  ASSERT_TRUE(anchor->raise(signed_note("log.example", 7, 'a')).ok());
  EXPECT_THAT(test::read_file(path_), HasSubstr("dangol anchor\norigin log.example\n"
                                                "erasure abababababababababababababababab 2,9 -\n"
                                                "checkpoint 5\nlog.example\n7\n"));
}

TEST_F(AnchorFile, IsNeverLowered) {
  auto anchor = open();
  ASSERT_TRUE(anchor->begin("log.example").ok());
  const std::string newer = signed_note("log.example", 7, 'a');
  ASSERT_TRUE(anchor->raise(newer).ok());
  EXPECT_TRUE(anchor->raise(signed_note("log.example", 6, 'b')).ok());
  EXPECT_EQ(anchor->get().note, newer);
}

TEST_F(AnchorFile, TakesNoSecondHistoryAndNoOtherLog) {
  auto anchor = open();
  ASSERT_TRUE(anchor->begin("log.example").ok());
  const std::string note = signed_note("log.example", 7, 'a');
  ASSERT_TRUE(anchor->raise(note).ok());
  EXPECT_EQ(anchor->raise(signed_note("log.example", 7, 'b')).error().code, ErrorCode::kRejected);
  EXPECT_EQ(anchor->raise(signed_note("other.example", 9, 'a')).error().code, ErrorCode::kRejected);
  EXPECT_EQ(open()->get().note, note);
}

TEST_F(AnchorFile, TakesMoreSignaturesOfTheSameCheckpoint) {
  auto anchor = open();
  ASSERT_TRUE(anchor->begin("log.example").ok());
  const std::string note = signed_note("log.example", 7, 'a');
  ASSERT_TRUE(anchor->raise(note).ok());
  const std::string more = note + test::key_of("witness.example").sign("any");
  ASSERT_TRUE(anchor->raise(more).ok());
  EXPECT_EQ(open()->get().note, more);
}

TEST_F(AnchorFile, AnotherOriginBeginsAnewAndKeepsTheErasures) {
  auto anchor = open();
  ASSERT_TRUE(anchor->begin("log.example").ok());
  ASSERT_TRUE(anchor->raise(signed_note("log.example", 7, 'a')).ok());
  ASSERT_TRUE(anchor->add({token(1), {}, {}}).ok());
  ASSERT_TRUE(anchor->begin("log.example/2").ok());
  const Anchored now = open()->get();
  EXPECT_EQ(now.origin, "log.example/2");
  EXPECT_EQ(now.note, "");
  EXPECT_EQ(now.erasures.size(), 1U);
}

TEST_F(AnchorFile, ErasuresOfOneStreamAreOneWhereTheyCanBe) {
  auto anchor = open();
  ASSERT_TRUE(anchor->begin("log.example").ok());
  ASSERT_TRUE(anchor->add({token(1), {Version(9)}, {}}).ok());
  ASSERT_TRUE(anchor->add({token(1), {Version(2), Version(9)}, {}}).ok());
  EXPECT_THAT(anchor->get().erasures,
              ElementsAre(AnchoredErasure{token(1), {Version(2), Version(9)}, {}}));
  ASSERT_TRUE(anchor->add({token(1), {}, {"contract"}}).ok());
  ASSERT_TRUE(anchor->add({token(1), {}, {}}).ok());
  EXPECT_THAT(open()->get().erasures, ElementsAre(AnchoredErasure{token(1), {}, {}}));
}

TEST_F(AnchorFile, EveryChangedByteIsFound) {
  {
    auto anchor = open();
    ASSERT_TRUE(anchor->begin("log.example").ok());
    ASSERT_TRUE(anchor->add({token(1), {}, {"contract"}}).ok());
    ASSERT_TRUE(anchor->raise(signed_note("log.example", 7, 'a')).ok());
  }
  const std::string whole = test::read_file(path_);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string text = whole;
    text[at] = static_cast<char>(text[at] ^ 1);
    EXPECT_FALSE(Anchored::parse(text).ok()) << "byte " << at;
    EXPECT_FALSE(Anchored::parse(whole.substr(0, at)).ok()) << "cut at " << at;
  }
  test::write_file(path_, whole.substr(1));
  EXPECT_EQ(refused().code, ErrorCode::kCorrupt);
  EXPECT_THAT(refused().message, HasSubstr("do not fit their checksum"));
}

TEST_F(AnchorFile, OneThatIsTooLargeIsNotRead) {
  test::write_file(path_, "");
  std::filesystem::resize_file(path_, kMaxAnchorBytes + 1);  // no blocks of the disk
  EXPECT_EQ(refused().code, ErrorCode::kUsage);
}

TEST_F(AnchorFile, WhatCannotBeWrittenChangesNothing) {
  auto anchor = open();
  ASSERT_TRUE(anchor->begin("log.example").ok());
  std::filesystem::create_directory(path_.string() + ".new");
  EXPECT_EQ(anchor->raise(signed_note("log.example", 7, 'a')).error().code,
            ErrorCode::kUnavailable);
  EXPECT_EQ(anchor->get().note, "");
  EXPECT_EQ(open()->get().note, "");
}

}  // namespace
}  // namespace dangol
