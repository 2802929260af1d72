// The log verified as a user does: alone, through a running writer, and against what was kept; and what is
// proved and exported, checked without the store.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kOrigin = "log.example/care";

class Verifying : public ProgramStore, public testing::Test {
 protected:
  void record(int first, int count) const {
    std::string events;
    for (int n = first; n < first + count; ++n) {
      events += EventText{.id = "e" + std::to_string(n)}.json() + "\n";
    }
    const Finished done = run({"append", "--quiet", "--origin", kOrigin, file("events", events)});
    ASSERT_EQ(done.exit_code, 0) << done.err;
  }
  // Signs what is there, and keeps it elsewhere.
  std::string checkpoint(const std::string& name) const {
    const Finished done = run({"log", "checkpoint"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    return file(name, done.out);
  }
  std::string key() const {
    const std::string line = run({"log", "key"}).out;
    return line.substr(0, line.find('\n'));
  }
  // Where there is no store.
  Finished offline(const std::string& what, const Arguments& more = {}) const {
    Arguments arguments{"log", "verify", "--offline", what, "--origin", kOrigin, "--key", key_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return elsewhere_.run(arguments);
  }
  // The store of this test goes, and an earlier copy of it takes its place, with all that lies beside it.
  void roll_back_to(const std::string& copy) const {
    for (const char* name : {"store", "store.anchor"}) {
      fs::remove_all(path(name));
      fs::copy(path(copy) + "/" + name, path(name), fs::copy_options::recursive);
    }
  }
  void copy_to(const std::string& copy) const {
    fs::create_directory(path(copy));
    for (const char* name : {"store", "store.anchor"}) {
      fs::copy(path(name), path(copy) + "/" + name, fs::copy_options::recursive);
    }
  }
  std::string key_;
  const ProgramStore elsewhere_;
};

TEST_F(Verifying, TheStoreAloneAndThroughItsWriterIsComparedWithWhatWasKept) {
  record(0, 300);
  const std::string kept = checkpoint("kept");
  record(300, 20);
  const Finished alone = run({"log", "verify", "--against", kept});
  EXPECT_EQ(alone.exit_code, 0) << alone.err;
  EXPECT_THAT(alone.out, AllOf(StartsWith("320 records of 1 streams: every entry"),
                               HasSubstr("1 checkpoint is of this history"),
                               HasSubstr("the anchor is of this history"),
                               HasSubstr(kept + " is of this history"),
                               HasSubstr("20 records at the end are not in any checkpoint yet"),
                               HasSubstr("every block of the store's files")));
  Child writer(command({"append", "-"}), folder());
  writer.send(EventText{.id = "more"}.json());
  ASSERT_EQ(writer.read_line(), "1: recorded 0:320 @321");
  const Finished beside = run({"log", "verify", "--json", "--against", kept});
  EXPECT_EQ(beside.exit_code, 0) << beside.err;
  EXPECT_THAT(beside.out, AllOf(HasSubstr("\"records\":321"), HasSubstr("\"checkpoints\":1"),
                                HasSubstr("\"tiles\":1"), HasSubstr("\"filesChecked\":false")));
  writer.end_input();
  EXPECT_EQ(writer.wait().exit_code, 0);
}

TEST_F(Verifying, ATailThatTheOperatorWroteAnewIsFoundAgainstAKeptCheckpoint) {
  record(0, 20);
  copy_to("earlier");
  record(20, 20);
  const std::string kept = checkpoint("kept");
  // With disk, key and anchor in hand: the last twenty records become others, and all is signed again.
  roll_back_to("earlier");
  record(100, 30);
  ASSERT_EQ(run({"log", "checkpoint"}).exit_code, 0);
  EXPECT_EQ(run({"log", "verify"}).exit_code, 0) << "it agrees with itself";
  const Finished found = run({"log", "verify", "--against", kept});
  EXPECT_EQ(found.exit_code, 70);
  EXPECT_THAT(found.err,
              HasSubstr("the first 40 records are not those that " + kept + " speaks of"));
}

TEST_F(Verifying, ALogThatWasCutOffIsFoundAgainstAKeptCheckpoint) {
  record(0, 20);
  copy_to("earlier");
  record(20, 20);
  const std::string kept = checkpoint("kept");
  roll_back_to("earlier");
  const Finished found = run({"log", "verify", "--against", kept});
  EXPECT_EQ(found.exit_code, 70);
  EXPECT_THAT(found.err, HasSubstr("the log has 20 records, but " + kept + " is of 40"));
}

TEST_F(Verifying, ProofsAndExportsAreCheckedWithoutTheStore) {
  record(0, 40);
  const std::string first = checkpoint("first");
  record(40, 300);
  checkpoint("second");
  key_ = key();
  const Finished inclusion = run({"log", "prove", "inclusion", "0:42"});
  ASSERT_EQ(inclusion.exit_code, 0) << inclusion.err;
  EXPECT_THAT(
      offline(file("42", inclusion.out)).out,
      AllOf(StartsWith("record 0:42, version 43 of stream "), HasSubstr("signed by " + key_)));
  ASSERT_EQ(run({"log", "prove", "consistency", first, "--output", path("on")}).exit_code, 0);
  EXPECT_THAT(offline(path("on"), {"--against", first}).out,
              StartsWith("the 40 records of " + first + " are the beginning of the 340 records"));
  EXPECT_EQ(offline(path("on")).exit_code, 64) << "the older checkpoint must be named";
  ASSERT_EQ(run({"log", "export", path("out")}).exit_code, 0);
  EXPECT_THAT(offline(path("out"), {"--against", first}).out,
              AllOf(HasSubstr("340 records of the log"), HasSubstr("hashes only")));
  EXPECT_EQ(offline(path("out"), {"--key", "x"}).exit_code, 64);
  EXPECT_EQ(run({"log", "verify", "--offline", path("out")}).exit_code, 64) << "no key, no origin";
  // A byte, and it is not believed.
  std::string tile = read_file(path("out/tile/0/000"));
  tile[77] ^= 1;
  write_file(path("out/tile/0/000"), tile);
  const Finished changed = offline(path("out"));
  EXPECT_EQ(changed.exit_code, 70);
  EXPECT_FALSE(changed.err.empty());
}

TEST_F(Verifying, AnExportOfRecordsAsksWhatForAndIsOnRecordFirst) {
  record(0, 10);
  checkpoint("first");
  EXPECT_EQ(run({"log", "export", path("out"), "--with-records"}).exit_code, 64);
  EXPECT_EQ(run({"log", "export", path("out"), "--with-records", "--purpose", "care"}).exit_code,
            64)
      << "an export needs a reason";
  EXPECT_FALSE(fs::exists(path("out")));
  EXPECT_EQ(records(), 10U);
  const Finished done = run({"log", "export", path("out"), "--with-records", "--purpose", "care",
                             "--account", "ann", "--reason", "the yearly audit"});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_EQ(counts_in(stat(), "types").at("personaldata.accessed"), 1U);
}

// RocksDB, with its assertions, would end the program over this byte: the last one of the properties of a table, which
// stand before the metaindex, whose offset is the second thing in the table's footer of 53 bytes.
TEST_F(Verifying, ADamagedTableIsASentenceForEveryCommand) {
  record(0, 20);
  record(20, 20);  // the first are in tables now
  const std::string more = file("more", EventText{.id = "more"}.json() + "\n");
  int tables = 0;
  for (const auto& entry : fs::directory_iterator(path("store") + "/log")) {
    if (entry.path().extension() != ".sst") continue;
    const std::string whole = read_file(entry.path());
    std::size_t metaindex = 0;
    for (std::size_t at = whole.size() - 52, shift = 0;; ++at, shift += 7) {
      metaindex |= static_cast<std::size_t>(whole[at] & 0x7f) << shift;
      if ((whole[at] & 0x80) == 0) break;
    }
    std::string damaged = whole;
    damaged.at(metaindex - 6) ^= static_cast<char>(0x80);
    write_file(entry.path(), damaged);
    for (const Arguments& command :
         {Arguments{"log", "verify"}, {"log", "checkpoint"}, {"append", "--quiet", more}}) {
      const Finished done = run(command);
      EXPECT_EQ(done.exit_code, 70) << command.front();
      EXPECT_THAT(done.err, AllOf(HasSubstr(entry.path().filename().string()),
                                  HasSubstr("the properties of the table")));
    }
    write_file(entry.path(), whole);
    ++tables;
  }
  EXPECT_GT(tables, 0);
  EXPECT_EQ(run({"log", "verify"}).exit_code, 0);
}

TEST_F(Verifying, WhatCannotBeProvedIsSaid) {
  EXPECT_EQ(run({"log", "prove", "inclusion", "0:0"}).exit_code, 66);
  record(0, 5);
  EXPECT_EQ(run({"log", "prove", "inclusion", "0:0"}).exit_code, 64) << "no checkpoint yet";
  EXPECT_EQ(run({"log", "export", path("out")}).exit_code, 64);
  checkpoint("first");
  record(5, 5);
  EXPECT_THAT(run({"log", "prove", "inclusion", "0:7"}).err, HasSubstr("sign a newer one"));
  EXPECT_EQ(run({"log", "prove", "inclusion", "seven"}).exit_code, 64);
  EXPECT_EQ(run({"log", "prove", "inclusion", "0:1", "--at", "4"}).exit_code, 64);
  EXPECT_EQ(run({"log", "prove", "consistency", "6"}).exit_code, 64);
  EXPECT_EQ(run({"log", "prove", "consistency", path("nothing")}).exit_code, 64);
  EXPECT_EQ(run({"log", "prove", "consistency", "3"}).exit_code, 0);
}

}  // namespace
}  // namespace dangol::test
