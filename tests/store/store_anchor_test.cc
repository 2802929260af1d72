// A store and its anchor: an older copy in the place of the newer one does not open.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/origin_limits.h"
#include "store/store.h"
#include "tests/support/checkpoint_kit.h"
#include "tests/support/core_builder.h"
#include "tests/support/fault_files.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr PartitionId kOnly{0};

class AnchoredStore : public testing::Test {
 protected:
  AnchoredStore() { files_.skip_syncs(); }
  Store::Options options(Missing missing = Missing::kCreate) {
    Store::Options options;
    options.key_file = dir_ / "key";
    options.anchor = dir_ / "anchor";
    options.env = files_.env();
    options.missing = missing;
    return options;
  }
  Result<std::unique_ptr<Store>> try_open(const Store::Options& options) {
    return Store::open(dir_ / "store", options);
  }
  std::unique_ptr<Store> open() {
    auto opened = try_open(options());
    if (!opened.ok()) throw std::runtime_error(opened.error().message);
    return std::move(opened).value();
  }
  Error refused(const Store::Options& how) {
    auto opened = try_open(how);
    EXPECT_FALSE(opened.ok());
    return opened.ok() ? Error{} : opened.error();
  }
  static void grow(Store& store, std::uint64_t records, const std::string& salt = "") {
    for (std::uint8_t first = 0; first < 7; ++first) {  // the streams of record_at()
      StreamToken token;
      token.bytes[0] = first;
      ASSERT_TRUE(store.vault().current_key(token, Purpose::kIdentity).ok());
    }
    ASSERT_TRUE(store.vault().sync().ok());
    test::append_with_tree(store.log(), records, [&](std::uint64_t at) {
      return test::core_bytes({.id = fmt::format("{:016}", at),
                               .at = Micros(0),
                               .fill = test::contact_started("call" + salt)});
    });
  }
  // Records, and signs what is there, as a writer does.
  static void grow_and_sign(Store& store, std::uint64_t records) {
    grow(store, records);
    const Checkpoint now = current_checkpoint(store.log(), kOnly, store.origin()).value();
    const std::string note = sign_note(now.text(), {test::key_of(store.origin())});
    ASSERT_TRUE(store.checkpoints().add(note).ok());
    ASSERT_TRUE(store.anchor()->raise(note).ok());
  }
  // A backup of everything inside the directory.
  void backup() { fs::copy(dir_ / "store", dir_ / "backup", fs::copy_options::recursive); }
  void restore() {
    fs::remove_all(dir_ / "store");
    fs::copy(dir_ / "backup", dir_ / "store", fs::copy_options::recursive);
  }

  test::FaultFiles files_;
  test::TempDir dir_;
};

TEST_F(AnchoredStore, HasAnAnchorFromItsFirstOpeningOn) {
  const std::string origin = open()->origin();
  EXPECT_THAT(origin, StartsWith("dangol.invalid/"));
  EXPECT_THAT(test::read_file(dir_ / "anchor"), HasSubstr("origin " + origin + "\n"));
  EXPECT_EQ(open()->origin(), origin);
}

TEST_F(AnchoredStore, OpensWhenItIsWhatTheAnchorSaysOrGoesOnFromThere) {
  {
    auto store = open();
    grow_and_sign(*store, 300);
    ASSERT_TRUE(store->reopen().ok());
    grow(*store, 5);  // not signed yet
  }
  EXPECT_EQ(open()->log().size(kOnly).value(), Position(305));
}

TEST_F(AnchoredStore, AnOlderCopyIsRefusedAndLeftAsItIs) {
  { grow_and_sign(*open(), 300); }
  backup();
  { grow_and_sign(*open(), 10); }
  restore();
  for (const Missing missing : {Missing::kCreate, Missing::kRefuse}) {
    const Error error = refused(options(missing));
    EXPECT_EQ(error.code, ErrorCode::kCorrupt);
    EXPECT_THAT(error.message,
                AllOf(HasSubstr("300 records"), HasSubstr("310"),
                      HasSubstr((dir_ / "anchor").string()), HasSubstr("dangol restore")));
  }
}

TEST_F(AnchoredStore, AnotherTailOfTheSameLengthIsRefused) {
  { grow_and_sign(*open(), 300); }
  backup();
  { grow_and_sign(*open(), 10); }
  restore();
  {
    Store::Options how = options();
    how.behind_anchor = BehindAnchor::kOpen;
    grow(*try_open(how).value(), 20, "another tail");
  }
  EXPECT_THAT(refused(options()).message, HasSubstr("first 310 records are not those"));
}

TEST_F(AnchoredStore, ARestoreMayOpenItBehindItsAnchor) {
  { grow_and_sign(*open(), 300); }
  backup();
  { grow_and_sign(*open(), 10); }
  restore();
  Store::Options how = options();
  how.behind_anchor = BehindAnchor::kOpen;
  {
    auto store = try_open(how);
    ASSERT_TRUE(store.ok()) << store.error().message;
    ASSERT_TRUE(store.value()->anchor()->add({StreamToken(), {}, {}}).ok());
    ASSERT_TRUE(store.value()->rename_log("log.example/restored").ok());
  }
  // What was erased is still there, so it opens for a restore alone.
  auto store = std::move(try_open(how)).value();
  EXPECT_EQ(store->origin(), "log.example/restored");
  EXPECT_EQ(store->anchor()->get().note, "");
  EXPECT_EQ(store->anchor()->get().erasures.size(), 1U);
}

TEST_F(AnchoredStore, WithoutItsAnchorIsRefusedOnceSomethingWasSigned) {
  { grow(*open(), 3); }
  fs::remove(dir_ / "anchor");
  { grow_and_sign(*open(), 300); }  // nothing was signed: it is made again
  fs::remove(dir_ / "anchor");
  const Error error = refused(options());
  EXPECT_EQ(error.code, ErrorCode::kUsage);
  EXPECT_THAT(error.message, HasSubstr("anchor file " + (dir_ / "anchor").string() + " is absent"));
  EXPECT_FALSE(fs::exists(dir_ / "anchor"));
}

TEST_F(AnchoredStore, ADirectoryThatIsGoneIsNotBegunAnewInSilence) {
  { grow_and_sign(*open(), 3); }
  fs::remove_all(dir_ / "store");
  EXPECT_THAT(refused(options()).message, HasSubstr("there is no store in"));
  EXPECT_FALSE(fs::exists(dir_ / "store"));
}

TEST_F(AnchoredStore, TheAnchorOfAnotherLogIsRefused) {
  { grow_and_sign(*open(), 3); }
  test::write_file(dir_ / "anchor", Anchored{"other.example", "", {}}.text());
  const Error error = refused(options());
  EXPECT_EQ(error.code, ErrorCode::kUsage);
  EXPECT_THAT(error.message, HasSubstr("is of the log other.example"));
}

TEST_F(AnchoredStore, ADamagedAnchorIsRefused) {
  { grow_and_sign(*open(), 3); }
  test::write_file(dir_ / "anchor", test::read_file(dir_ / "anchor") + "\n");
  EXPECT_EQ(refused(options()).code, ErrorCode::kCorrupt);
}

TEST_F(AnchoredStore, IsNamedAsAskedAndNeverOtherwise) {
  Store::Options how = options();
  how.origin = "log.example/care";
  { EXPECT_EQ(try_open(how).value()->origin(), "log.example/care"); }
  EXPECT_EQ(open()->origin(), "log.example/care");
  how.origin = "log.example/else";
  EXPECT_THAT(refused(how).message, HasSubstr("is log.example/care: it was set"));
}

TEST_F(AnchoredStore, ANameThatCannotBeOneIsRefusedBeforeAnythingIsMade) {
  for (const std::string& name :
       {std::string("two words"), std::string("a+b"), std::string("https://log.example"),
        std::string("line\nline"), std::string("crc32c"), std::string(kMaxOriginBytes + 1, 'x'),
        std::string("\xff")}) {
    Store::Options how = options();
    how.origin = name;
    EXPECT_EQ(refused(how).code, ErrorCode::kUsage) << name;
    EXPECT_FALSE(fs::exists(dir_ / "store")) << name;
  }
}

TEST_F(AnchoredStore, AStoreOfTheFirstProgramsGetsItsNameFromWhoWrites) {
  { open(); }
  test::write_file(dir_ / "store" / "meta", "dangol store\nformat 1\ndatabases made\norigin \n");
  fs::remove(dir_ / "anchor");
  {
    auto reader = try_open(options(Missing::kRefuse));
    ASSERT_TRUE(reader.ok()) << reader.error().message;
    EXPECT_EQ(reader.value()->origin(), "");
    EXPECT_FALSE(fs::exists(dir_ / "anchor"));
    ASSERT_TRUE(reader.value()->name_log().ok());
    EXPECT_THAT(reader.value()->origin(), StartsWith("dangol.invalid/"));
  }
  EXPECT_THAT(open()->origin(), StartsWith("dangol.invalid/"));
  EXPECT_TRUE(fs::exists(dir_ / "anchor"));
}

}  // namespace
}  // namespace dangol
