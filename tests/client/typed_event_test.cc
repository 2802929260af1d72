// Events in the types of the schema are the events that JSON says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/typed_event_capnp.h"
#include "tests/client/sent.h"

namespace dangol::test {
namespace {

using ::testing::HasSubstr;

void fill(TypedEvent& event) {
  auto started = event.data().initContactStarted();
  started.setContactId(token("a"));
  started.setChannel(schema::Channel::CHAT);
  started.setDirection(schema::Direction::INBOUND);
}

std::string reason(TypedEvent& event) {
  const auto sent = event.sent();
  return sent.ok() ? "accepted" : sent.error().message;
}

TEST(TypedEventTest, IsByteForByteTheEventThatItsJsonSays) {
  TypedEvent event("customer/1", "urn:test", "a");
  fill(event.at("2026-01-01T10:00:00Z"));
  const auto built = event.sent();
  ASSERT_TRUE(built.ok()) << built.error().message;
  const SentEvent read = sent("customer/1", "a");
  EXPECT_EQ(built.value().event.view(), read.event.view());
  EXPECT_EQ(built.value().subject, read.subject);
}

TEST(TypedEventTest, WhatIsDeliveredWithItStandsBesideIt) {
  TypedEvent event("customer/1", "urn:test", "a");
  event.at(std::chrono::system_clock::time_point(), std::chrono::minutes(540))
      .by(schema::ActorKind::STAFF, "ann")
      .correlation("c")
      .causation("b")
      .expects(Version(3))
      .order(-1);
  fill(event);
  const auto built = event.sent();
  ASSERT_TRUE(built.ok()) << built.error().message;
  EXPECT_EQ(built.value().correlation_id, "c");
  EXPECT_EQ(built.value().causation_id, "b");
  EXPECT_EQ(built.value().expected_version, Version(3));
  EXPECT_EQ(built.value().order_hint, -1);
  const auto line = write_line(built.value().event);
  EXPECT_EQ(line.value().time, "1970-01-01T09:00:00.000000+09:00");
}

TEST(TypedEventTest, WhatIsWrongIsSaidByItsPath) {
  TypedEvent nothing("customer/1", "urn:test", "a");
  EXPECT_THAT(reason(nothing.at("2026-01-01T10:00:00Z")), HasSubstr("type"));
  TypedEvent no_channel("customer/1", "urn:test", "a");
  no_channel.at("2026-01-01T10:00:00Z").data().initContactStarted().setContactId(token("a"));
  EXPECT_EQ(reason(no_channel), "data.channel is missing");
  TypedEvent no_time("customer/1", "urn:test", "a");
  fill(no_time);
  EXPECT_THAT(reason(no_time), HasSubstr("time"));
  TypedEvent bad_time("customer/1", "urn:test", "a");
  fill(bad_time.at("yesterday"));
  EXPECT_THAT(reason(bad_time), HasSubstr("time"));
  TypedEvent nobody("nobody/1", "urn:test", "a");
  fill(nobody.at("2026-01-01T10:00:00Z"));
  EXPECT_THAT(reason(nobody), HasSubstr("subject"));
  TypedEvent caused("customer/1", "urn:test", "a");
  fill(caused.at("2026-01-01T10:00:00Z").causation(""));
  EXPECT_THAT(reason(caused), HasSubstr("causationid"));
}

TEST(TypedEventTest, ATimeOfTheDataIsAsPreciseAsItsText) {
  capnp::MallocMessageBuilder message;
  auto time = message.initRoot<schema::Time>();
  ASSERT_TRUE(set_time(time, "2026-07-27").ok());
  EXPECT_EQ(time.getPrecision(), schema::TimePrecision::DAY);
  EXPECT_FALSE(set_time(time, "soon").ok());
}

}  // namespace
}  // namespace dangol::test
