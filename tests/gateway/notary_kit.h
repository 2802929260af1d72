// A store with an anchor, an engine and a notary, which can be killed at any step.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/notary.h"
#include "store/checkpoint_check.h"
#include "tests/support/desk.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {

class NotaryTest : public testing::Test {
 protected:
  using Step = Notary::Step;

  ~NotaryTest() override { end(); }

  Store::Options store_options() const {
    Store::Options options;
    options.key_file = path("key");
    options.anchor = path("anchor");
    return options;
  }
  std::string path(const std::string& name) const { return (dir() / name).string(); }
  std::filesystem::path dir() const { return now_; }

  void open() {
    auto opened = Store::open(path("store"), store_options());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store = std::move(opened).value();
    auto started = Engine::start(*store, engine_options);
    ASSERT_TRUE(started.ok()) << started.error().message;
    engine = std::move(started).value();
  }
  Notary::Options options() {
    Notary::Options options;
    options.signing_key = path("signing-key");
    options.every = std::chrono::milliseconds(0);
    options.after = [this](Step step) {
      if (kill_at == step) {
        kill_at.reset();
        keep_what_a_kill_leaves();
      }
    };
    return options;
  }
  Result<std::unique_ptr<Notary>> try_start() { return Notary::start(*engine, options()); }
  void start() {
    auto started = try_start();
    ASSERT_TRUE(started.ok()) << started.error().message;
    notary = std::move(started).value();
  }
  void begin() {
    open();
    start();
  }
  void end() {
    notary.reset();
    engine.reset();
    store.reset();
  }
  void record(const std::string& id) {
    const Outcomes outcomes = engine->append_and_wait(together(desk.call(id, id)));
    ASSERT_EQ(outcomes.front().code, OutcomeCode::kRecorded) << outcomes.front().reason;
  }
  std::string sign() {
    auto told = notary->run(NotaryTask::kSign);
    EXPECT_TRUE(told.ok()) << told.error().message;
    return told.ok() ? told.value().note : "";
  }
  static Checkpoint said(const std::string& note) { return checkpoint_in(note).value(); }
  std::uint64_t anchored() const {
    const std::string note = store->anchor()->get().note;
    return note.empty() ? 0 : said(note).size;
  }

  // What is on disk now, as a kill would leave it: what was written is written, nothing is closed.
  void keep_what_a_kill_leaves() {
    std::filesystem::copy(now_, killed_.path() / "at", std::filesystem::copy_options::recursive);
  }
  // The process has died at `kill_at`; the next one finds what it left.
  void die() {
    end();
    now_ = killed_.path() / "at";
  }

  const Desk desk{"customer/kim"};
  Engine::Options engine_options;
  std::optional<Step> kill_at;
  std::unique_ptr<Store> store;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Notary> notary;

 private:
  TempDir living_, killed_;
  std::filesystem::path now_ = living_.path();
};

}  // namespace dangol::test
