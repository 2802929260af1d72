// Given what is known of a stream, then which promise the clock must look at next.
#include "events/standing.h"

#include <gtest/gtest.h>

#include "tests/support/core_builder.h"

namespace dangol {
namespace {

using namespace dangol::test;  // NOLINT(google-build-using-namespace)

// The id of the promise that is due next, and when; empty: none.
std::string next(const Stream& s) {
  const Promise* promise = next_due(s.customer);
  return promise ? std::string(s.customer.tokens.bytes(promise->id)) : "";
}
Fill released(std::string promise) {
  return [=](Data data) { data.initPromiseReleased().setPromiseId(id(promise)); };
}
Fill erased(std::vector<std::uint64_t> versions) {
  return [=](Data data) {
    auto list = data.initPersonalDataErased().initVersions(static_cast<unsigned>(versions.size()));
    for (unsigned i = 0; i < versions.size(); ++i) list.set(i, versions[i]);
  };
}
Fill merged(std::string survivor, std::string gone) {
  return [=](Data data) {
    auto e = data.initCustomersMerged();
    const auto into = stream_token(survivor), from = stream_token(gone);
    e.setSurvivor(id(into.view()));
    e.setAbsorbed(id(from.view()));
  };
}
void record_as_told(Stream& s, Fill fill) {
  Sent sent = s.sent(std::move(fill));
  sent.as_recorded = true;
  s.append(core_bytes(sent));
}

TEST(NextDueTest, IsThePromiseWhoseWindowEndsFirstInWhateverOrderTheyWereMade) {
  Stream s;
  EXPECT_EQ(next(s), "");
  s.at("10:00").record(promise_made("later", "15:00", "16:00"));
  EXPECT_EQ(next(s), "later");
  s.at("10:05").record(promise_made("first", "14:00", "14:30"));
  s.at("10:10").record(promise_made("last", "17:00", "18:00"));
  EXPECT_EQ(next(s), "first");
  EXPECT_EQ(next_due(s.customer)->window_end, moment_of("14:30"));
}

TEST(NextDueTest, IsNoneThatWasKeptReleasedOrLapsed) {
  Stream s;
  for (const char* promise : {"kept", "released", "lapsed", "open"}) {
    s.at("10:00").record(promise_made(promise, "14:00", "14:30"));
  }
  s.at("14:10").record(promise_kept("kept"));
  s.at("14:20").record(released("released"));
  s.at("14:30").record(promise_lapsed("lapsed", "14:30"));
  EXPECT_EQ(next(s), "open");
  s.at("15:30").record(promise_kept("open"));
  EXPECT_EQ(next(s), "") << "kept late is broken, and known to be";
}

TEST(NextDueTest, IsStillOneThatWasReleasedOnlyAfterItsWindow) {
  Stream s;
  s.at("10:00").record(promise_made("p", "14:00", "14:30"));
  s.at("14:31").record(released("p"));
  EXPECT_EQ(next(s), "p");
}

TEST(NextDueTest, WaitsUntilTheMakingIsKnown) {
  Stream s;
  s.at("14:20").record(released("p"));
  EXPECT_EQ(next(s), "");
  s.at("10:00").record(promise_made("p", "14:00", "14:10"));
  EXPECT_EQ(next(s), "p") << "released after its window";
}

TEST(NextDueTest, IsNoPromiseOfAHistoryFromElsewhere) {
  Stream s;
  record_as_told(s.at("10:00"), promise_made("told", "14:00", "14:30"));
  EXPECT_EQ(next(s), "");
  s.at("10:01").record(promise_made("told", "14:00", "14:30"));
  EXPECT_EQ(next(s), "") << "the earliest making counts";
  s.at("9:00").record(promise_made("told", "14:00", "14:30"));
  EXPECT_EQ(next(s), "told");
}

TEST(NextDueTest, IsNoneOfAPersonWhoWasForgotten) {
  Stream s;
  s.at("10:00").record(promise_made("p", "14:00", "14:30"));
  s.at("11:00").record(erased({1}));
  EXPECT_EQ(next(s), "p") << "one record's words were erased; the promise stands";
  s.at("11:00").record(erased({}));
  EXPECT_EQ(next(s), "");
  s.at("12:00").record(promise_made("afterwards", "14:00", "14:30"));
  EXPECT_EQ(next(s), "afterwards");
}

TEST(NextDueTest, IsNoneOfAStreamThatWasMergedIntoAnother) {
  Stream survivor("customer/kim"), gone("customer/kim-2");
  for (Stream* s : {&survivor, &gone}) {
    s->at("10:00").record(promise_made("p", "14:00", "14:30"));
    s->at("11:00").record(merged("customer/kim", "customer/kim-2"));
  }
  EXPECT_EQ(next(survivor), "p");
  EXPECT_EQ(next(gone), "");
}

}  // namespace
}  // namespace dangol
