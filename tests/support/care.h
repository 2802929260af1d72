// A whole system in a folder of its own: a store, and an engine on it that can be stopped and started
// again.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "actors/engine.h"
#include "store/stream_reader.h"
#include "store/stream_state.h"
#include "tests/support/desk.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {

class Care {
 public:
  // `env`: the files of the store's databases; nullptr: the system's.
  explicit Care(Entropy* entropy = nullptr, rocksdb::Env* env = nullptr)
      : entropy_(entropy), env_(env) {
    open();
  }

  // The process ends here; the next one opens the same store.
  void reopen() {
    engine.reset();
    store.reset();
    open();
  }
  void start(Engine::Options options = {}) {
    options.clock = [this] { return now; };
    options.uptime = [this] { return uptime; };
    options.boot = boot;
    options.alarms = alarms;
    auto started = Engine::start(*store, std::move(options));
    ASSERT_TRUE(started.ok()) << started.error().message;
    engine = std::move(started).value();
  }
  void stop() { engine.reset(); }
  // Where the store is.
  std::filesystem::path dir() const { return dir_ / "store"; }

  // Sends the events as one batch, and waits until they and what they caused are answered.
  template <class... Events>
  Outcomes send(Events... events) {
    Outcomes outcomes = engine->append_and_wait(together(std::move(events)...));
    engine->drain();
    return outcomes;
  }

  StreamToken stream(const std::string& subject) {
    return store->vault().token_of(subject).value();
  }
  // What a subject's records say of themselves, oldest first.
  std::vector<Entry> records(const std::string& subject) {
    std::vector<Entry> entries;
    Status read = read_stream(*store, stream(subject), Version(), Hash(), ReadWords::kYes,
                              [&](const StreamRecord& record) {
                                entries.push_back(record.entry);
                                return true;
                              });
    EXPECT_TRUE(read.ok()) << read.error().message;
    return entries;
  }
  std::uint64_t log_size() { return store->log().size(PartitionId(0)).value().value(); }
  // Time passes.
  void pass(Micros time) {
    now = Micros(now.value() + time.value());
    uptime = Micros(uptime.value() + time.value());
  }
  // The alarms that are set.
  std::vector<SideRow> alarm_rows() { return store->log().side_rows(PartitionId(0), "a").value(); }
  // The intents that other streams have not answered.
  std::vector<SideRow> intents() { return store->log().side_rows(PartitionId(0), "i").value(); }

 private:
  void open() {
    Store::Options options;
    options.key_file = dir_ / "key";
    options.entropy = entropy_;
    options.env = env_;
    auto opened = Store::open(dir_ / "store", options);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store = std::move(opened).value();
  }

  TempDir dir_;
  Entropy* entropy_;
  rocksdb::Env* env_;

 public:
  std::unique_ptr<Store> store;
  Micros now{1'469'585'220'000'000};  // 2016-07-27T11:07:00+09:00
  Micros uptime{3'600'000'000};
  std::string boot = "the system's start";
  AlarmBell::Drive alarms = AlarmBell::Drive::kByHand;
  std::unique_ptr<Engine> engine;
};

inline std::vector<OutcomeCode> codes(const Outcomes& outcomes) {
  std::vector<OutcomeCode> all;
  for (const Outcome& outcome : outcomes) all.push_back(outcome.code);
  return all;
}

}  // namespace dangol::test
