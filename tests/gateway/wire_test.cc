// Events over the wire: what a client sends is what the JSON form would have been, or is refused.
#include <cstring>
#include <random>

#include <capnp/dynamic.h>

#include "events/event.capnp.h"
#include "gateway/asking_capnp.h"
#include "gateway/limits.h"
#include "gateway/status_wire_capnp.h"
#include "tests/gateway/local_test.h"
#include "tests/support/scene.h"

namespace dangol::test {
namespace {

using testing::HasSubstr;

class WireEvent : public testing::Test {
 protected:
  // Over the wire and back.
  Result<SentEvent> sent(const SentEvent& event) {
    return sent([&](wire::SentEvent::Builder into) { write_event(event, into); });
  }
  template <class Fill>
  Result<SentEvent> sent(const Fill& fill) {
    capnp::MallocMessageBuilder message;
    fill(message.initRoot<wire::SentEvent>());
    return dangol::read_event(message.getRoot<wire::SentEvent>().asReader());
  }
  // The reason for which an event is refused that was changed after it was made.
  template <class Change>
  std::string refused(const SentEvent& event, const Change& change) {
    Result<SentEvent> result = sent([&](wire::SentEvent::Builder into) {
      write_event(event, into);
      change(into);
    });
    return result.ok() ? "taken" : result.error().message;
  }
  const Desk kim{"customer/kim"};
};

TEST_F(WireEvent, OfEveryKindThatTheScenesHaveArrivesAsItWasSent) {
  std::size_t events = 0;
  for (const Scene& scene : read_scenes()) {
    for (const std::string& line : scene.events) {
      const SentEvent event = test::read_event(line);
      const auto arrived = sent(event);
      ASSERT_TRUE(arrived.ok()) << arrived.error().message << ": " << line;
      EXPECT_EQ(arrived.value().event.view(), event.event.view()) << line;
      EXPECT_EQ(arrived.value().subject, event.subject);
      EXPECT_EQ(arrived.value().correlation_id, event.correlation_id);
      EXPECT_EQ(arrived.value().causation_id, event.causation_id);
      EXPECT_EQ(arrived.value().expected_version, event.expected_version);
      EXPECT_EQ(arrived.value().order_hint, event.order_hint);
      ++events;
    }
  }
  EXPECT_GT(events, 100U);
}

TEST_F(WireEvent, KeepsTheRulesOfTheJsonForm) {
  const SentEvent call = kim.call("e1"), said = kim.said("e2", "hello");
  EXPECT_THAT(refused(call, [](auto into) { into.setSubject("nobody"); }), HasSubstr("subject"));
  EXPECT_THAT(refused(call, [](auto into) { into.setSubject(std::string(256, 's').c_str()); }),
              HasSubstr("subject"));
  EXPECT_THAT(refused(call, [](auto into) { into.getEvent().disownId(); }), HasSubstr("id"));
  EXPECT_THAT(refused(call, [](auto into) { into.getEvent().getData().setUnset(); }),
              HasSubstr("type"));
  EXPECT_THAT(refused(call, [](auto into) { into.getEvent().getTime().setMicros(INT64_MAX); }),
              HasSubstr("time"));
  EXPECT_THAT(refused(call,
                      [](auto into) {
                        into.getEvent().getData().getContactStarted().setChannel(
                            static_cast<schema::Channel>(999));
                      }),
              HasSubstr("channel"));
  EXPECT_THAT(refused(said,
                      [](auto into) {
                        into.getEvent().getData().getMessageExchanged().getText().setErased();
                      }),
              HasSubstr("erased"));
  EXPECT_THAT(refused(said,
                      [](auto into) {
                        into.getEvent().getData().getMessageExchanged().getText().setSealed(3);
                      }),
              HasSubstr("text"));
  EXPECT_THAT(refused(said,
                      [](auto into) {
                        into.getEvent().getData().getMessageExchanged().getText().setClear(
                            "\xff\xfe no UTF-8");
                      }),
              HasSubstr("UTF-8"));
}

TEST_F(WireEvent, ThatHoldsMoreThanThisVersionKnowsIsRefused) {
  capnp::MallocMessageBuilder larger;
  const SentEvent call = kim.call("e1");
  CanonicalReader reader(call.event.view());
  const auto known = capnp::toAny(reader.root<schema::Event>());
  const auto data = known.getDataSection();
  const auto pointers = known.getPointerSection();
  auto newer = larger.getRoot<capnp::AnyPointer>().initAsAnyStruct(
      static_cast<std::uint16_t>(data.size() / 8 + 4), static_cast<std::uint16_t>(pointers.size()));
  std::memcpy(newer.getDataSection().begin(), data.begin(), data.size());
  newer.getDataSection().back() = 1;  // a field of a newer schema
  for (unsigned i = 0; i < pointers.size(); ++i) newer.getPointerSection()[i].set(pointers[i]);
  const auto result = sent([&](wire::SentEvent::Builder into) {
    into.setEvent(larger.getRoot<schema::Event>().asReader());
    into.setSubject("customer/kim");
  });
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(result.error().message, HasSubstr("does not know"));
}

TEST_F(WireEvent, OfTheLargestSizeIsTaken) {
  const std::string words(kMaxEventBytes - 4096, '\x01');
  SentEvent large = kim.said("e1", "x");
  capnp::MallocMessageBuilder message;
  CanonicalReader reader(large.event.view());
  message.setRoot(reader.root<schema::Event>());
  message.getRoot<schema::Event>().getData().getMessageExchanged().getText().setClear(words);
  const auto result = sent([&](wire::SentEvent::Builder into) {
    into.setEvent(message.getRoot<schema::Event>().asReader());
    into.setSubject("customer/kim");
  });
  ASSERT_TRUE(result.ok()) << result.error().message;
  message.getRoot<schema::Event>().getData().getMessageExchanged().getText().setClear(
      std::string(kMaxEventBytes, 'x'));
  const auto too_large = sent([&](wire::SentEvent::Builder into) {
    into.setEvent(message.getRoot<schema::Event>().asReader());
    into.setSubject("customer/kim");
  });
  EXPECT_THAT(too_large.error().message, HasSubstr("at most"));
}

TEST(WireStatus, ArrivesWhole) {
  WriterStatus status;
  status.writer = {41, Micros(1'000'000), 3};
  status.records = 700;
  status.epoch = Epoch(5);
  status.free_bytes = 1 << 30;
  status.generation = 2;
  status.serving = false;
  status.reason = "the disk is full";
  status.clock_stopped = "it jumped by a day";
  status.alarms_failed = "a file is damaged";
  status.notary = {600, "the anchor cannot be written", "witness.example/w1 does not answer"};
  status.read_models = {{"issues", Position(700), ""},
                        {"promises", Position(12), "record 0:12: no core"}};

  capnp::MallocMessageBuilder message;
  write_status(status, message.initRoot<wire::Status>());

  EXPECT_EQ(read_status(message.getRoot<wire::Status>().asReader()), status);
}

TEST(WireOutcome, OfEveryCodeArrivesWhole) {
  Outcomes all;
  for (int code = 0; code < 7; ++code) {
    Outcome outcome;
    outcome.code = static_cast<OutcomeCode>(code);
    if (code % 2 == 0) outcome.place = Place{PartitionId(2), Position((code + 1ULL) << 40)};
    if (code % 3 == 0) outcome.version = Version(code);
    if (code == 0) outcome.irregular = {{9, "the contact is not known"}, {12, "nor is the issue"}};
    outcome.reason = "because of " + std::to_string(code);
    all.push_back(outcome);
  }
  FrameMessage message(outcomes_answer(5, all));
  const Outcomes arrived = read_outcomes(message.root<wire::Answer>().getAppend().getOutcomes());
  ASSERT_EQ(arrived.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(arrived[i].code, all[i].code);
    EXPECT_EQ(arrived[i].place, all[i].place);
    EXPECT_EQ(arrived[i].version, all[i].version);
    EXPECT_EQ(arrived[i].irregular, all[i].irregular);
    EXPECT_EQ(arrived[i].reason, all[i].reason);
  }
}

TEST(WireError, OfEveryCodeArrivesAndOneOfANewerWriterMeansLater) {
  for (int code = 0; code <= static_cast<int>(ErrorCode::kUsage); ++code) {
    FrameMessage message(refusal(3, {static_cast<ErrorCode>(code), "a sentence"}));
    const Error error = read_error(message.root<wire::Answer>().getRefused());
    EXPECT_EQ(static_cast<int>(error.code), code);
    EXPECT_EQ(error.message, "a sentence");
  }
  capnp::MallocMessageBuilder message;
  auto newer = message.initRoot<wire::Refusal>();
  newer.setCode(static_cast<wire::ErrorCode>(77));
  EXPECT_EQ(read_error(newer.asReader()).code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace dangol::test
