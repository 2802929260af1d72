#include "store/data_dir.h"

#include <fstream>
#include <iterator>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

std::string read(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::set<std::string> names(const fs::path& dir) {
  std::set<std::string> result;
  for (const auto& entry : fs::directory_iterator(dir)) result.insert(entry.path().filename());
  return result;
}

class DataDirectory : public testing::Test {
 protected:
  ErrorCode open_code(const fs::path& dir, Missing missing = Missing::kCreate) {
    auto opened = DataDir::open(dir, missing);
    EXPECT_FALSE(opened.ok());
    message_ = opened.ok() ? "" : opened.error().message;
    return opened.ok() ? ErrorCode::kUsage : opened.error().code;
  }

  test::TempDir temp_;
  fs::path dir_ = temp_ / "store";
  std::string message_;
};

TEST_F(DataDirectory, a_new_store_is_created_and_opened_again) {
  {
    auto created = DataDir::open(dir_, Missing::kCreate);
    ASSERT_TRUE(created.ok()) << created.error().message;
    EXPECT_EQ(created.value()->databases(), Missing::kCreate);
    ASSERT_TRUE(created.value()->databases_created().ok());
    EXPECT_EQ(created.value()->databases(), Missing::kRefuse);
  }
  auto opened = DataDir::open(dir_, Missing::kRefuse);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened.value()->databases(), Missing::kRefuse);
  EXPECT_EQ(opened.value()->log(), dir_ / "log");
  EXPECT_EQ(names(dir_), (std::set<std::string>{"lock", "meta"}));
}

TEST_F(DataDirectory, nothing_is_created_when_the_store_must_exist) {
  EXPECT_EQ(open_code(dir_, Missing::kRefuse), ErrorCode::kNotFound);
  EXPECT_FALSE(fs::exists(dir_));
  EXPECT_EQ(open_code(temp_.path(), Missing::kRefuse), ErrorCode::kNotFound);
  EXPECT_TRUE(fs::is_empty(temp_.path()));
}

TEST_F(DataDirectory, a_directory_that_is_something_else_is_refused_and_left_alone) {
  fs::create_directory(dir_);
  write(dir_ / "holiday.jpg", "sun");

  EXPECT_EQ(open_code(dir_), ErrorCode::kUsage);

  EXPECT_THAT(message_, HasSubstr("not a dangol store"));
  EXPECT_EQ(names(dir_), std::set<std::string>{"holiday.jpg"});
}

TEST_F(DataDirectory, a_foreign_meta_file_is_refused_and_left_alone) {
  fs::create_directory(dir_);
  write(dir_ / "meta", "something else\n");

  EXPECT_EQ(open_code(dir_), ErrorCode::kUsage);

  EXPECT_EQ(read(dir_ / "meta"), "something else\n");
  EXPECT_EQ(names(dir_), std::set<std::string>{"meta"});
}

TEST_F(DataDirectory, a_file_is_not_a_store) {
  write(dir_, "text");
  EXPECT_EQ(open_code(dir_), ErrorCode::kUsage);
  EXPECT_EQ(read(dir_), "text");
}

TEST_F(DataDirectory, a_newer_store_is_refused_in_words_and_left_alone) {
  fs::create_directory(dir_);
  const std::string newer = "dangol store\nformat 2\nwhatever comes then\n";
  write(dir_ / "meta", newer);

  EXPECT_EQ(open_code(dir_), ErrorCode::kUsage);

  EXPECT_THAT(message_, HasSubstr("was written by a newer dangol (store format 2, this program "
                                  "knows up to 1)"));
  EXPECT_EQ(read(dir_ / "meta"), newer);
}

TEST_F(DataDirectory, a_damaged_meta_is_corrupt) {
  fs::create_directory(dir_);
  for (const char* text : {"dangol store\n", "dangol store\nformat x\n", "dangol store\nformat 1\n",
                           "dangol store\nformat 1\ndatabases maybe\norigin \n",
                           "dangol store\nformat 1\ndatabases made\n"}) {
    write(dir_ / "meta", text);
    EXPECT_EQ(open_code(dir_), ErrorCode::kCorrupt) << text;
  }
}

TEST_F(DataDirectory, any_flipped_bit_in_meta_is_told_as_damage) {
  {
    auto created = DataDir::open(dir_, Missing::kCreate);
    ASSERT_TRUE(created.ok() && created.value()->databases_created().ok());
  }
  for (const char* database : {"log", "vault"}) {
    fs::create_directory(dir_ / database);
    write(dir_ / database / "CURRENT", "");
  }
  const std::string whole = read(dir_ / "meta");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const char bit : {'\x01', '\x10'}) {
      std::string flipped = whole;
      flipped[i] = static_cast<char>(flipped[i] ^ bit);
      write(dir_ / "meta", flipped);
      EXPECT_EQ(open_code(dir_), ErrorCode::kCorrupt) << i << ": " << flipped;
      EXPECT_THAT(message_, HasSubstr((dir_ / "meta").string()));
    }
  }
  write(dir_ / "meta", whole);
  EXPECT_TRUE(DataDir::open(dir_, Missing::kRefuse).ok());
}

TEST_F(DataDirectory, a_meta_from_before_there_was_a_checksum_is_taken_as_it_is) {
  fs::create_directory(dir_);
  write(dir_ / "meta", "dangol store\nformat 1\ndatabases made\norigin \n");
  auto opened = DataDir::open(dir_, Missing::kRefuse);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened.value()->databases(), Missing::kRefuse);
}

TEST_F(DataDirectory, a_creation_cut_short_is_finished) {
  fs::create_directory(dir_);
  write(dir_ / "lock", "");
  write(dir_ / "meta.new", "dangol st");

  auto opened = DataDir::open(dir_, Missing::kCreate);

  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened.value()->databases(), Missing::kCreate);
  EXPECT_EQ(names(dir_), (std::set<std::string>{"lock", "meta"}));
}

TEST_F(DataDirectory, databases_are_created_until_they_are_known_to_be_complete) {
  { ASSERT_TRUE(DataDir::open(dir_, Missing::kCreate).ok()); }
  fs::create_directory(dir_ / "log");

  auto opened = DataDir::open(dir_, Missing::kRefuse);

  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened.value()->databases(), Missing::kCreate);
}

TEST_F(DataDirectory, a_second_opener_is_told_who_has_it) {
  auto held = DataDir::open(dir_, Missing::kCreate);
  ASSERT_TRUE(held.ok());

  EXPECT_EQ(open_code(dir_), ErrorCode::kInUse);

  EXPECT_THAT(message_, HasSubstr("process " + std::to_string(::getpid())));
}

TEST_F(DataDirectory, a_refused_opener_in_the_same_process_leaves_the_lock_where_it_is) {
  auto held = DataDir::open(dir_, Missing::kCreate);
  ASSERT_TRUE(held.ok());
  EXPECT_EQ(open_code(dir_), ErrorCode::kInUse);  // opens and closes the lock's file

  const pid_t child = ::fork();
  if (child == 0) {
    auto second = DataDir::open(dir_, Missing::kRefuse);
    ::_exit(second.ok() ? 1 : static_cast<int>(second.error().code) + 10);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), static_cast<int>(ErrorCode::kInUse) + 10);
}

TEST_F(DataDirectory, another_process_is_kept_out_until_the_holder_dies) {
  int ready[2];
  int finish[2];
  ASSERT_EQ(::pipe(ready), 0);
  ASSERT_EQ(::pipe(finish), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    auto held = DataDir::open(dir_, Missing::kCreate);
    char byte = held.ok() ? 'y' : 'n';
    if (::write(ready[1], &byte, 1) == 1) static_cast<void>(::read(finish[0], &byte, 1));
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  ASSERT_EQ(byte, 'y');

  EXPECT_EQ(open_code(dir_), ErrorCode::kInUse);
  EXPECT_THAT(message_, HasSubstr("process " + std::to_string(child)));

  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(DataDir::open(dir_, Missing::kRefuse).ok());
  for (int fd : {ready[0], ready[1], finish[0], finish[1]}) ::close(fd);
}

}  // namespace
}  // namespace dangol
