// An event that comes as a message keeps the rules of one that comes as JSON: whatever a message holds, it is taken
// where its JSON would be read back to the same bytes, and nowhere else.
#include "events/event_check.h"

#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/cloudevents.h"
#include "events/event.capnp.h"
#include "events/sealing_message_capnp.h"
#include "tests/support/desk.h"
#include "tests/support/every_type.h"
#include "tests/support/scene.h"

namespace dangol::test {
namespace {

using testing::HasSubstr;

// The long way: whether the event, written as JSON, is read as itself.
class AsJson {
 public:
  std::string refuses(const MessageBytes& event) {
    WrittenWith with;
    with.subject = "customer/kim";
    Result<std::string> json = write_cloudevent(event, with);
    if (!json.ok()) return json.error().message;
    Result<SentEvent> again = reader_.read(json.value());
    if (!again.ok()) return again.error().message;
    return again.value().event.view() == event.view() ? "" : "it says more than its JSON";
  }

 private:
  CloudEventsReader reader_{{.type_prefix = {}, .max_json_bytes = 16 << 20}};
};

std::string refused(const MessageBytes& event) {
  const Status good = check_event(event.view());
  return good.ok() ? "" : good.error().message;
}

// The scenes' events, and one of every type with every field.
std::vector<MessageBytes> events() {
  std::vector<MessageBytes> all;
  for (const Scene& scene : read_scenes()) {
    for (const std::string& line : scene.events) all.push_back(read_event(line).event);
  }
  for (const NamedFill& type : every_type()) {
    capnp::MallocMessageBuilder message;
    auto event = message.initRoot<schema::Event>();
    event.setId(data_of("e1"));
    event.setSource("urn:shop");
    event.getTime().setMicros(1'479'900'000'000'000);
    event.getTime().setPrecision(schema::TimePrecision::SECOND);
    type.fill(event.getData());
    all.push_back(canonical_bytes(event.asReader()));
  }
  return all;
}

// The same with some bits of it turned, as far as it is a message still.
class Spoiler {
 public:
  explicit Spoiler(std::uint32_t seed) : random_(seed) {}

  MessageBytes operator()(const MessageBytes& event) {
    std::string bytes(event.view());
    for (std::size_t turned = 1 + random_() % 2; turned > 0; --turned) {
      char& byte = bytes[random_() % bytes.size()];
      switch (random_() % 4) {
        case 0: byte = static_cast<char>(byte ^ (1 << random_() % 8)); break;
        case 1: byte = static_cast<char>(random_() % 8); break;
        case 2: byte = 0; break;
        default: byte = static_cast<char>(random_()); break;
      }
    }
    try {
      const MessageBytes spoilt{std::string_view(bytes)};
      CanonicalReader reader(spoilt.view());
      return canonical_bytes(reader.root<schema::Event>());
    } catch (const kj::Exception&) {
      return MessageBytes();
    }
  }

 private:
  std::mt19937 random_;
};

TEST(EventCheck, TakesEveryEventOfTheScenes) {
  std::size_t events = 0;
  for (const Scene& scene : read_scenes()) {
    for (const std::string& line : scene.events) {
      EXPECT_EQ(refused(read_event(line).event), "") << line;
      ++events;
    }
  }
  EXPECT_GT(events, 100U);
}

TEST(EventCheck, RefusesExactlyWhatItsJsonWouldBeRefusedFor) {
  constexpr std::size_t kSpoiltEach = 60;
  AsJson json;
  Spoiler spoil(1);
  std::size_t taken = 0, not_taken = 0;
  for (const MessageBytes& event : events()) {
    EXPECT_EQ(refused(event).empty(), json.refuses(event).empty())
        << refused(event) << " / " << json.refuses(event);
    for (std::size_t i = 0; i < kSpoiltEach; ++i) {
      const MessageBytes spoilt = spoil(event);
      if (spoilt.empty()) continue;
      std::string by_json;
      try {
        by_json = json.refuses(spoilt);
      } catch (const kj::Exception&) {
        by_json = "it cannot be read";
      }
      const std::string here = refused(spoilt);
      ASSERT_EQ(here.empty(), by_json.empty()) << here << " / " << by_json;
      ++(here.empty() ? taken : not_taken);
    }
  }
  EXPECT_GT(taken, 1000U);
  EXPECT_GT(not_taken, 1000U);
}

TEST(EventCheck, NamesTheFieldAndTheReason) {
  const auto with = [](const auto& change) {
    const SentEvent said = Desk("customer/kim").said("e1", "hello");
    CanonicalReader reader(said.event.view());
    capnp::MallocMessageBuilder message;
    message.setRoot(reader.root<schema::Event>());
    change(message.getRoot<schema::Event>());
    return refused(canonical_bytes(message.getRoot<schema::Event>().asReader()));
  };
  EXPECT_EQ(with([](auto) {}), "");
  EXPECT_EQ(with([](auto event) { event.disownId(); }), "id is missing");
  EXPECT_EQ(with([](auto event) { event.setSource("two words"); }),
            "source is not a URI reference: it contains a space");
  EXPECT_EQ(with([](auto event) { event.getTime().setPrecision(schema::TimePrecision::UNSET); }),
            "time does not say how precise it is");
  EXPECT_EQ(with([](auto event) { event.getData().setUnset(); }), "type is not known");
  EXPECT_EQ(with([](auto event) { event.getData().getMessageExchanged().getText().setErased(); }),
            "data.text must be text; {\"erased\": true} is only ever written by Dangol");
  EXPECT_EQ(
      with([](auto event) { event.getData().getMessageExchanged().getText().setClear("\xff"); }),
      "data.text is not valid UTF-8");
  EXPECT_EQ(check_event("short").error().message, "the event is no message");
}

}  // namespace
}  // namespace dangol::test
