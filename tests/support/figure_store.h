// A store of its own whose figures can be asked: the steps of every projection in memory, from the log.
#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "actors/engine.h"
#include "events/cloudevents.h"
#include "replay/catalogue.h"
#include "replay/figure_answer.h"
#include "store/store.h"
#include "tests/support/memory_steps.h"
#include "tests/support/scene.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {

class FigureStore {
 public:
  FigureStore() {
    Store::Options options;
    options.key_file = (dir_ / "key").string();
    auto store = Store::open((dir_ / "store").string(), options);
    if (!store.ok()) throw std::runtime_error(store.error().message);
    store_ = std::move(store).value();
    for (const auto& projection : catalogue_.projections()) {
      const MemorySteps* people = projection->name() == "people" ? nullptr : &steps_["people"];
      steps_[std::string(projection->name())] = MemorySteps(people);
    }
  }

  // Records events given as CloudEvents JSON; throws when one is not recorded.
  void append(const std::vector<std::string>& lines, Recording recording = Recording::kAsRecorded) {
    CloudEventsReader reader;
    std::vector<SentEvent> events;
    for (const std::string& line : lines) {
      auto event = reader.read(line);
      if (!event.ok()) throw std::runtime_error(event.error().message + ": " + line);
      events.push_back(std::move(event).value());
    }
    append(std::move(events), recording);
  }
  void append(std::vector<SentEvent> events, Recording recording = Recording::kAsRecorded) {
    AppendOptions options;
    options.recording = recording;
    for (const Outcome& outcome : engine().append_and_wait(std::move(events), options)) {
      if (outcome.code != OutcomeCode::kRecorded) throw std::runtime_error(outcome.reason);
    }
    engine_->drain();
  }
  // One event; false when it is not recorded.
  bool try_append(const std::string& line) {
    std::vector<SentEvent> one;
    auto event = CloudEventsReader().read(line);
    if (!event.ok()) throw std::runtime_error(event.error().message + ": " + line);
    one.push_back(std::move(event).value());
    AppendOptions options;
    options.recording = Recording::kAsRecorded;
    const Outcomes outcomes = engine().append_and_wait(std::move(one), options);
    engine_->drain();
    return outcomes.front().code == OutcomeCode::kRecorded;
  }
  // A scene; what it must be refused is refused.
  void append(const Scene& scene) {
    auto engine = Engine::start(*store_, timeless());
    if (!engine.ok()) throw std::runtime_error(engine.error().message);
    CloudEventsReader reader;
    AppendOptions options;
    options.recording = scene.as_recorded ? Recording::kAsRecorded : Recording::kDecided;
    for (const std::string& line : scene.events) {
      std::vector<SentEvent> one;
      one.push_back(reader.read(line).value());
      engine.value()->append_and_wait(std::move(one), options);
    }
  }

  // Asks a figure about everything, unless `change` narrows the question.
  FigureAnswer ask(std::string_view name, const std::function<void(Question&)>& change = {}) {
    const Figure* figure = catalogue_.find(name);
    if (figure == nullptr) throw std::runtime_error("no figure " + std::string(name));
    Question question;
    if (change) change(question);
    auto answer = evaluate(*figure, follow(figure->definition().projection), question, 1);
    if (!answer.ok()) throw std::runtime_error(answer.error().message);
    for (const FigureGroup& group : answer.value().groups) {
      if (question.sets != Sets::kKept) break;
      const Tally again = tally_of(figure->definition(), group.members);
      if (value_of(figure->definition(), again) != group.value) {
        throw std::runtime_error("the value does not follow from the sets");
      }
    }
    return std::move(answer).value();
  }
  // Divided by a key of the figure.
  FigureAnswer ask_by(std::string_view name, std::string_view key,
                      const std::function<void(Question&)>& change = {}) {
    return ask(name, [&](Question& question) {
      for (const GroupingKey* known : catalogue_.find(name)->definition().keys) {
        if (known->name == key) question.by = known;
      }
      if (question.by == nullptr) throw std::runtime_error("no key " + std::string(key));
      if (change) change(question);
    });
  }

  // The steps of a projection, all records applied.
  const MemorySteps& follow(std::string_view projection) {
    for (const std::string_view name : {std::string_view("people"), projection}) {
      const Projection* known = catalogue_.find_projection(name);
      if (known == nullptr) throw std::runtime_error("no projection " + std::string(name));
      Status followed = steps_[std::string(name)].follow(*known, store_->log(), PartitionId(0));
      if (!followed.ok()) throw std::runtime_error(followed.error().message);
    }
    return steps_[std::string(projection)];
  }

  Store& store() { return *store_; }
  Engine& engine() {
    if (!engine_) {
      auto engine = Engine::start(*store_, timeless());
      if (!engine.ok()) throw std::runtime_error(engine.error().message);
      engine_ = std::move(engine).value();
    }
    return *engine_;
  }
  const Catalogue& catalogue() const { return catalogue_; }
  StreamToken token_of(const std::string& subject) {
    return store_->vault().find(subject).value().value();
  }
  Position size() { return store_->log().size(PartitionId(0)).value(); }

  // Nothing falls due by the wall clock, for which years have passed since what the tests tell.
  static Engine::Options timeless() {
    Engine::Options options;
    options.alarms = AlarmBell::Drive::kByHand;
    return options;
  }

 private:
  TempDir dir_;
  Catalogue catalogue_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Engine> engine_;
  std::map<std::string, MemorySteps> steps_;
};

// The value of the only group.
inline std::optional<FigureValue> value_in(const FigureAnswer& answer) {
  if (answer.groups.size() != 1) throw std::runtime_error("not one group");
  return answer.groups.front().value;
}
inline FigureValue ratio(std::int64_t over, std::uint64_t under) { return {over, under, 0}; }

}  // namespace dangol::test
