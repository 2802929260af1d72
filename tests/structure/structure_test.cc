// The tree keeps the shape that docs/ARCHITECTURE.md promises: rooms, fences, short files.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/structure/rules.h"

namespace dangol::structure {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string read(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

// The schema is not among them: it is one vocabulary, read by search and not from end to end.
bool is_source(const fs::path& file) {
  const std::string ext = file.extension().string();
  return ext == ".cc" || ext == ".h" || ext == ".cmake" || ext == ".sh";
}

std::vector<fs::path> sources() {
  const fs::path root = DANGOL_SOURCE_DIR;
  std::vector<fs::path> files;
  for (const char* folder : {"events", "store", "actors", "replay", "client", "gateway", "app",
                             "bench", "tests", "cmake", "scripts"}) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.is_regular_file() && is_source(entry.path())) {
        files.push_back(fs::relative(entry.path(), root));
      }
    }
  }
  return files;
}

TEST(Rules, AnIncludeAgainstTheOrderOfRoomsIsFound) {
  EXPECT_THAT(violations("events/a.cc", "#include \"store/event_log.h\"\n"), SizeIs(1));
  EXPECT_THAT(violations("store/a.cc", "#include \"actors/engine.h\"\n"), SizeIs(1));
  EXPECT_THAT(violations("app/a.cc", "#include \"actors/engine.h\"\n"), IsEmpty());
}

TEST(Rules, ActorsAndReplayNeverIncludeEachOther) {
  EXPECT_THAT(violations("actors/a.cc", "#include \"replay/replay.h\"\n"), SizeIs(1));
  EXPECT_THAT(violations("replay/a.cc", "#include \"actors/decide.h\"\n"), SizeIs(1));
}

TEST(Rules, AForeignLibraryOutsideItsRoomIsFound) {
  EXPECT_THAT(violations("actors/a.cc", "#include <rocksdb/db.h>\n"), SizeIs(1));
  EXPECT_THAT(violations("store/rocksdb_log.cc", "#include <rocksdb/db.h>\n"), IsEmpty());
  EXPECT_THAT(violations("store/event_log.cc", "  #  include <openssl/evp.h>\n"), SizeIs(1));
  EXPECT_THAT(violations("store/vault_keys.cc", "#include <openssl/evp.h>\n"), IsEmpty());
}

TEST(Rules, AHeaderThatPassesOnCafKjOrCapnpIsFoundUnlessItsNameSaysSo) {
  EXPECT_THAT(violations("actors/engine.h", "#include <caf/actor.hpp>\n"), SizeIs(1));
  EXPECT_THAT(violations("actors/engine.h", "#include \"actors/shard_actor.h\"\n"), SizeIs(1));
  EXPECT_THAT(violations("actors/shard_actor.h", "#include \"actors/caf.h\"\n"), IsEmpty());
  EXPECT_THAT(violations("events/a.h", "#include \"events/event.capnp.h\"\n"), SizeIs(1));
  EXPECT_THAT(violations("events/a.h", "#include \"events/b_capnp.h\"\n"), SizeIs(1));
  EXPECT_THAT(violations("events/b_capnp.h", "#include <capnp/message.h>\n"), IsEmpty());
  EXPECT_THAT(violations("gateway/a.h", "#include \"gateway/b_kj.h\"\n"), SizeIs(1));
  EXPECT_THAT(violations("gateway/b_kj.h", "#include <kj/async.h>\n"), IsEmpty());
}

TEST(Rules, ASourceThatGivesItselfTheRightToSeeWordsIsFound) {
  EXPECT_THAT(violations("gateway/a.cc", "auto rights = ReaderRights::all();\n"), SizeIs(1));
  EXPECT_THAT(violations("app/a.cc", "  vault.subject_of(token);\n"), SizeIs(1));
  EXPECT_THAT(violations("replay/a.cc", "auto words = open_words(place, key);\n"), SizeIs(1));
  EXPECT_THAT(violations("gateway/access_grant.cc", "ReaderRights rights;\n"), IsEmpty());
}

TEST(Rules, AFileOfMoreThanFourHundredLinesIsFound) {
  EXPECT_THAT(violations("app/a.cc", std::string(400, '\n')), IsEmpty());
  const auto found = violations("app/a.cc", std::string(401, '\n'));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found.front(), HasSubstr("401 lines"));
}

TEST(Tree, KeepsTheRules) {
  const auto files = sources();
  ASSERT_GT(files.size(), 10u) << "the walk must see the tree at " << DANGOL_SOURCE_DIR;
  std::vector<std::string> found;
  for (const fs::path& file : files) {
    for (auto& violation : violations(file.string(), read(fs::path(DANGOL_SOURCE_DIR) / file))) {
      found.push_back(std::move(violation));
    }
  }
  EXPECT_THAT(found, IsEmpty());
}

}  // namespace
}  // namespace dangol::structure
