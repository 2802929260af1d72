// Embeds the engine through the installed package, as a stranger's program would: records one event in
// a store of its own, and reads back how many the person has.
#include <filesystem>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "actors/engine.h"
#include "events/cloudevents.h"
#include "store/store.h"
#include "store/stream_state.h"

namespace {

constexpr const char* kEvent =
    R"({"specversion":"1.0","id":"1","source":"/consumer","type":"contact.started",)"
    R"("subject":"customer/42","time":"2016-07-27T11:07:00+09:00",)"
    R"("data":{"contactId":"c1","channel":"phone"}})";

int fail(const dangol::Error& error) {
  std::cerr << error.message << '\n';
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  const std::filesystem::path dir = argv[1];
  dangol::Store::Options options;
  options.key_file = (dir / "key").string();
  auto store = dangol::Store::open((dir / "store").string(), options);
  if (!store.ok()) return fail(store.error());

  dangol::CloudEventsReader reader;
  auto event = reader.read(kEvent);
  if (!event.ok()) return fail(event.error());
  {
    auto engine = dangol::Engine::start(*store.value(), {});
    if (!engine.ok()) return fail(engine.error());
    std::vector<dangol::SentEvent> events;
    events.push_back(std::move(event).value());
    const dangol::Outcomes outcomes = engine.value()->append_and_wait(std::move(events));
    std::cout << to_string(outcomes.front().code) << '\n';
    if (outcomes.front().code != dangol::OutcomeCode::kRecorded) return 1;
  }

  auto token = store.value()->vault().find("customer/42");
  if (!token.ok()) return fail(token.error());
  auto state = dangol::load_stream_state(*store.value(), token.value().value());
  if (!state.ok()) return fail(state.error());
  return state.value().customer.version == dangol::Version(1) ? 0 : 1;
}
