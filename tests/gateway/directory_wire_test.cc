// The directory of the vault, looked at through a running writer.
#include <vector>

#include "gateway/asking_capnp.h"
#include "gateway/directory_wire_capnp.h"
#include "gateway/limits.h"
#include "tests/gateway/local_test.h"

namespace dangol::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class DirectoryWire : public LocalTest {
 protected:
  void SetUp() override {
    LocalTest::SetUp();
    EXPECT_THAT(codes(care.send(kim.call("e1"), lee.call("e1"))),
                testing::Each(OutcomeCode::kRecorded));
    kim_stream = care.stream("customer/kim");
    lee_stream = care.stream("customer/lee");
  }
  static Viewer auditor() { return {"auditor", "here", Purpose::kAccess, "the yearly audit"}; }

  StreamToken kim_stream, lee_stream;
};

TEST_F(DirectoryWire, AgreesAndNamesNobodyWhereEachStreamHasASubjectOfItsOwn) {
  LocalClient client(connect());
  const auto before = care.log_size();
  const auto found = client.directory({kim_stream, lee_stream}, auditor());
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(found.value().subjects, 2U);
  EXPECT_THAT(found.value().faults, IsEmpty());
  EXPECT_EQ(care.log_size(), before);
  EXPECT_EQ(client.directory({kim_stream}, {"auditor", "here"}).error().code, ErrorCode::kUsage);
}

TEST_F(DirectoryWire, TellsWhatContradictsOnceThatIsOnRecord) {
  ASSERT_TRUE(care.store->vault().forget_subject(lee_stream).ok());
  ASSERT_TRUE(care.store->vault().keep({lee_stream, "customer/kim", {}, {}}).ok());
  const StreamToken unknown = StreamToken::from("0123456789abcdef");
  const auto before = care.log_size();

  LocalClient client(connect());
  const auto found = client.directory({kim_stream, unknown}, auditor());

  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(care.log_size(), before + 1);
  ASSERT_THAT(found.value().faults, SizeIs(2));
  const DirectoryFault& two = found.value().faults[0];
  EXPECT_EQ(two.stream, kim_stream);
  EXPECT_EQ(two.kind, DirectoryFaultKind::kTwoStreams);
  EXPECT_EQ(two.subject, "customer/kim");
  EXPECT_EQ(two.other, lee_stream);
  const DirectoryFault& nobody = found.value().faults[1];
  EXPECT_EQ(nobody.stream, unknown);
  EXPECT_EQ(nobody.kind, DirectoryFaultKind::kNobody);
  EXPECT_EQ(nobody.subject, "");
  EXPECT_EQ(nobody.other, std::nullopt);
}

TEST_F(DirectoryWire, TakesSoManyStreamsAtOnceAndNoMore) {
  LocalClient client(connect());
  std::vector<StreamToken> streams(kPageRecords, kim_stream);
  EXPECT_EQ(client.directory(streams, auditor()).value().subjects, kPageRecords);
  streams.push_back(kim_stream);
  EXPECT_EQ(client.directory(streams, auditor()).error().code, ErrorCode::kRejected);
}

TEST_F(DirectoryWire, AFaultThatThisVersionDoesNotKnowIsNotTakenForAnother) {
  capnp::MallocMessageBuilder message;
  auto fault = message.initRoot<wire::DirectoryAnswer>().initFaults(1)[0];
  fault.setStream(capnp::Data::Reader(kim_stream.bytes.data(), kim_stream.bytes.size()));
  fault.setKind(9);
  const auto read = [&] { return read_directory(message.getRoot<wire::DirectoryAnswer>()); };
  EXPECT_EQ(read().error().code, ErrorCode::kCorrupt);
  fault.setKind(static_cast<std::uint8_t>(DirectoryFaultKind::kNobody));
  EXPECT_TRUE(read().ok());
  fault.setOther(capnp::Data::Reader(kim_stream.bytes.data(), 3));
  EXPECT_EQ(read().error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace dangol::test
