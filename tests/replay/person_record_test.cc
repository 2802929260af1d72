// Everything that happened with one person, in the order in which it happened.
#include "replay/person_record.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/json_check.h"
#include "replay/limits.h"
#include "tests/support/desk.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class PersonRecordTest : public testing::Test {
 protected:
  Result<PersonRecord> try_read(const std::string& subject, const AsOf& as_of = {},
                                ReaderRights rights = ReaderRights::all()) {
    return read_person(
        [&](const std::string& name, const TakeHistory& take) {
          return read_history(store_.store(), name, as_of, rights, take);
        },
        subject);
  }
  PersonRecord read(const std::string& subject, const AsOf& as_of = {}) {
    Result<PersonRecord> record = try_read(subject, as_of);
    if (!record.ok()) throw std::runtime_error(record.error().message);
    return std::move(record).value();
  }
  // Positions, in the order shown.
  static std::vector<std::uint64_t> places(const PersonRecord& record) {
    std::vector<std::uint64_t> all;
    for (const PersonEvent& event : record.events) {
      all.push_back(event.item.place.position.value());
    }
    return all;
  }
  SentEvent issue(const Desk& desk, const std::string& issue, const std::string& contact,
                  const std::string& time) {
    return desk.event(
        "open-" + issue, "issue.opened",
        R"({"topic":"delivery","issueId":")" + issue + R"(","contactId":")" + contact + R"("})",
        {{"time", quoted(time)}});
  }
  SentEvent action(const Desk& desk, const std::string& id, const std::string& issue,
                   const std::string& time, const Attributes& more = {}) {
    Attributes all{{"time", quoted(time)}};
    for (const auto& [name, json] : more) all[name] = json;
    return desk.event(id, "action.taken",
                      R"({"actionKind":"explained","by":"ann","authority":"own","actionId":")" +
                          id + R"(","issueId":")" + issue + R"("})",
                      all);
  }

  FigureStore store_;
  const Desk kim{"customer/kim"}, lee{"customer/lee"};
};

TEST_F(PersonRecordTest, IsInTheOrderOfOccurrenceWithCauses) {
  store_.append(together(
      action(kim, "a2", "i1", "2016-07-27T12:00:00Z", {{"causationid", R"("open-i1")"}}),
      issue(kim, "i1", "c1", "2016-07-27T10:00:00Z"),
      action(kim, "a1", "i1", "2016-07-27T11:00:00Z", {{"correlationid", R"("visit-7")"}})));
  const PersonRecord record = read("customer/kim");
  EXPECT_THAT(places(record), ElementsAre(1, 2, 0));
  const std::string text = person_text(record).value();
  EXPECT_THAT(text, AllOf(HasSubstr("because of open-i1\n"), HasSubstr("together with visit-7\n"),
                          HasSubstr("open issues\n  i1  since 2016-07-27T10:00:00Z  delivery; 2 "
                                    "actions, 0 hand-offs\n")));
  JsonTape tape;
  EXPECT_TRUE(tape.read(person_json(record).value()).ok());
}

TEST_F(PersonRecordTest, SaysHowThePersonIsCalledWhatIsDueNextAndWhatIsNoted) {
  store_.append(together(
      kim.promised("p-late", "late", "2030-01-02T00:00:00Z"),
      kim.promised("p-soon", "soon", "2030-01-01T00:00:00Z"),
      kim.promised("p-done", "done", "2030-01-01T00:00:00Z"),
      kim.kept("kept", "done", "2029-12-31T00:00:00Z"),
      kim.event("named", "customer.named", R"({"calledName":"김갑수","epithet":"생각 깊은"})"),
      kim.call("call"),
      kim.event("joined", "agent.joined", R"({"contactId":"c1","agentId":"ann","role":"owner"})"),
      kim.said("thanks", "I like the sea", {{"actorkind", R"("customer")"}}),
      kim.event("note", "connection.noted",
                R"({"noteId":"n1","sensitive":"none","noteKind":"sharedInterest","by":"ann",)"
                R"("words":"likes the sea","evidenceEventId":"thanks"})",
                {{"actorkind", R"("staff")"}, {"actorid", R"("ann")"}})));
  const std::string text = person_text(read("customer/kim")).value();
  EXPECT_THAT(text, HasSubstr("customer/kim\ncalled 김갑수, 생각 깊은\n\npromises due\n"
                              "  soon  by 2030-01-01T00:00:00Z  callback\n"
                              "  late  by 2030-01-02T00:00:00Z  callback\n\nnotes\n  n1  of "));
  EXPECT_THAT(text, HasSubstr("sharedInterest: likes the sea\n"));
  // Words stay sealed for whoever has no right to them.
  const auto names = ReaderRights::none().add_names();
  const std::string sealed = person_text(try_read("customer/kim", {}, names).value()).value();
  EXPECT_THAT(sealed, AllOf(HasSubstr("called (sealed: --purpose shows it)"),
                            Not(HasSubstr("갑수")), Not(HasSubstr("the sea"))));
}

TEST_F(PersonRecordTest, HoldsWhatStreamsThatWereMergedHold) {
  store_.append(together(lee.call("l1", "c-lee")));
  store_.append(together(kim.call("k1", "c-kim"), kim.absorbs("merge", "customer/lee")));
  const PersonRecord record = read("customer/kim");
  EXPECT_THAT(record.streams, ElementsAre("customer/kim", "customer/lee"));
  EXPECT_THAT(places(record), ElementsAre(0, 1, 2, 3)) << "the merging stands on both";
  EXPECT_EQ(person_json(read("customer/lee")).value(), person_json(record).value())
      << "either name leads to the person";
  // Before the merging they were two.
  AsOf before;
  before.position = Position(1);
  EXPECT_THAT(places(read("customer/kim", before)), ElementsAre(1));
}

TEST_F(PersonRecordTest, AContactAndWhatBeganInItGoWhereTheContactWent) {
  store_.append(together(kim.call("k1", "c1"), kim.call("k2", "c2"),
                         issue(kim, "i1", "c1", "2016-07-27T11:08:00+09:00"),
                         action(kim, "a1", "i1", "2016-07-27T11:09:00+09:00"),
                         kim.attributed_to("moved", "customer/lee", "c1")));
  const PersonRecord lees = read("customer/lee"), kims = read("customer/kim");
  EXPECT_THAT(lees.streams, ElementsAre("customer/lee", "customer/kim"));
  std::vector<std::string> types;
  const auto has = [](const PersonRecord& record, std::uint64_t position) {
    const auto all = places(record);
    return std::find(all.begin(), all.end(), position) != all.end();
  };
  for (const std::uint64_t moved : {0, 2, 3}) {
    EXPECT_TRUE(has(lees, moved)) << moved;
    EXPECT_FALSE(has(kims, moved)) << moved;
  }
  EXPECT_TRUE(has(kims, 1));
  EXPECT_FALSE(has(lees, 1));
  EXPECT_THAT(person_text(lees).value(), HasSubstr("open issues\n  i1 "));
  EXPECT_THAT(person_text(kims).value(), Not(HasSubstr("open issues")));
}

TEST_F(PersonRecordTest, OfSomebodyWhoseOtherNameWasForgottenShowsWhatIsLeft) {
  store_.append(together(lee.call("l1", "c-lee"), kim.call("k1", "c-kim"),
                         kim.absorbs("merge", "customer/lee")));
  ASSERT_TRUE(store_.store().vault().forget_subject(store_.token_of("customer/lee")).ok());
  EXPECT_THAT(places(read("customer/kim")), testing::Contains(1));
  EXPECT_EQ(try_read("customer/lee").error().code, ErrorCode::kNotFound);
}

TEST_F(PersonRecordTest, TooLongToBePutIntoOrderIsRefused) {
  store_.append(together(kim.call("k1", "c1")));
  const ReadSubject endless = [&](const std::string& name, const TakeHistory& take) {
    return read_history(store_.store(), name, {}, ReaderRights::all(),
                        [&](const HistoryItem& item) {
                          for (std::size_t i = 0; i < kMaxPersonEvents; ++i) {
                            if (!take(item)) return false;
                          }
                          return take(item);
                        });
  };
  const auto record = read_person(endless, "customer/kim");
  ASSERT_FALSE(record.ok());
  EXPECT_EQ(record.error().code, ErrorCode::kRejected);
}

}  // namespace
}  // namespace dangol::test
