// Reads that the disk does not answer: whoever needs them is told to try later, with the place; nobody
// else notices, no generation ends, and nothing has to be repaired.
#include "actors/engine.h"
#include "tests/support/care.h"
#include "tests/support/fault_files.h"

namespace dangol {
namespace {

using test::Care;
using test::codes;
using test::Desk;
using test::FileOp;
using testing::ElementsAre;
using testing::HasSubstr;
using enum OutcomeCode;

TEST(FailingReadTest, AStreamThatCannotBeReadIsUnavailableUntilItCan) {
  test::FaultFiles files;
  files.skip_syncs();
  Care care{nullptr, files.env()};
  const Desk kim("customer/kim"), lee("customer/lee"), park("customer/park");
  care.start();
  for (int i = 0; i < 50; ++i) care.send(kim.said(std::to_string(i), std::string(900, 'a')));
  // What grows of the tree is read at a start: Kim's records lie before it.
  std::vector<SentEvent> others;
  for (int i = 0; i < 300; ++i) others.push_back(park.said(std::to_string(i), "and then"));
  care.engine->append_and_wait(std::move(others));
  care.send(lee.call("e1"));
  care.reopen();  // what was in the write-ahead log is in tables now
  care.start();
  const std::uint64_t size = care.log_size();
  care.send(lee.said("e2", "hello"));  // lee is awake
  const std::uint64_t generation = care.engine->health().generation;
  files.fail({.op = FileOp::kRead, .path = "/log/"});

  const Outcomes told = care.send(kim.said("new", "hello"), lee.said("e3", "hello"));

  EXPECT_THAT(codes(told), ElementsAre(kUnavailable, kRecorded));
  EXPECT_THAT(told[0].reason, HasSubstr("cannot read the record at 0:"));
  EXPECT_EQ(care.engine->health().generation, generation);
  files.heal();
  EXPECT_THAT(codes(care.send(kim.said("new", "hello"))), ElementsAre(kRecorded));
  EXPECT_EQ(care.log_size(), size + 3);
}

}  // namespace
}  // namespace dangol
