// From rows to events: comparing, grouping, joining, times, ids; and rows that do not fit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/import_harness.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kTickets = R"toml(
name = "tickets"
source = "urn:tickets"
format = "csv"
require = ["n"]
[columns]
use = ["n", "team", "who", "at"]
[missing]
tokens = ["?", ""]
[rows]
key = ["n"]
[derive]
asker = "first(who)"
[times.seen]
text = "{at}"
format = "%Y-%m-%d %H:%M"
zone = "+09:00"
precision = "minute"
[event_defaults]
subject = ["customer/{asker}", "contact/{n}"]
time = "seen"
[[event]]
type = "issue.opened"
when = "is_first()"
id = "{n}/opened"
data = { issueId = "{n}", owner = { team = "{team}" } }
[[event]]
type = "issue.handedoff"
when = "changed(team) and team != missing and previous(team) != missing"
id = "{n}/{@row}/handed"
data = { issueId = "{n}", from = { team = "{previous(team)}" }, to = { team = "{team}" } }
)toml";
constexpr std::string_view kTicketRows =
    "n,team,who,at\n"
    "1,A,kim,2020-01-01 10:00\n"
    "1,A,kim,2020-01-01 10:05\n"
    "1,B,lee,2020-01-01 10:06\n"
    "1,?,lee,2020-01-01 10:07\n"
    "1,C,lee,2020-01-01 10:08\n"
    "2,?,?,2020-01-01 10:09\n"
    "2,C,kim,2020-01-01 10:10\n"
    "2,D,kim,2020-01-01 10:10\n";

TEST(RowsOfOneKey, GiveAnEventWhereTwoNeighboursDiffer) {
  const auto imported = import_text(kTickets, kTicketRows);
  EXPECT_THAT(imported.values("issue.handedoff", "id"), ElementsAre("1/3/handed", "2/3/handed"));
  EXPECT_THAT(imported.values("issue.handedoff", "data.from.team"), ElementsAre("A", "C"));
  EXPECT_THAT(imported.values("issue.handedoff", "data.to.team"), ElementsAre("B", "D"));
  EXPECT_THAT(imported.lines, ElementsAre(2, 4, 7, 9));
  EXPECT_EQ(imported.counts.silent, 4U);
}

TEST(RowsOfOneKey, KeepTheFirstRowsValues) {
  const auto imported = import_text(kTickets, kTicketRows);
  EXPECT_THAT(imported.values("issue.handedoff", "subject"),
              ElementsAre("customer/kim", "contact/2"));
}

TEST(RowsOfOneKey, LeaveOutWhatIsMissing) {
  const auto imported = import_text(kTickets, kTicketRows);
  ASSERT_THAT(imported.events, SizeIs(4));
  EXPECT_TRUE(FlatEvent(imported.events[0]).has("data.owner.team"));
  EXPECT_FALSE(FlatEvent(imported.events[2]).has("data.owner.team"));
}

TEST(RowsOfOneKey, ThatComeAgainAfterAnotherAreRejectedUnlessDeclared) {
  const std::string rows =
      "n,team,who,at\n1,A,kim,2020-01-01 10:00\n2,A,kim,2020-01-01 10:01\n"
      "1,B,kim,2020-01-01 10:02\n";
  const auto strict = import_text(kTickets, rows);
  EXPECT_THAT(strict.rejected,
              ElementsAre(Rejected{4, "n",
                                   "more rows of a key that seemed complete: [rows] apart is too "
                                   "small"}));
  for (const char* apart : {"apart = 1\n", "apart = \"any\"\n"}) {
    std::string toml(kTickets);
    toml.insert(toml.find("[derive]"), apart);
    const auto declared = import_text(toml, rows);
    EXPECT_THAT(declared.rejected, IsEmpty());
    EXPECT_THAT(declared.values("issue.handedoff", "id"), ElementsAre("1/2/handed"));
  }
}

TEST(RowsOfOneKey, AreCountedWithoutTheRejectedOnes) {
  const auto imported = import_text(kTickets,
                                    "n,team,who,at\n1,A,kim,2020-01-01 10:00\n1,B,kim,yesterday\n"
                                    "1,C,kim,2020-01-01 10:02\n");
  EXPECT_THAT(imported.rejected,
              ElementsAre(Rejected{3, "at", "not a date and time as [times.seen] says"}));
  EXPECT_THAT(imported.values("issue.handedoff", "id"), ElementsAre("1/2/handed"));
  EXPECT_THAT(imported.values("issue.handedoff", "data.from.team"), ElementsAre("A"));
}

TEST(AnImport, OfTheSameFileGivesTheSameEvents) {
  EXPECT_EQ(import_text(kTickets, kTicketRows).events, import_text(kTickets, kTicketRows).events);
  EXPECT_EQ(import_text(kTickets, kTicketRows).events,
            import_text(kTickets, gzipped(kTicketRows), "other.gz").events);
}

TEST(AnImport, OfALongerFileGivesTheSameEventsFirst) {
  const auto first = import_text(kTickets, kTicketRows);
  const auto longer =
      import_text(kTickets, std::string(kTicketRows) + "3,A,kim,2020-01-02 10:00\n");
  ASSERT_EQ(longer.events.size(), first.events.size() + 1);
  EXPECT_TRUE(std::equal(first.events.begin(), first.events.end(), longer.events.begin()));
}

TEST(AnImport, RejectsARowWithoutARequiredValue) {
  const auto imported = import_text(kTickets, "n,team,who,at\n?,A,kim,2020-01-01 10:00\n");
  EXPECT_THAT(imported.rejected, ElementsAre(Rejected{2, "n", "missing"}));
}

TEST(AnImport, RejectsARowWhoseEventHasNoTime) {
  const auto imported = import_text(kTickets, "n,team,who,at\n1,A,kim,?\n");
  EXPECT_THAT(imported.rejected, ElementsAre(Rejected{2, "", "issue.opened: its time is missing"}));
}

TEST(AnImport, RejectsARowInAYearThatIsNoDate) {
  for (const char* year : {"0", "0000", "1899", "9999"}) {
    const auto imported =
        import_text(kTickets, std::string("n,team,who,at\n1,A,kim,") + year + "-01-02 10:00\n");
    ASSERT_THAT(imported.rejected, SizeIs(1)) << year;
    EXPECT_EQ(imported.rejected[0].column, "at");
    EXPECT_THAT(imported.rejected[0].reason, HasSubstr("a year outside 1900 to 9998"));
    EXPECT_THAT(imported.events, IsEmpty());
  }
}

TEST(AnImport, RejectsARowWhoseSubjectIsTooLong) {
  const auto subject_of = [](std::size_t size) {
    return "n,team,who,at\n1,A," + std::string(size - std::string("customer/").size(), 'k') +
           ",2020-01-01 10:00\n";
  };
  EXPECT_THAT(import_text(kTickets, subject_of(255)).events, SizeIs(1));
  const auto imported = import_text(kTickets, subject_of(256));
  EXPECT_THAT(imported.events, IsEmpty());
  EXPECT_THAT(
      imported.rejected,
      ElementsAre(Rejected{2, "asker", "issue.opened: its subject has more than 255 bytes"}));
}

TEST(AnImport, EndsWithTheErrorOfASink) {
  const auto mapping = importing::Mapping::parse(kTickets, "m");
  TempDir folder;
  write_file(folder / "rows.csv", kTicketRows);
  int calls = 0;
  importing::Importer importer(mapping.value(),
                               {[&](std::string&&, const importing::SourceLine&) -> Status {
                                  ++calls;
                                  return Error{ErrorCode::kUnavailable, "full"};
                                },
                                [](const importing::RejectedRow&) { return Status(Done{}); }});
  const Status status = importer.import({folder / "rows.csv"});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(calls, 1);
}

TEST(AnImport, KnowsHowFarItIs) {
  const auto mapping = importing::Mapping::parse(kTickets, "m");
  TempDir folder;
  write_file(folder / "rows.csv", kTicketRows);
  importing::Importer importer(
      mapping.value(), {[](std::string&&, const importing::SourceLine&) { return Status(Done{}); },
                        [](const importing::RejectedRow&) { return Status(Done{}); }});
  EXPECT_EQ(importer.share_done(), 0);
  ASSERT_TRUE(importer.import({folder / "rows.csv"}).ok());
  EXPECT_EQ(importer.share_done(), 1);
}

constexpr std::string_view kOrders = R"toml(
name = "orders"
source = "urn:orders"
format = "csv"
[columns]
use = ["no", "item", "pieces", "price"]
[rows]
key = ["no"]
apart = 2
[derive]
cents = "decimal(price, 2)"
[times.day]
text = "2020-01-02"
format = "%Y-%m-%d"
zone = "Z"
precision = "day"
[[event]]
type = "order.placed"
per = "group"
id = "{no}"
subject = "contact/{no}"
time = "day"
[event.data]
orderId = "{no}"
lines = { _each = "row", _when = "item != missing", lineId = "{@item}", item = "{item}", quantity = { _int = "{pieces}" }, unitPrice = "{cents}" }
)toml";

TEST(AGroup, BecomesOneEventWithAnItemARow) {
  const auto imported =
      import_text(kOrders, "no,item,pieces,price\n1,a,2,0.50\n1,b,-1,3\n2,c,1,1\n");
  ASSERT_THAT(imported.events, SizeIs(2));
  const FlatEvent order(imported.events[0]);
  EXPECT_EQ(order.size("data.lines"), 2U);
  EXPECT_EQ(order["data.lines.0.unitPrice"], "50");
  EXPECT_EQ(order["data.lines.1.quantity"], "-1");
  EXPECT_EQ(order["data.lines.1.lineId"], "2");
  EXPECT_THAT(imported.lines, ElementsAre(2, 4));
}

TEST(AGroup, MayBeInterruptedAsFarAsDeclared) {
  const auto near =
      import_text(kOrders, "no,item,pieces,price\n1,a,1,1\n2,x,1,1\n3,y,1,1\n1,b,1,1\n");
  EXPECT_THAT(near.rejected, IsEmpty());
  EXPECT_THAT(near.values("order.placed", "data.lines"), ElementsAre("1", "1", "2"));
  const auto far =
      import_text(kOrders, "no,item,pieces,price\n1,a,1,1\n2,x,1,1\n3,y,1,1\n4,z,1,1\n1,b,1,1\n");
  ASSERT_THAT(far.rejected, SizeIs(1));
  EXPECT_EQ(far.rejected[0].line, 6U);
}

TEST(AGroup, WithARejectedRowIsRejectedAsAWhole) {
  const auto imported =
      import_text(kOrders, "no,item,pieces,price\n1,a,1,1\n1,b,1,cheap\n2,c,1,1\n");
  EXPECT_THAT(imported.values("order.placed", "id"), ElementsAre("2"));
  EXPECT_THAT(
      imported.rejected,
      ElementsAre(Rejected{3, "price", "not a decimal number"},
                  Rejected{2, "", "the group that begins here lacks the rejected row of line 3"}));
}

TEST(AGroup, WithAPieceCountThatIsNoNumberIsRejected) {
  const auto imported = import_text(kOrders, "no,item,pieces,price\n1,a,two,1\n");
  EXPECT_THAT(imported.rejected, ElementsAre(Rejected{2, "pieces", "a whole number is needed"}));
}

constexpr std::string_view kAnswers = R"toml(
name = "answers"
source = "urn:answers"
format = "csv"
require = ["question.asker"]
[columns]
use = ["id", "of"]
[join.question]
file = "questions.csv"
key = "id"
on = "of"
columns = ["asker"]
[times.day]
text = "2020-01-02"
format = "%Y-%m-%d"
zone = "Z"
precision = "day"
[[event]]
type = "issue.touched"
id = "{id}"
subject = "customer/{question.asker}"
time = "day"
data = { issueId = "{of}", contactId = "{of}" }
)toml";

TEST(AJoin, TakesColumnsOfAFileInTheSameFolder) {
  TempDir folder;
  write_file(folder / "questions.csv", "id,asker,more\nq1,kim,x\nq2,lee,y\nq1,park,z\n");
  write_file(folder / "answers.csv", "id,of\na1,q2\na2,q1\na3,q9\n");
  const auto imported = import_with(kAnswers, {folder / "answers.csv"});
  EXPECT_THAT(imported.values("issue.touched", "subject"),
              ElementsAre("customer/lee", "customer/kim"));
  EXPECT_THAT(imported.rejected, ElementsAre(Rejected{4, "", "a key that came before"},
                                             Rejected{4, "question.asker", "missing"}));
}

TEST(AJoin, WithoutItsFileIsRefused) {
  const auto imported = import_text(kAnswers, "id,of\na1,q2\n");
  EXPECT_THAT(imported.reason(), HasSubstr("questions.csv: cannot be opened"));
  EXPECT_THAT(imported.events, IsEmpty());
}

constexpr std::string_view kCalls = R"toml(
name = "calls"
source = "urn:calls"
format = "csv"
where = "kind != 'ghost'"
[columns]
use = ["id", "kind", "start", "end"]
[missing.columns]
end = ["0:00:00"]
[times.began]
text = "2020-02-28 {start}"
format = "%Y-%m-%d %H:%M:%S"
zone = "+02:00"
precision = "second"
[times.over]
text = "2020-02-28 {end}"
format = "%Y-%m-%d %H:%M:%S"
zone = "+02:00"
precision = "second"
not_before = "began"
by_more_than_seconds = 3600
[[event]]
type = "contact.ended"
id = "{id}"
subject = "contact/{id}"
time = ["over", "began"]
data = { contactId = "{id}" }
)toml";

TEST(ATime, BeforeItsBeginningIsTheNextDays) {
  const auto imported = import_text(kCalls,
                                    "id,kind,start,end\n1,x,23:59:00,0:01:00\n"
                                    "2,x,12:00:00,11:59:00\n3,x,12:00:00,0:00:00\n");
  EXPECT_THAT(imported.values("contact.ended", "time"),
              ElementsAre("2020-02-29T00:01:00+02:00", "2020-02-28T11:59:00+02:00",
                          "2020-02-28T12:00:00+02:00"));
  EXPECT_THAT(imported.values("contact.ended", "timeprecision"),
              ElementsAre("second", "second", "second"));
}

TEST(ARow, ThatTheMappingLeavesOutIsCounted) {
  const auto imported =
      import_text(kCalls, "id,kind,start,end\n1,ghost,1:00:00,2:00:00\n2,x,1:00:00,2:00:00\n");
  EXPECT_THAT(imported.events, SizeIs(1));
  EXPECT_EQ(imported.counts.left_out, 1U);
  EXPECT_EQ(imported.counts.rows, 2U);
}

}  // namespace
}  // namespace dangol::test
