// Options from the command line, the environment and a file; and the page that lists them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Options : public ProgramStore, public testing::Test {};

TEST_F(Options, ThePageListsWhatTheParserTakes) {
  EXPECT_EQ(run({"options", "--markdown"}).out,
            read_file(std::string(DANGOL_SOURCE_DIR) + "/docs/OPTIONS.md"))
      << "dangol options --markdown > docs/OPTIONS.md";
  EXPECT_THAT(run({"options"}).out,
              HasSubstr(R"({"command":"serve","option":"--listen","environment":"DANGOL_LISTEN")"));
}

TEST_F(Options, AFileSetsWhatTheCommandLineDoesNot) {
  const std::string config = file("dangol.toml",
                                  "json = true\n"
                                  "[append]\n"
                                  "quiet = true\n");
  const std::string event = EventText{.id = "e1"}.json();
  const Finished quiet = run({"--config", config, "append", "-"}, event);
  EXPECT_EQ(quiet.exit_code, 0) << quiet.err;
  EXPECT_THAT(quiet.out, testing::StartsWith("{\"summary\":"));
}

TEST_F(Options, AKeyThatIsNoOptionIsRefusedByItsName) {
  const std::string config = file("dangol.toml", "[serve]\nlissten = \"x\"\n");
  const Finished refused = run({"--config", config, "status"});
  EXPECT_EQ(refused.exit_code, 64);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("--config"), HasSubstr("serve.lissten")));
  EXPECT_EQ(run({"--config", path("nothing.toml"), "status"}).exit_code, 64);
}

}  // namespace
}  // namespace dangol::test
