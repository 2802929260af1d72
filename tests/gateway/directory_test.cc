// The directory of the vault: each stream has a subject of its own, and whatever else is there is named.
#include "gateway/directory.h"

#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/care.h"

namespace dangol::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class DirectoryTest : public testing::Test {
 protected:
  DirectoryTest() {
    care_.start();
    EXPECT_THAT(codes(care_.send(Desk("customer/kim").call("e1"), Desk("customer/lee").call("e1"),
                                 Desk("customer/park").call("e1"), Desk("contact/c9").call("e1"))),
                testing::Each(OutcomeCode::kRecorded));
  }
  std::vector<StreamToken> streams() {
    std::set<StreamToken> all;
    auto cursor = care_.store->log().read({PartitionId(0), Position()}, ReadWords::kNo);
    for (LogCursor::Item item; cursor->next(item).value();) {
      all.insert(decode_entry(item.entry).value().stream);
    }
    return {all.begin(), all.end()};
  }
  Result<DirectoryFound> look(Purpose purpose = Purpose::kAccess) {
    const Directory directory(
        {[this](const auto& read) { return care_.engine->read(read); },
         [this](const Viewer& viewer, const std::vector<Disclosure>& shown, Micros now) -> Status {
           if (!recordable_) return Error{ErrorCode::kUnavailable, "the disk is full"};
           return record_disclosures(*care_.engine, viewer, shown, now);
         },
         [this] { return care_.now; }});
    return directory.look(streams(), {"auditor", "here", purpose, "the yearly audit"});
  }

  Care care_;
  bool recordable_ = true;
};

TEST_F(DirectoryTest, AgreesWithStreamsOfOneSubjectEachAndWithThoseWhoseErasureIsRecorded) {
  ForgetRequest request;
  request.subject = "customer/park";
  request.reason = "requested";
  ASSERT_TRUE(care_.engine->forget(request).ok());
  const auto before = care_.log_size();
  const auto found = look();
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(found.value().subjects, 3U);
  EXPECT_EQ(found.value().erased, 1U);
  EXPECT_THAT(found.value().faults, IsEmpty());
  EXPECT_EQ(care_.log_size(), before) << "nobody was named";
  EXPECT_EQ(look(Purpose::kUnset).error().code, ErrorCode::kUsage);
}

TEST_F(DirectoryTest, AStreamOfNobodyIsNamedWhenNoErasureSaysWhy) {
  const StreamToken lee = care_.stream("customer/lee");
  ASSERT_TRUE(care_.store->vault().forget_subject(lee).ok());
  const auto found = look();
  ASSERT_TRUE(found.ok()) << found.error().message;
  ASSERT_THAT(found.value().faults, SizeIs(1));
  EXPECT_EQ(found.value().faults[0].stream, lee);
  EXPECT_EQ(found.value().faults[0].kind, DirectoryFaultKind::kNobody);
  EXPECT_EQ(found.value().subjects, 3U);
}

TEST_F(DirectoryTest, TwoStreamsOfOneSubjectAreNamedOnceThatIsOnRecord) {
  // Lee's stream is Kim's second one, and the newer one is what Kim leads to.
  const StreamToken kim = care_.stream("customer/kim"), lee = care_.stream("customer/lee");
  ASSERT_TRUE(care_.store->vault().forget_subject(lee).ok());
  ASSERT_TRUE(care_.store->vault().keep({lee, "customer/kim", {}, {}}).ok());
  const auto before = care_.log_size();
  recordable_ = false;
  EXPECT_EQ(look().error().message, "the disk is full");
  recordable_ = true;
  const auto found = look();
  ASSERT_TRUE(found.ok()) << found.error().message;
  ASSERT_THAT(found.value().faults, SizeIs(1));
  const DirectoryFault& fault = found.value().faults[0];
  EXPECT_EQ(fault.stream, kim);
  EXPECT_EQ(fault.kind, DirectoryFaultKind::kTwoStreams);
  EXPECT_EQ(fault.subject, "customer/kim");
  EXPECT_EQ(fault.other, lee);
  EXPECT_EQ(care_.log_size(), before + 1);
}

}  // namespace
}  // namespace dangol::test
