// How `dangol append` finds the events in a file: the forms, and what is no event.
#include "app/event_input.h"

#include <atomic>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "events/limits.h"
#include "tests/app/import_harness.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// What reading handed over, as `line: text`, and how it ended.
struct Read {
  std::vector<std::string> parts;
  std::optional<ErrorCode> code;
  std::string message;
};

Read read_path(const std::string& path) {
  Read read;
  EventInput input;
  input.event = [&](std::uint64_t line, std::string_view text) {
    read.parts.push_back(std::to_string(line) + ": " + std::string(text));
  };
  input.bad = [&](std::uint64_t line, const std::string& reason) {
    read.parts.push_back(std::to_string(line) + " bad: " + reason);
  };
  input.pause = [] {};
  auto source = EventSource::open(path);
  const Status status = source.ok() ? source.value().read(input) : Status(source.error());
  if (!status.ok()) {
    read.code = status.error().code;
    read.message = status.error().message;
  }
  return read;
}

Read read_text(std::string_view text) {
  TempDir dir;
  write_file(dir / "input", text);
  return read_path(dir / "input");
}

// An event's text of exactly so many bytes.
std::string event_of(std::size_t bytes) {
  return R"({"x":")" + std::string(bytes - 8, 'x') + R"("})";
}

TEST(OneDocument, IsOneEvent) {
  EXPECT_THAT(read_text(R"({"a":1})").parts, ElementsAre(R"(1: {"a":1})"));
  EXPECT_THAT(read_text("{\"a\":1}\n").parts, ElementsAre(R"(1: {"a":1})"));
  EXPECT_THAT(read_text("\n \r\n{\"a\":1}\n\n").parts, ElementsAre(R"(3: {"a":1})"));
}

TEST(OneDocument, MayStandOverManyLines) {
  const Read read = read_text("{\n  \"a\": 1,\n  \"b\": [\"}\", \"\\\"{\"]\n}\n");
  EXPECT_THAT(read.parts, ElementsAre("1: {\n  \"a\": 1,\n  \"b\": [\"}\", \"\\\"{\"]\n}"));
}

TEST(OneDocument, OverManyLinesMayBeAsLargeAsAnEventMayAndNoLarger) {
  const auto spread = [](std::size_t bytes) { return "{\n" + event_of(bytes - 1).substr(1); };
  EXPECT_THAT(read_text(spread(kMaxEventJsonBytes)).parts,
              ElementsAre("1: " + spread(kMaxEventJsonBytes)));
  const Read read = read_text(spread(kMaxEventJsonBytes + 1));
  EXPECT_THAT(read.parts, IsEmpty());
  EXPECT_EQ(read.code, ErrorCode::kRejected);
  EXPECT_THAT(read.message, HasSubstr("more than 1048576 bytes"));
}

TEST(OneDocument, ThatDoesNotEndIsHandedOverForTheCodecToSay) {
  EXPECT_THAT(read_text("{\"a\":\n 1").parts, ElementsAre("1: {\"a\":\n 1"));
}

TEST(AnArray, GivesEachElementAndItsLine) {
  EXPECT_THAT(read_text("[{\"a\":1},\n {\"b\":[1,2]}\n,{\"c\":\"]},{\"}]").parts,
              ElementsAre(R"(1: {"a":1})", R"(2: {"b":[1,2]})", R"(3: {"c":"]},{"})"));
  EXPECT_THAT(read_text("[]").parts, IsEmpty());
  EXPECT_EQ(read_text("[]").code, std::nullopt);
}

TEST(AnArray, ThatIsBrokenSaysWhere) {
  EXPECT_THAT(read_text("[{\"a\":1},\n3]").message, HasSubstr("line 2: an element"));
  EXPECT_THAT(read_text("[{\"a\":1}\n{\"b\":1}]").message, HasSubstr("line 2: a comma or ]"));
  EXPECT_THAT(read_text("[{\"a\":1}").message, HasSubstr("the array does not end"));
  EXPECT_THAT(read_text("[{\"a\":1},").message, HasSubstr("the array does not end"));
  EXPECT_THAT(read_text("[{\"a\":1}] {}").message, HasSubstr("something follows the array"));
  EXPECT_EQ(read_text("[1]").code, ErrorCode::kRejected);
}

TEST(AnArray, OfMoreThanABatchIsRefusedWhole) {
  const std::string event = event_of(kMaxEventJsonBytes);
  std::string text = "[" + event;
  for (std::size_t i = 1; i <= kMaxBatchBytes / event.size(); ++i) text += "," + event;
  const Read read = read_text(text + "]");
  EXPECT_THAT(read.parts, IsEmpty());
  EXPECT_EQ(read.code, ErrorCode::kRejected);
  EXPECT_THAT(read.message, HasSubstr("send one event a line"));
}

TEST(Lines, AreAnEventEach) {
  EXPECT_THAT(read_text("{\"a\":1}\n{\"b\":2}\n").parts,
              ElementsAre(R"(1: {"a":1})", R"(2: {"b":2})"));
}

TEST(Lines, MayBeBlankEndInCrLfAndLackTheLastNewline) {
  EXPECT_THAT(read_text("\n{\"a\":1}\r\n\r\n  \n {\"b\":2} \r\n{\"c\":3}").parts,
              ElementsAre(R"(2: {"a":1})", R"(5: {"b":2})", R"(6: {"c":3})"));
}

TEST(Lines, WithABrokenFirstOneGiveTheOthers) {
  EXPECT_THAT(read_text("{\"a\":\n{\"b\":2}\n{\"c\":3}\n").parts,
              ElementsAre("1: {\"a\":", R"(2: {"b":2})", R"(3: {"c":3})"));
  EXPECT_THAT(read_text("{\"a\":\r\n{\"b\":2}\r\n").parts,
              ElementsAre("1: {\"a\":", R"(2: {"b":2})"));
}

TEST(Lines, WithABrokenOneInTheMiddleGiveTheOthers) {
  EXPECT_THAT(read_text("{\"a\":1}\nnonsense\n[\n{\"b\":2}").parts,
              ElementsAre(R"(1: {"a":1})", "2: nonsense", "3: [", R"(4: {"b":2})"));
}

TEST(Lines, OfManyReadsLoseNothing) {
  std::string text;
  std::vector<std::string> wanted;
  for (int i = 1; i <= 40'000; ++i) {
    const std::string event = R"({"number":)" + std::to_string(i) + "}";
    text += event + "\n";
    wanted.push_back(std::to_string(i) + ": " + event);
  }
  EXPECT_EQ(read_text(text).parts, wanted);
}

// Wherever the limit falls among the reads, the same lines are too long.
TEST(Lines, OfOneMebibyteAreTakenAndOfOneByteMoreAreNot) {
  const std::string largest = event_of(kMaxEventJsonBytes);
  const std::string too_large = event_of(kMaxEventJsonBytes + 1);
  for (const std::size_t before : {9, 1000, (256 << 10) - 1}) {
    for (const char* end : {"\n", "\r\n", "", "  \r\n"}) {
      const std::string first = event_of(before);
      EXPECT_THAT(read_text(first + "\n" + largest + end).parts,
                  ElementsAre("1: " + first, "2: " + largest))
          << before << " bytes before";
      EXPECT_THAT(read_text(first + "\n" + too_large + end).parts,
                  ElementsAre("1: " + first, "2 bad: the event has more than 1048576 bytes"))
          << before << " bytes before";
    }
  }
}

TEST(Lines, ThatAreTooLongCostOnlyThemselves) {
  const std::string large = event_of(3 * kMaxEventJsonBytes);
  const std::string bad = " bad: the event has more than 1048576 bytes";
  EXPECT_THAT(read_text("{\"a\":1}\n" + large + "\n{\"b\":2}\n" + large).parts,
              ElementsAre(R"(1: {"a":1})", "2" + bad, R"(3: {"b":2})", "4" + bad));
  EXPECT_THAT(read_text(large + "\n{\"b\":2}\n").parts, ElementsAre("1" + bad, R"(2: {"b":2})"));
  EXPECT_THAT(read_text(large).parts, ElementsAre("1" + bad));
}

TEST(WhatIsNoEvents, IsRefusedWithItsNameAndTheReason) {
  TempDir dir;
  const auto refusal = [&](std::string_view bytes) {
    write_file(dir / "input", bytes);
    const Read read = read_path(dir / "input");
    EXPECT_EQ(read.code, ErrorCode::kRejected) << read.message;
    EXPECT_THAT(read.parts, IsEmpty());
    EXPECT_THAT(read.message, StartsWith((dir / "input").string() + ": "));
    return read.message;
  };
  EXPECT_THAT(refusal(""), HasSubstr("is empty"));
  EXPECT_THAT(refusal(" \r\n\t\n"), HasSubstr("is empty"));
  EXPECT_THAT(refusal(std::string("\x7f"
                                  "ELF\0\0\1",
                                  7)),
              HasSubstr("is not JSON"));
  EXPECT_THAT(refusal(std::string(2 << 20, '\0')), HasSubstr("is not JSON"));
  EXPECT_THAT(refusal("hello"), HasSubstr("is not JSON"));
  EXPECT_THAT(refusal(gzipped("{\"a\":1}")), HasSubstr("is compressed"));
  const Read directory = read_path(dir.path());
  EXPECT_EQ(directory.code, ErrorCode::kRejected);
  EXPECT_THAT(directory.message, HasSubstr("is a directory"));
}

TEST(WhatIsNoEvents, IsNotFoundWhenThereIsNoFile) {
  TempDir dir;
  const Read read = read_path(dir / "absent");
  EXPECT_EQ(read.code, ErrorCode::kNotFound);
  EXPECT_THAT(read.message, HasSubstr("absent"));
}

// A sender that waits for outcomes before it sends more must get them.
TEST(Reading, PausesWhereverNothingMoreCanBeReadYet) {
  TempDir dir;
  const std::string fifo = dir / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  std::atomic<int> events = 0;
  std::promise<int> at_first_pause;
  bool told = false;
  auto reader = std::async(std::launch::async, [&] {
    EventInput input;
    input.event = [&](std::uint64_t, std::string_view) { ++events; };
    input.pause = [&] {
      if (!told && events > 0) at_first_pause.set_value(events);
      told = told || events > 0;
    };
    return EventSource::open(fifo).value().read(input).ok();
  });
  const int end = ::open(fifo.c_str(), O_WRONLY | O_CLOEXEC);
  ASSERT_EQ(::write(end, "{\"a\":1}\n{\"b\":2}\n", 16), 16);
  EXPECT_EQ(at_first_pause.get_future().get(), 2);
  ASSERT_EQ(::write(end, "{\"c\":3}\n", 8), 8);
  ::close(end);
  EXPECT_TRUE(reader.get());
  EXPECT_EQ(events, 3);
}

TEST(Reading, OfAFileNeverPausesBeforeItsEnd) {
  TempDir dir;
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "{\"a\":1}\n";
  write_file(dir / "input", text);
  int events = 0;
  int pauses = 0;
  EventInput input;
  input.event = [&](std::uint64_t, std::string_view) { ++events; };
  input.pause = [&] { ++pauses; };
  EXPECT_TRUE(EventSource::open(dir / "input").value().read(input).ok());
  EXPECT_EQ(events, 100'000);
  EXPECT_EQ(pauses, 0);
}

}  // namespace
}  // namespace dangol::test
