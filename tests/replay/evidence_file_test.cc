// What an export says of its words, and its page to print.
#include "replay/evidence_file.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/person_html.h"
#include "tests/support/desk.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

EvidenceLine a_line() {
  EvidenceLine line;
  line.stream.bytes[0] = 0xab;
  line.version = Version(12);
  line.evidence = {3, "message.exchanged: text", std::string(32, 'k'), "\"꽃\"\n<b>"};
  return line;
}

TEST(EvidenceFile, ReadsWhatItWrote) {
  const std::string text = a_line().line();
  ASSERT_TRUE(text.ends_with("}\n"));
  const auto read = EvidenceLine::parse(std::string_view(text).substr(0, text.size() - 1));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read.value().stream, a_line().stream);
  EXPECT_EQ(read.value().version, Version(12));
  EXPECT_EQ(read.value().evidence.place, 3);
  EXPECT_EQ(read.value().evidence.field, a_line().evidence.field);
  EXPECT_EQ(read.value().evidence.key, a_line().evidence.key);
  EXPECT_EQ(read.value().evidence.text, a_line().evidence.text);
}

TEST(EvidenceFile, RefusesWhatIsNoSuchLine) {
  const std::string good = a_line().line();
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"\"version\":\"12\"", "\"version\":\"0\""},
           {"\"version\":\"12\"", "\"version\":12"},
           {"\"place\":3", "\"place\":70000"},
           {"\"stream\":\"ab", "\"stream\":\"AB"},
           {"\"stream\":\"ab", "\"stream\":\"b"},
           {"\"key\":\"", "\"key\":\"!"},
           {"\"field\"", "\"other\""},
           {",\"field\":\"message.exchanged: text\"", ""}}) {
    std::string wrong = good.substr(0, good.size() - 1);
    const std::size_t at = wrong.find(from);
    ASSERT_NE(at, wrong.npos) << from;
    wrong.replace(at, from.size(), to);
    EXPECT_EQ(EvidenceLine::parse(wrong).error().code, ErrorCode::kRejected) << wrong;
  }
  EXPECT_FALSE(EvidenceLine::parse("").ok());
  EXPECT_FALSE(EvidenceLine::parse("[]").ok());
}

TEST(PersonPage, HasEverythingAndNothingThatABrowserWouldRun) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(
      together(kim.call("e1"), kim.said("e2", "<script>alert(1)</script> & \\\"꽃\\\"\\nbye")));
  const auto record = read_person(
      [&](const std::string& name, const TakeHistory& take) {
        return read_history(store.store(), name, {}, ReaderRights::all(), take);
      },
      "customer/kim");
  ASSERT_TRUE(record.ok()) << record.error().message;
  const std::string page = person_html(record.value()).value();
  EXPECT_THAT(page,
              AllOf(HasSubstr("<h1>customer/kim</h1>"), HasSubstr("message.exchanged"),
                    HasSubstr("<dt>contactId</dt><dd>c1</dd>"),
                    HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;꽃&quot;\nbye"),
                    Not(HasSubstr("<script"))));
  EXPECT_TRUE(page.ends_with("</html>\n"));
}

}  // namespace
}  // namespace dangol::test
