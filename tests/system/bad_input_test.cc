// What bad input gets: the field and the reason, exit status 65, and a store exactly as it was.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/limits.h"
#include "tests/support/files.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class BadInput : public ProgramStore, public testing::Test {
 protected:
  BadInput() {
    run({"append"}, EventText{.id = "before"}.json());
    before_ = stat();
  }
  // Runs what must be refused; answers what it said.
  std::string refusal(const Arguments& arguments) {
    const Finished refused = run(arguments);
    EXPECT_EQ(refused.exit_code, 65) << refused.out << refused.err;
    EXPECT_EQ(stat(), before_);
    return refused.out + refused.err;
  }
  std::string refusal_of(std::string_view bytes) {
    return refusal({"append", file("input", bytes)});
  }
  std::string before_;
};

TEST_F(BadInput, ASubjectOf256BytesIsRefused) {
  const std::string longest = "customer/" + std::string(kMaxSubjectBytes - 9, 'x');
  EXPECT_THAT(refusal_of(EventText{.subject = longest + "x"}.json()),
              AllOf(HasSubstr("subject"), HasSubstr("255 bytes"), Not(HasSubstr("xxx"))));
  EXPECT_EQ(run({"append", file("input", EventText{.subject = longest}.json())}).exit_code, 0);
}

TEST_F(BadInput, AnEventOfOneMebibyteAndAByteIsRefused) {
  std::string event = EventText{.id = "large"}.json();
  event.insert(event.find("{\"contactId"), std::string(kMaxEventJsonBytes + 2 - event.size(), ' '));
  ASSERT_EQ(event.size(), kMaxEventJsonBytes + 2);  // with its newline
  EXPECT_THAT(refusal_of(event), HasSubstr("1: rejected - the event has more than 1048576 bytes"));
  event.erase(event.find("  "), 1);
  EXPECT_EQ(run({"append", file("input", event)}).exit_code, 0);
}

TEST_F(BadInput, ATimeInTheYear0OrInTheYear9999IsRefused) {
  for (const char* time : {"0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"}) {
    EXPECT_THAT(refusal_of(EventText{.time = time}.json()),
                AllOf(HasSubstr("1: rejected - time "), HasSubstr(time)));
  }
}

TEST_F(BadInput, AnEmptyFileIsRefused) { EXPECT_THAT(refusal_of(""), HasSubstr("is empty")); }

TEST_F(BadInput, ABinaryFileIsRefused) {
  EXPECT_THAT(refusal_of(std::string(100'000, '\0')), HasSubstr("is not JSON"));
  EXPECT_THAT(refusal({"append", DANGOL_PROGRAM}), HasSubstr("is not JSON"));
  std::string bytes = "{";
  for (int i = 0; i < 1000; ++i) bytes += static_cast<char>(i % 255 + 1);
  EXPECT_THAT(refusal_of(bytes), HasSubstr("rejected"));
}

TEST_F(BadInput, ADirectoryIsRefused) {
  EXPECT_THAT(refusal({"append", folder()}), HasSubstr("is a directory"));
}

TEST_F(BadInput, WhatIsNoEventIsRefusedByItsField) {
  const std::string good = EventText{.id = "new"}.json();
  const auto with = [&](std::string_view part, std::string_view instead) {
    std::string bad = good;
    bad.replace(bad.find(part), part.size(), instead);
    return refusal_of(bad);
  };
  EXPECT_THAT(with("contact.started", "contact.begun"), HasSubstr("type"));
  EXPECT_THAT(with("\"phone\"", "\"pigeon\""), HasSubstr("data.channel"));
  EXPECT_THAT(with("\"contactId\"", "\"contact\""), HasSubstr("contact"));
  EXPECT_THAT(with("\"source\":\"/test\",", ""), HasSubstr("source"));
  EXPECT_THAT(with("customer/kim", "kim"), HasSubstr("subject"));
  EXPECT_THAT(with("\"new\",\"channel", "\"\xff\",\"channel"), HasSubstr("UTF-8"));
  EXPECT_THAT(with("\"new\",\"channel", "\"\\ud800\",\"channel"), HasSubstr("surrogate"));
  EXPECT_THAT(with("\"id\"", "\"source\""), HasSubstr("source"));
}

TEST_F(BadInput, AFileThatCannotBeReadMakesNoStore) {
  for (const std::string& input : {path("absent"), folder().string(), file("empty", ""),
                                   file("binary", std::string(10, '\1'))}) {
    ProgramStore fresh;
    EXPECT_NE(fresh.run({"append", input}).exit_code, 0);
    EXPECT_FALSE(std::filesystem::exists(fresh.store())) << input;
  }
}

}  // namespace
}  // namespace dangol::test
