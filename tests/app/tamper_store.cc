#include "tests/app/tamper_store.h"

#include <algorithm>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actors/engine.h"
#include "actors/forgetting.h"
#include "app/log_evidence.h"
#include "app/signing.h"
#include "events/customer.h"
#include "gateway/log_evidence.h"
#include "replay/log_check.h"
#include "replay/read_models.h"
#include "store/file_check.h"
#include "store/head_db.h"
#include "store/head_keeper.h"
#include "store/signing_keys.h"
#include "store/stream_state.h"
#include "tests/support/care.h"
#include "tests/support/files.h"

namespace dangol::test {

namespace fs = std::filesystem;

namespace {

constexpr PartitionId kPartition{0};
constexpr const char* kOrigin = "example.com/log";
constexpr const char* kProjection = "desk";

GlobalOptions global_options(const fs::path& dir) {
  GlobalOptions global;
  global.data = dir / "store";
  return global;
}

std::string read_all(Store& store) {
  std::string all;
  auto cursor = store.log().read({kPartition, Position()}, ReadWords::kYes);
  for (LogCursor::Item item;;) {
    Result<bool> more = cursor->next(item);
    if (!more.ok() || !more.value()) return all;
    all += item.entry;
    all += item.core;
    all += item.words;
  }
}

}  // namespace

TamperStore::TamperStore() {
  files_.skip_syncs();
  fs::create_directories(pristine_);
  make();
  for (const auto& entry : fs::recursive_directory_iterator(pristine_)) {
    if (!entry.is_regular_file()) continue;
    all_.push_back(fs::relative(entry.path(), pristine_));
    if (entry.file_size() > 0) names_.push_back(all_.back());
  }
  std::sort(names_.begin(), names_.end());
}

Result<std::unique_ptr<Store>> TamperStore::open(const fs::path& dir) {
  Store::Options options = store_options(global_options(dir), Missing::kCreate);
  options.env = files_.env();
  options.disk.reserve_bytes = 0;
  return Store::open((dir / "store").string(), options);
}

void TamperStore::record(Store& store, const std::string& prefix, std::size_t count,
                         std::size_t customers) {
  auto engine = Engine::start(store, {}).value();
  for (std::size_t i = 0; i < count;) {
    std::vector<SentEvent> events;
    for (std::size_t n = 0; n < 20; ++n, ++i) {
      const Desk desk(fmt::format("customer/{}", i % customers));
      events.push_back(desk.said(fmt::format("{}{}", prefix, i), "my flowers never came"));
    }
    EXPECT_THAT(codes(engine->append_and_wait(std::move(events))),
                testing::Each(OutcomeCode::kRecorded));
  }
}

void TamperStore::make() {
  record(*open(pristine_).value(), "a", 300);
  {
    auto store = open(pristine_).value();
    auto engine = Engine::start(*store, {}).value();
    const Desk gone("customer/gone");
    std::vector<SentEvent> events;
    events.push_back(gone.call("g1"));
    events.push_back(gone.event("g2", "complaint.raised",
                                R"({"about":{"policy":"fees"},"words":"kept","complaintId":"p"})"));
    events.push_back(
        gone.event("g3", "retention.held",
                   R"({"holdId":"h","purposes":["complaint"],"law":"l","until":"2099-01-01"})"));
    EXPECT_THAT(codes(engine->append_and_wait(std::move(events))),
                testing::Each(OutcomeCode::kRecorded));
    engine.reset();
    streams_.push_back(store->vault().find("customer/gone").value().value());
    ForgetRequest request;
    request.subject = "customer/gone";
    request.reason = "requested";
    EXPECT_TRUE(forget(*store, request, system_clock()).ok());
  }
  record(*open(pristine_).value(), "b", 20);  // what came before stands in table files by now
  {
    auto store = open(pristine_).value();
    sign(*store);
    for (int i = 0; i < 9; ++i) {
      streams_.push_back(store->vault().find(fmt::format("customer/{}", i)).value().value());
    }
    answers(*store, pristine_);  // now there is all that is derived
  }
  // What is written from here on stands in write-ahead logs only: of the log, the vault and the checkpoints.
  auto store = open(pristine_).value();
  record(*store, "c", 40, 12);
  sign(*store);
  record(*store, "d", 20, 15);  // in no checkpoint yet
  for (int i = 9; i < 15; ++i) {
    streams_.push_back(store->vault().find(fmt::format("customer/{}", i)).value().value());
  }
  records_ = read_all(*store);
  answers_ = answers(*store, pristine_);
}

void TamperStore::sign(Store& store) {
  const std::string file = beside_data(global_options(pristine_), "", ".signing-key");
  const auto keys = fs::exists(file) ? read_signing_keys(file, store.origin()).value().value()
                                     : create_signing_keys(file, store.origin(), entropy_).value();
  const Position size = store.log().size(kPartition).value();
  const Hash root = Hash::from(store.log().resolve(kPartition).value()->tree_root);
  const std::string note = sign_note(Checkpoint{store.origin(), size.value(), root}.text(), keys);
  EXPECT_TRUE(store.checkpoints().add(note).ok());
  EXPECT_TRUE(store.anchor()->raise(note).ok());
}

TamperStore::Answers TamperStore::answers(Store& store, const fs::path& dir) {
  Answers all;
  for (const StreamToken& stream : streams_) {
    if (auto keys = store.vault().keys_of(stream); keys.ok()) {
      all.emplace_back("keys of " + to_hex(stream.view()),
                       fmt::format("{} live, {} destroyed", keys.value().live.size(),
                                   keys.value().destroyed.size()));
    }
    if (auto found = store.index().positions(stream, Version(1), 1000); found.ok()) {
      std::string text;
      for (const Position position : found.value()) text += fmt::format("{},", position.value());
      all.emplace_back("positions of " + to_hex(stream.view()), text);
    }
    if (auto state = load_stream_state(store, stream); state.ok()) {
      all.emplace_back("state of " + to_hex(stream.view()), encode_state(state.value().customer));
    }
  }
  if (auto heads = HeadDb::open(dir / "store" / "heads", store.log(), kPartition, files_.env());
      heads.ok()) {
    HeadKeeper keeper(*heads.value(), heads.value()->tree(), heads.value()->mark());
    const Position size = store.log().size(kPartition).value();
    if (keeper.follow(store.log(), kPartition, size, 1'000'000).ok()) {
      if (auto map = keeper.map(); map.ok()) {
        all.emplace_back("map of heads",
                         fmt::format("{} {} {}", map.value().size, map.value().streams,
                                     to_hex(map.value().root.view())));
      }
    }
  }
  const Catalogue catalogue;
  ReadModelOptions options;
  options.least_kept_records = 1;
  options.slice_records = 100;
  options.env = files_.env();
  const auto models = open_read_models(
      catalogue, [&](const std::function<Status(Store&)>& read) { return read(store); }, options);
  for (const auto& figure : catalogue.figures()) {
    if (figure->definition().projection != kProjection) continue;
    auto answer = ask(*models, *figure, {}, 1);
    if (!answer.ok()) continue;
    std::string text;
    for (const FigureGroup& group : answer.value().groups) {
      text += fmt::format("{} {} of {};", group.value ? group.value->over : -1,
                          group.tally.numerator, group.tally.denominator);
    }
    all.emplace_back(std::string(figure->definition().name), text);
  }
  return all;
}

void TamperStore::lay_out() {
  opened_.reset();
  fs::remove_all(work_);
  for (const std::string& name : all_) {
    fs::create_directories((work_ / name).parent_path());
    if (name.ends_with(".sst")) {
      fs::create_hard_link(pristine_ / name, work_ / name);  // RocksDB never writes to one again
    } else {
      fs::copy_file(pristine_ / name, work_ / name);
    }
  }
}

void TamperStore::replace(const std::string& name, const std::string& bytes) const {
  const fs::perms mode = fs::status(work_ / name).permissions();
  fs::remove(work_ / name);
  write_file(work_ / name, bytes);
  fs::permissions(work_ / name, mode);
}

std::string TamperStore::records() { return read_all(*opened_); }

std::string TamperStore::open_ask_and_verify() {
  auto store = open(work_);
  if (!store.ok()) return store.error().message;
  opened_ = std::move(store).value();
  // First, as a verification could have been forgotten.
  for (const auto& one : answers(*opened_, work_)) {
    EXPECT_TRUE(std::ranges::find(answers_, one) != answers_.end())
        << one.first << ": another answer than before";
  }
  return verify(*opened_, work_);
}

std::string TamperStore::verify(Store& store, const fs::path& dir) {
  auto evidence = read_evidence(store);
  if (!evidence.ok()) return evidence.error().message;
  auto known = known_history(global_options(dir), {}, evidence.value());
  if (!known.ok()) return known.error().message;
  LogCheckOptions options = known.value().options();
  options.tiles = options.frames = true;
  auto checked = check_log(store.log(), kPartition, {}, options);
  if (!checked.ok()) return checked.error().message;
  Status whole = check_store_files(store, files_.env());
  return whole.ok() ? "" : whole.error().message;
}

}  // namespace dangol::test
