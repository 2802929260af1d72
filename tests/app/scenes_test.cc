// The scenes, end to end: appended to a fresh store, every line gets what the scene says, and what
// comes back out is the history and the state that the story tells.
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "actors/engine.h"
#include "events/cloudevents.h"
#include "events/event.capnp.h"
#include "replay/verify.h"
#include "store/store.h"
#include "store/stream_reader.h"
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

  Outcomes append(const test::Scene& scene) {
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
    Outcomes outcomes = engine.value()->append_and_wait(std::move(events), options);
    engine.value()->drain();
    return outcomes;
  }

  Customer state_of(const std::string& subject) {
    auto token = store_->vault().find(subject);
    if (!token.ok() || !token.value()) throw std::runtime_error(subject + " is not known");
    auto state = load_stream_state(*store_, *token.value());
    if (!state.ok()) throw std::runtime_error(state.error().message);
    return std::move(state).value();
  }

  Verification verify() {
    auto fold = fold_log(store_->log(), PartitionId(0), {});
    if (!fold.ok()) throw std::runtime_error(fold.error().message);
    auto verified = verify_live_state(*store_, fold.value(), [](std::uint64_t) {});
    if (!verified.ok()) throw std::runtime_error(verified.error().message);
    return std::move(verified).value();
  }

 private:
  test::TempDir dir_;
  std::unique_ptr<Store> store_;
};

test::Scene scene_named(const std::string& name) {
  return test::read_scene(std::filesystem::path(DANGOL_SOURCE_DIR) / "tests" / "scenes" /
                          (name + ".ndjson"));
}

class SceneRun : public testing::TestWithParam<test::Scene> {};

TEST_P(SceneRun, EveryLineGetsWhatTheSceneSaysAndEveryStreamIsAsLong) {
  const test::Scene& scene = GetParam();
  SceneStore store;
  const Outcomes outcomes = store.append(scene);
  ASSERT_EQ(outcomes.size(), scene.outcomes.size());
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& got = outcomes[i];
    const test::ExpectedOutcome& expected = scene.outcomes[i];
    const std::string where = scene.name + " line " + std::to_string(i + 1) + ": " + got.reason;
    EXPECT_EQ(to_string(got.code), expected.code) << where;
    if (got.code == OutcomeCode::kRejected) {
      const std::string invariant = "invariant " + std::to_string(expected.invariant.value_or(0));
      EXPECT_TRUE(got.reason.starts_with(invariant + ": ")) << where;
      EXPECT_EQ(got.reason.find("invariant", 1), std::string::npos) << where;
    }
    if (got.code != OutcomeCode::kRecorded) continue;
    ASSERT_EQ(got.irregular.size(), expected.invariant ? 1u : 0u)
        << where << (got.irregular.empty() ? "" : got.irregular.front().reason);
    if (expected.invariant) {
      EXPECT_EQ(got.irregular.front().invariant, *expected.invariant);
    }
  }
  for (const auto& [subject, records] : scene.histories) {
    EXPECT_EQ(store.state_of(subject).version.value(), records) << subject;
  }
}

TEST_P(SceneRun, TheSameFileAgainRecordsNothing) {
  const test::Scene& scene = GetParam();
  SceneStore store;
  store.append(scene);
  const Outcomes again = store.append(scene);
  for (std::size_t i = 0; i < again.size(); ++i) {
    const bool refused = scene.outcomes[i].code == "rejected";
    if (!refused) {
      EXPECT_EQ(again[i].code, OutcomeCode::kDuplicate) << "line " << i + 1;
    }
  }
  for (const auto& [subject, records] : scene.histories) {
    EXPECT_GE(store.state_of(subject).version.value(), records) << subject;
  }
}

TEST_P(SceneRun, AReplayFromNothingEqualsTheLiveState) {
  SceneStore store;
  store.append(GetParam());
  const Verification verified = store.verify();
  EXPECT_EQ(verified.different, 0u);
  EXPECT_EQ(verified.streams, GetParam().histories.size());
}

INSTANTIATE_TEST_SUITE_P(Scenes, SceneRun, testing::ValuesIn(test::read_scenes()),
                         [](const auto& info) { return test::test_name_of(info.param); });

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

}  // namespace
}  // namespace dangol
