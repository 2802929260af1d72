// A store whose files were damaged: given the same store every time, when one file is flipped, cut,
// taken away or put back older, then what can be rebuilt is rebuilt in silence, and anything else is
// refused, with a sentence that names the place, without a change, and as often as one asks.
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "actors/engine.h"
#include "store/stream_reader.h"
#include "tests/support/database_files.h"
#include "tests/support/desk.h"
#include "tests/support/fault_files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

namespace fs = std::filesystem;
using test::cut_in_half;
using test::Desk;
using test::flip_byte;
using test::flip_in_the_middle;
using test::newest;
using test::table_of;
using testing::AnyOf;
using testing::HasSubstr;
using enum OutcomeCode;

constexpr PartitionId kOnly{0};
// What kim says in the first life, and all of it; a snapshot is due after 64.
constexpr int kEarlier = 100, kMessages = 200;

// No case loses power, so no sync need wait for the disk.
rocksdb::Env* quick_files() {
  static test::FaultFiles files;
  files.skip_syncs();
  return files.env();
}

Store::Options options_of(const fs::path& dir) {
  Store::Options options;
  options.env = quick_files();
  options.key_file = dir / "key";
  options.missing = Missing::kRefuse;
  options.index.window_positions = 128;  // tables of more than one block
  return options;
}

// The store that every case begins with: kim's stream and the first records are in table files of log,
// vault, index and snapshots; lee's and the last ones in the write-ahead logs.
class Original {
 public:
  static const fs::path& path() {
    static Original one;
    return one.dir_.path();
  }

 private:
  Original() {
    live({.first = 0, .last = kEarlier});
    live({});  // what was in the write-ahead logs goes into table files
    live({.first = kEarlier, .last = kMessages});
  }
  struct Life {
    int first = 0, last = 0;
  };
  void live(Life life) {
    Store::Options options = options_of(dir_.path());
    options.missing = Missing::kCreate;
    auto store = Store::open(dir_ / "store", options);
    ASSERT_TRUE(store.ok()) << store.error().message;
    if (life.last == 0) return;
    auto engine = Engine::start(*store.value(), {});
    ASSERT_TRUE(engine.ok());
    const Desk kim("customer/kim"), lee("customer/lee");
    for (int i = life.first; i < life.last; i += 20) {
      std::vector<SentEvent> batch;
      for (int n = i; n < i + 20; ++n) {
        const std::string id = "m" + std::to_string(n);
        batch.push_back(kim.said(id, "words of kim " + id));
        batch.push_back((n < kEarlier ? kim : lee).said("x" + id, "more"));
      }
      ASSERT_EQ(engine.value()->append_and_wait(std::move(batch)).back().code, kRecorded);
    }
    if (life.first > 0) {  // one more sync of the vault
      ASSERT_EQ(engine.value()
                    ->append_and_wait(test::together(Desk("customer/min").call("e1")))
                    .front()
                    .code,
                kRecorded);
    }
    engine.value()->drain();
    ASSERT_TRUE(store.value()->index().drain().ok());
  }

  test::TempDir dir_;
};

class DamageTest : public testing::Test {
 protected:
  DamageTest() {
    fs::copy(Original::path(), dir_.path(), fs::copy_options::recursive);
    fs::remove(store() / "reserve");
  }
  fs::path store() const { return dir_ / "store"; }
  Result<std::unique_ptr<Store>> open() { return Store::open(store(), options_of(dir_.path())); }

  // Every record of both streams is read, whole, and everything that was sent is known.
  void expect_whole() {
    auto opened = open();
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    Store& store = *opened.value();
    ASSERT_EQ(store.log().size(kOnly).value(), Position(2 * kMessages + 1));
    EXPECT_EQ(count(store, "customer/kim"), kMessages + kEarlier);
    EXPECT_EQ(count(store, "customer/lee"), kMessages - kEarlier);
    auto engine = Engine::start(store, {});
    ASSERT_TRUE(engine.ok()) << engine.error().message;
    const Desk kim("customer/kim");
    for (const char* id : {"m0", "m50", "m99", "m199"}) {
      const std::string words = std::string("words of kim ") + id;
      EXPECT_EQ(send(*engine.value(), kim.said(id, words)).code, kDuplicate) << id;
    }
    EXPECT_EQ(send(*engine.value(), kim.said("new", "hello")).code, kRecorded);
  }
  static Outcome send(Engine& engine, SentEvent event) {
    return engine.append_and_wait(test::together(std::move(event))).front();
  }
  static int count(Store& store, const std::string& subject) {
    int records = 0;
    Status read = read_stream(store, store.vault().token_of(subject).value(), Version(), Hash(),
                              ReadWords::kYes, [&](const StreamRecord&) { return ++records > 0; });
    EXPECT_TRUE(read.ok()) << read.error().message;
    return records;
  }

  test::TempDir dir_;
};

// One kind of damage.
struct Damage {
  const char* name;
  std::function<void(const fs::path& store)> inflict;
  std::vector<std::string> told = {};  // what the sentence must say, when it is refused
};
std::string name_of(const testing::TestParamInfo<Damage>& info) { return info.param.name; }
void PrintTo(const Damage& damage, std::ostream* out) { *out << damage.name; }

class Refused : public DamageTest, public testing::WithParamInterface<Damage> {};

TEST_P(Refused, with_its_place_and_without_a_change_and_whole_again_once_mended) {
  GetParam().inflict(store());

  for (int attempt = 0; attempt < 2; ++attempt) {
    auto opened = open();
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt) << opened.error().message;
    for (const std::string& part : GetParam().told) {
      EXPECT_THAT(opened.error().message, HasSubstr(part));
    }
  }

  // The files that were lost are put back, and no others.
  for (const auto& entry : fs::recursive_directory_iterator(Original::path() / "store")) {
    const fs::path there = store() / fs::relative(entry.path(), Original::path() / "store");
    const std::string name = there.filename();
    if (!entry.is_regular_file() || name.starts_with("LOG") || name == "reserve") continue;
    if (fs::exists(there) && fs::file_size(there) == fs::file_size(entry) &&
        test::read_file(there) == test::read_file(entry)) {
      continue;
    }
    fs::create_directories(there.parent_path());
    fs::copy_file(entry, there, fs::copy_options::overwrite_existing);
  }
  expect_whole();
}

INSTANTIATE_TEST_SUITE_P(
    OfTheLog, Refused,
    testing::Values(Damage{"flip_in_the_write_ahead_log",
                           [](const fs::path& s) { flip_in_the_middle(newest(s / "log", ".log")); },
                           {"the write-ahead log of the log is damaged in", "at byte", "frame"}},
                    Damage{"flip_in_the_last_frame",
                           [](const fs::path& s) {
                             const fs::path wal = newest(s / "log", ".log");
                             flip_byte(wal, fs::file_size(wal) - 9);
                           },
                           {"but frame", "before 0:401, was acknowledged"}},
                    Damage{"write_ahead_log_cut_in_half",
                           [](const fs::path& s) { cut_in_half(newest(s / "log", ".log")); },
                           {"before 0:401, was acknowledged"}},
                    Damage{"write_ahead_log_cut_to_nothing",
                           [](const fs::path& s) { fs::resize_file(newest(s / "log", ".log"), 0); },
                           {"before 0:401, was acknowledged"}},
                    Damage{"write_ahead_log_missing",
                           [](const fs::path& s) { fs::remove(newest(s / "log", ".log")); },
                           {"the write-ahead log of the log in", "is missing"}},
                    Damage{"record_table_missing",
                           [](const fs::path& s) { fs::remove(table_of(s / "log", "log")); },
                           {"cannot open the log in", ".sst"}},
                    Damage{"record_table_cut",
                           [](const fs::path& s) { cut_in_half(table_of(s / "log", "log")); },
                           {"cannot open the log in", ".sst"}},
                    Damage{"words_table_missing",
                           [](const fs::path& s) { fs::remove(table_of(s / "log", "words")); },
                           {"cannot open the log in", ".sst"}},
                    Damage{"flip_in_the_table_of_frames",
                           [](const fs::path& s) { flip_byte(table_of(s / "log", "frames"), 60); },
                           {"cannot", "log", ".sst"}},
                    Damage{"flip_in_the_manifest",
                           [](const fs::path& s) {
                             flip_in_the_middle(newest(s / "log", "MANIFEST-"));
                           },
                           {"cannot open the log in", "MANIFEST"}},
                    Damage{"flip_in_current",
                           [](const fs::path& s) { flip_byte(s / "log" / "CURRENT", 14); },
                           {"cannot open the log in"}},
                    Damage{"current_missing",
                           [](const fs::path& s) { fs::remove(s / "log" / "CURRENT"); },
                           {"there is no log in", "CURRENT"}},
                    Damage{"log_missing",
                           [](const fs::path& s) { fs::remove_all(s / "log"); },
                           {"there is no log in", "is lost"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    OfTheVault, Refused,
    testing::Values(
        Damage{"flip_in_the_write_ahead_log",
               [](const fs::path& s) { flip_byte(newest(s / "vault", ".log"), 20); },
               {"the write-ahead log of the vault is damaged in", "at byte 0"}},
        Damage{"flip_in_the_last_batch",
               [](const fs::path& s) {
                 const fs::path wal = newest(s / "vault", ".log");
                 flip_byte(wal, fs::file_size(wal) - 9);
               },
               {"the vault is older than the log"}},
        Damage{"write_ahead_log_missing",
               [](const fs::path& s) { fs::remove(newest(s / "vault", ".log")); },
               {"the write-ahead log of the vault in", "is missing"}},
        Damage{"table_missing",
               [](const fs::path& s) { fs::remove(table_of(s / "vault", "default")); },
               {"cannot open the vault in", ".sst"}},
        Damage{"flip_in_the_table",
               [](const fs::path& s) { flip_byte(table_of(s / "vault", "default"), 60); },
               {"vault", ".sst"}},
        Damage{"flip_in_the_manifest",
               [](const fs::path& s) { flip_in_the_middle(newest(s / "vault", "MANIFEST-")); },
               {"cannot open the vault in", "MANIFEST"}},
        Damage{"flip_in_current",
               [](const fs::path& s) { flip_byte(s / "vault" / "CURRENT", 14); },
               {"cannot open the vault in"}},
        Damage{"current_missing",
               [](const fs::path& s) { fs::remove(s / "vault" / "CURRENT"); },
               {"there is no vault in", "CURRENT"}},
        Damage{"vault_missing",
               [](const fs::path& s) { fs::remove_all(s / "vault"); },
               {"there is no vault in", "is lost"}},
        Damage{"flip_in_meta", [](const fs::path& s) { flip_byte(s / "meta", 20); }, {"meta"}}),
    name_of);

class Rebuilt : public DamageTest, public testing::WithParamInterface<Damage> {};

TEST_P(Rebuilt, in_silence_and_everything_is_there) {
  GetParam().inflict(store());
  expect_whole();
}

INSTANTIATE_TEST_SUITE_P(
    OfWhatIsDerived, Rebuilt,
    testing::Values(
        Damage{"nothing", [](const fs::path&) {}},
        Damage{"all_of_it_missing", [](const fs::path& s) { fs::remove_all(s / "derived"); }},
        Damage{"index_table_missing",
               [](const fs::path& s) { fs::remove(table_of(s / "derived", "streams")); }},
        Damage{"index_table_cut",
               [](const fs::path& s) { cut_in_half(table_of(s / "derived", "streams")); }},
        Damage{"flip_in_the_index",
               [](const fs::path& s) { flip_byte(table_of(s / "derived", "streams"), 40); }},
        Damage{"flip_in_a_snapshot",
               [](const fs::path& s) { flip_byte(table_of(s / "derived", "snapshots"), 40); }},
        Damage{"snapshot_table_missing",
               [](const fs::path& s) { fs::remove(table_of(s / "derived", "snapshots")); }},
        Damage{"flip_in_the_write_ahead_log",
               [](const fs::path& s) { flip_in_the_middle(newest(s / "derived", ".log")); }},
        Damage{"flip_in_the_manifest",
               [](const fs::path& s) { flip_in_the_middle(newest(s / "derived", "MANIFEST-")); }},
        Damage{"flip_in_current",
               [](const fs::path& s) { flip_byte(s / "derived" / "CURRENT", 14); }},
        Damage{"current_missing", [](const fs::path& s) { fs::remove(s / "derived" / "CURRENT"); }},
        Damage{"a_store_as_the_first_programs_left_it",
               [](const fs::path& s) {
                 test::delete_row(s / "log", "meta", "vault");
                 test::delete_row(s / "vault", "default", "m:number of syncs");
                 const std::string meta = test::read_file(s / "meta");
                 test::write_file(s / "meta", meta.substr(0, meta.find("crc32c")));
                 fs::remove(s / "mark");
               }},
        Damage{"mark_missing", [](const fs::path& s) { fs::remove(s / "mark"); }},
        Damage{"flip_in_the_mark", [](const fs::path& s) { flip_byte(s / "mark", 20); }},
        Damage{"reserve_and_lock_missing",
               [](const fs::path& s) {
                 fs::remove(s / "reserve");
                 fs::remove(s / "lock");
               }}),
    name_of);

TEST_F(DamageTest, an_index_found_damaged_while_at_work_is_rebuilt_without_a_restart) {
  const fs::path table = table_of(store() / "derived", "streams");
  ASSERT_GT(fs::file_size(table), 4500U);
  flip_byte(table, 4200);  // behind its first block, which alone is read at open
  auto opened = open();
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  Engine::Options quickly;
  quickly.reopen_first = std::chrono::milliseconds(1);
  auto engine = Engine::start(*opened.value(), quickly);
  ASSERT_TRUE(engine.ok()) << engine.error().message;
  const Desk kim("customer/kim");

  Outcome told = send(*engine.value(), kim.said("m0", "words of kim m0"));
  while (told.code == kUnavailable) {
    EXPECT_THAT(told.reason,
                AnyOf(HasSubstr("the stream index"), HasSubstr("stream index is damaged")));
    std::this_thread::yield();
    told = send(*engine.value(), kim.said("m0", "words of kim m0"));
  }

  EXPECT_EQ(told.code, kDuplicate) << told.reason;
  EXPECT_EQ(engine.value()->health().generation, 2U);
  EXPECT_EQ(send(*engine.value(), kim.said("new", "hello")).code, kRecorded);
}

TEST_F(DamageTest, a_damaged_record_is_told_to_whoever_reads_it_and_others_are_served) {
  flip_byte(table_of(store() / "log", "log"), 60);
  auto opened = open();
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  Store& store = *opened.value();

  Status read = read_stream(store, store.vault().token_of("customer/kim").value(), Version(),
                            Hash(), ReadWords::kNo, [](const StreamRecord&) { return true; });

  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(read.error().message, HasSubstr("the record at 0:0"));
  EXPECT_EQ(count(store, "customer/lee"), kMessages - kEarlier);
  auto engine = Engine::start(store, {});
  ASSERT_TRUE(engine.ok()) << engine.error().message;
  EXPECT_EQ(send(*engine.value(), Desk("customer/lee").said("new", "hello")).code, kRecorded);
}

TEST_F(DamageTest, an_index_that_must_be_rebuilt_over_a_damaged_record_is_refused_with_its_place) {
  const fs::path table = table_of(store() / "log", "log");
  flip_byte(table, 60);
  fs::remove_all(store() / "derived/");  // no snapshot spares anybody the reading
  auto opened = open();

  ASSERT_FALSE(opened.ok()) << "the index cannot be rebuilt over a damaged record";
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(opened.error().message, HasSubstr("the record at 0:0"));
  EXPECT_THAT(opened.error().message, HasSubstr(table.filename().string()));
}

}  // namespace
}  // namespace dangol
