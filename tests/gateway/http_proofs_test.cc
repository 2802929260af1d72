// Checkpoints, proofs and tiles over HTTP, checked by what a stranger would check them with.
#include "store/checkpoint_check.h"
#include "store/merkle.h"
#include "store/merkle_note.h"
#include "store/merkle_proof.h"
#include "store/tile_names.h"
#include "store/tile_tree.h"
#include "tests/gateway/http_care.h"

namespace dangol::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class HttpProofs : public HttpTest {
 protected:
  void SetUp() override {
    HttpTest::SetUp();
    sign();
  }
  void record(int from, int until) {
    std::vector<SentEvent> events;
    for (int i = from; i < until; ++i) {
      const std::string name = fmt::format("e{}", i);
      events.push_back(Desk("customer/kim").call(name, name));
    }
    care.engine->append_and_wait(std::move(events));
  }
  Checkpoint signed_now() {
    auto told = notary->run(NotaryTask::kSign);
    EXPECT_TRUE(told.ok()) << told.error().message;
    return Checkpoint::parse(SignedNote::parse(told.value().note).value().text).value();
  }
  HttpReply look(const std::string& path) const { return ask(get(path)); }
  static Checkpoint said(const std::string& note) {
    return Checkpoint::parse(SignedNote::parse(note).value().text).value();
  }
};

TEST_F(HttpProofs, BeforeAnythingIsSignedThereIsNone) {
  EXPECT_EQ(look("/checkpoint").status, 404);
  EXPECT_EQ(look("/v1/log/proof/inclusion?place=0:0").status, 404);
}

TEST_F(HttpProofs, ACheckpointIsTheOneThatWasSigned) {
  record(0, 3);
  const Checkpoint first = signed_now();
  record(3, 5);
  const Checkpoint second = signed_now();
  EXPECT_EQ(said(look("/checkpoint").body).root, second.root);
  EXPECT_EQ(said(look("/v1/log/checkpoint").body).root, second.root);
  const HttpReply older = look(fmt::format("/v1/log/checkpoint?size={}", first.size));
  EXPECT_EQ(said(older.body).root, first.root);
  EXPECT_THAT(older.headers.at("content-type"), StartsWith("text/plain"));
  EXPECT_EQ(look("/v1/log/checkpoint?size=1").status, 404);
}

TEST_F(HttpProofs, ARecordIsProvedToBeInTheLog) {
  record(0, 5);
  const Checkpoint checkpoint = signed_now();
  const HttpReply reply = look("/v1/log/proof/inclusion?place=0:2");
  ASSERT_EQ(reply.status, 200) << reply.body;
  const auto proof = InclusionProof::parse(reply.body);
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(proof.value().index, 2u);
  EXPECT_TRUE(proves_inclusion(leaf_hash(proof.value().extra), 2, checkpoint.size,
                               proof.value().hashes, checkpoint.root));
  EXPECT_EQ(look("/v1/log/proof/inclusion?place=5000").status, 404);
  EXPECT_EQ(look("/v1/log/proof/inclusion?place=first").status, 400);
  EXPECT_EQ(look("/v1/log/proof/inclusion").status, 400);
}

TEST_F(HttpProofs, ALogIsProvedToGoOnFromAnOlderOne) {
  record(0, 5);
  const Checkpoint older = signed_now();
  record(5, 9);
  const Checkpoint newer = signed_now();
  const HttpReply reply = look(fmt::format("/v1/log/proof/consistency?old={}", older.size));
  const auto proof = ConsistencyProof::parse(reply.body);
  ASSERT_TRUE(proof.ok()) << reply.body;
  EXPECT_TRUE(
      proves_consistency(older.size, older.root, newer.size, newer.root, proof.value().hashes));
  EXPECT_EQ(look("/v1/log/proof/consistency?old=0").status, 200);
  EXPECT_EQ(look("/v1/log/proof/consistency?old=5000").status, 400);
  EXPECT_EQ(look("/v1/log/proof/consistency").status, 400);
}

TEST_F(HttpProofs, AHistoryIsProvedToBeWhole) {
  record(0, 3);
  const HttpReply reply = look("/v1/log/proof/history/customer/kim");
  EXPECT_EQ(reply.status, 200) << reply.body;
  EXPECT_THAT(reply.body, StartsWith(R"({"form":"dangol history proof v1")"));
  EXPECT_EQ(std::count(reply.body.begin(), reply.body.end(), '\n'), 4);
  EXPECT_EQ(look("/v1/log/proof/history/customer/nobody").status, 404);
}

TEST_F(HttpProofs, TilesMakeTheTreeOfTheCheckpoint) {
  record(0, 600);
  const Checkpoint checkpoint = signed_now();
  const ReadTile read = [&](TileName name, std::size_t width) -> Result<std::string> {
    const HttpReply tile = look("/" + tile_path(name, width));
    EXPECT_EQ(tile.status, 200) << tile_path(name, width);
    EXPECT_THAT(tile.headers.at("cache-control"), HasSubstr("immutable"));
    return tile.body;
  };
  EXPECT_EQ(root_of_tiles(read, checkpoint.size).value(), checkpoint.root);
  // A bundle's entries are the leaves of the tile.
  for (const std::uint64_t index : {0u, 2u}) {
    const std::size_t width = tile_width({0, index}, checkpoint.size);
    const std::string hashes = read({0, index}, width).value();
    std::string leaves;
    Status taken =
        read_bundle(look("/" + bundle_path(index, width)).body, [&](std::string_view entry) {
          leaves += leaf_hash(entry).view();
          return Status(Done{});
        });
    ASSERT_TRUE(taken.ok());
    EXPECT_EQ(leaves, hashes);
  }
}

TEST_F(HttpProofs, WhatIsNoTileIsNotThere) {
  record(0, 300);
  for (const char* path :
       {"/tile/0/1", "/tile/0/001", "/tile/0/001.p/0", "/tile/0/001.p/256", "/tile/0/001.p/200",
        "/tile/0/x000/000", "/tile/8/000", "/tile/00/000", "/tile/0/000/", "/tile/entries/001",
        "/tile/entries/001.p/200", "/tile/entries/x001", "/tile/0/99999999999999999999",
        "/tile/0/000.p/x"}) {
    EXPECT_THAT(look(path).status, testing::AnyOf(404, 400)) << path;
  }
  EXPECT_EQ(look("/tile/0/000").status, 200);
  EXPECT_EQ(look("/tile/0/001.p/44").status, 200);
}

}  // namespace
}  // namespace dangol::test
