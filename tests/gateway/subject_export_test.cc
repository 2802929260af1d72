// What is taken out of the store for one person.
#include "gateway/subject_export.h"

#include <gmock/gmock.h>

#include "events/cloudevents.h"
#include "tests/support/care.h"

namespace dangol::test {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::SizeIs;

// The person is forgotten, and comes back, between the record of the access and the reading.
TEST(SubjectExports, ShowEachTextWithItsOwnKeyWhoeverHasTheNameByThen) {
  Care care;
  care.start();
  const Desk kim("customer/kim");
  ASSERT_THAT(codes(care.send(kim.call("e1"), kim.said("e2", "older words"))),
              Each(OutcomeCode::kRecorded));
  const Disclose forget = [&](const auto&, const auto&, Micros) -> Status {
    EXPECT_TRUE(care.engine
                    ->forget({.subject = "customer/kim",
                              .events = {},
                              .reason = "requested",
                              .by = {},
                              .request = {}})
                    .ok());
    care.pass(Micros(3'600'000'000));
    const Attributes later{{"time", R"("2016-07-27T12:00:00+09:00")"}};
    EXPECT_THAT(codes(care.send(kim.call("f1", "c2", later),
                                kim.event("f2", "message.exchanged",
                                          R"({"contactId":"c2","authorKind":"customer",)"
                                          R"("messageId":"m","text":"newer words"})",
                                          later))),
                Each(OutcomeCode::kRecorded));
    return Done{};
  };
  const SubjectExport exports({[&](const auto& read) { return care.engine->read(read); }, forget,
                               [&] { return care.now; }});

  const auto page =
      exports.page("customer/kim", {"ann", "terminal 7", Purpose::kCare, "request 17"});

  ASSERT_TRUE(page.ok()) << page.error().message;
  ASSERT_THAT(page.value().records, SizeIs(2));
  const ExportedRecord& said = page.value().records[1];
  EXPECT_THAT(write_line(said.item.event.event).value().data, HasSubstr("newer words"));
  ASSERT_THAT(said.fields, SizeIs(1));
  EXPECT_THAT(said.fields[0].text, HasSubstr("newer words"));
}

}  // namespace
}  // namespace dangol::test
