// What the scenes leave behind in the state, where a figure will be read from later. Their outcomes,
// histories and replays are tested through the program: tests/system/scenes_test.cc.
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "actors/engine.h"
#include "events/cloudevents.h"
#include "store/store.h"
#include "store/stream_state.h"
#include "tests/support/scene.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

// A store of its own, with an engine that takes whole scenes.
class SceneStore {
 public:
  SceneStore() {
    Store::Options options;
    options.key_file = (dir_ / "key").string();
    auto store = Store::open((dir_ / "store").string(), options);
    if (!store.ok()) throw std::runtime_error(store.error().message);
    store_ = std::move(store).value();
  }

  void append(const test::Scene& scene) {
    auto engine = Engine::start(*store_, {});
    if (!engine.ok()) throw std::runtime_error(engine.error().message);
    AppendOptions options;
    options.recording = scene.as_recorded ? Recording::kAsRecorded : Recording::kDecided;
    CloudEventsReader reader;
    std::vector<SentEvent> events;
    for (const std::string& line : scene.events) {
      auto event = reader.read(line);
      if (!event.ok()) throw std::runtime_error(event.error().message);
      events.push_back(std::move(event).value());
    }
    engine.value()->append_and_wait(std::move(events), options);
  }

  StreamToken token_of(const std::string& subject) {
    auto token = store_->vault().find(subject);
    if (!token.ok() || !token.value()) throw std::runtime_error(subject + " is not known");
    return *token.value();
  }

  Customer state_of(const std::string& subject) {
    auto state = load_stream_state(*store_, token_of(subject));
    if (!state.ok()) throw std::runtime_error(state.error().message);
    return std::move(state).value().customer;
  }

 private:
  test::TempDir dir_;
  std::unique_ptr<Store> store_;
};

test::Scene scene_named(const std::string& name) {
  return test::read_scene(std::filesystem::path(DANGOL_SOURCE_DIR) / "tests" / "scenes" /
                          (name + ".ndjson"));
}

TEST(Scene, FiveTransfersAreFiveHandOffsOfAnIssueThatStaysOpen) {
  SceneStore store;
  store.append(scene_named("five-transfers"));
  const Customer person = store.state_of("customer/fifth-call");
  ASSERT_EQ(person.issues.rows().size(), 1u);
  const IssueStanding& now = person.issues.rows().front().now;
  EXPECT_EQ(now.hand_offs, 5u);
  EXPECT_EQ(now.actions, 1u);
  EXPECT_EQ(now.status, IssueStanding::Status::kOpen);
}

TEST(Scene, AnActionAndADeflectionLeaveTheIssueOpenAndAConfirmationResolvesIt) {
  SceneStore store;
  store.append(scene_named("windows-on-mac"));
  store.append(scene_named("parallels"));
  const Customer person = store.state_of("customer/windows-buyer");
  ASSERT_EQ(person.issues.rows().size(), 2u);
  const IssueStanding& on_mac = person.issues.rows()[0].now;
  EXPECT_EQ(on_mac.status, IssueStanding::Status::kOpen);
  EXPECT_FALSE(on_mac.confirmed);
  const IssueStanding& in_a_machine = person.issues.rows()[1].now;
  EXPECT_TRUE(in_a_machine.confirmed);
  EXPECT_EQ(in_a_machine.hand_offs, 0u);
}

PromiseStanding promise_of(SceneStore& store, const std::string& subject) {
  const Customer person = store.state_of(subject);
  return promise_standing(person.bond.get()->promises.rows().front());
}

TEST(Scene, ACallBackIsKeptForgottenOrKeptAndToldLate) {
  SceneStore store;
  store.append(scene_named("callback"));
  EXPECT_EQ(promise_of(store, "customer/buyer-kept"), PromiseStanding::kKept);
  EXPECT_EQ(promise_of(store, "customer/buyer-forgotten"), PromiseStanding::kLapsed);
  EXPECT_EQ(promise_of(store, "customer/buyer-told-late"), PromiseStanding::kKept);
}

TEST(Scene, BeforeTheLateWordArrivedTheCallBackHadLapsed) {
  test::Scene scene = scene_named("callback");
  ASSERT_NE(scene.events.back().find("promise.kept"), std::string::npos);
  scene.events.pop_back();
  SceneStore store;
  store.append(scene);
  EXPECT_EQ(promise_of(store, "customer/buyer-told-late"), PromiseStanding::kLapsed);
}

TEST(Scene, FlowersAnswerANoteAndSomethingComesBack) {
  SceneStore store;
  store.append(scene_named("flowers"));
  const Customer person = store.state_of("customer/shoes-and-flowers");
  const Bond& bond = *person.bond.get();
  ASSERT_EQ(bond.kindnesses.rows().size(), 1u);
  const Kindness& flowers = bond.kindnesses.rows().front();
  EXPECT_EQ(flowers.cost.minor, 4500);
  EXPECT_TRUE(bond.notes.find(flowers.note) != nullptr);
  ASSERT_EQ(bond.reciprocations.size(), 1u);
  EXPECT_EQ(bond.reciprocations.front().kindness, flowers.id);
}

TEST(Scene, OneMovedPersonTellsSixAndIsNamedByTwo) {
  SceneStore store;
  store.append(scene_named("word-of-mouth"));
  EXPECT_EQ(store.state_of("customer/moved").person.get()->word_of_mouth.people_told, 6u);
  for (const char* friend_of_theirs : {"customer/friend-1", "customer/friend-2"}) {
    const Customer person = store.state_of(friend_of_theirs);
    EXPECT_EQ(person.tokens.bytes(person.person.get()->acquisition.referrer),
              store.token_of("customer/moved").view());
  }
}

TEST(Scene, ARefusedEndingLeavesNoTraceAndARestoredRelationshipIsOpenAgain) {
  SceneStore store;
  store.append(scene_named("ending"));
  const Customer person = store.state_of("customer/ended");
  EXPECT_EQ(person.version, Version(15));
  EXPECT_FALSE(person.person.get()->relationship.ended);
}

}  // namespace
}  // namespace dangol
