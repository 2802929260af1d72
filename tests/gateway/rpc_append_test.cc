// Recording events over RPC.
#include "tests/gateway/rpc_care.h"

namespace dangol::test {
namespace {

class RpcAppend : public RpcTest {};

TEST_F(RpcAppend, WhatIsAnsweredIsOnDisk) {
  RpcPeer peer(server->rpc_port());
  auto answer = peer.wait(append(peer.enter(), events("c1")));
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  ASSERT_EQ(answer.value().size(), 1U);
  EXPECT_EQ(answer.value()[0].code, OutcomeCode::kRecorded) << answer.value()[0].reason;
  EXPECT_EQ(answer.value()[0].version, Version(1));
  EXPECT_EQ(care.records("customer/kim").size(), 1U);
}

}  // namespace
}  // namespace dangol::test
