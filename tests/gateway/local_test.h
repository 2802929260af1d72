// A store with an engine and its socket, and clients of it, all in one process.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/append_client.h"
#include "gateway/local_client.h"
#include "gateway/local_server.h"
#include "tests/support/care.h"

namespace dangol::test {

class LocalTest : public testing::Test {
 protected:
  void SetUp() override { start({}); }

  void start(Engine::Options options) {
    care.start(std::move(options));
    listen();
  }
  void listen() {
    server.reset();
    serving.reset();
    serving = std::make_unique<Serving>(*care.engine, care.dir(), nullptr, nullptr);
    auto started = LocalServer::start(*serving);
    ASSERT_TRUE(started.ok()) << started.error().message;
    server = std::move(started).value();
  }
  Greeted connect() {
    auto greeted = greet(care.dir());
    if (!greeted.ok()) throw std::runtime_error(greeted.error().message);
    return std::move(greeted).value();
  }
  // Sends one batch and waits.
  static Outcomes send(AppendClient& client, const std::vector<SentEvent>& events,
                       const AppendOptions& options = {}) {
    std::promise<Outcomes> answered;
    Status sent = client.append(events, options, [&](std::optional<Outcomes> outcomes) {
      answered.set_value(outcomes.value_or(Outcomes()));
    });
    EXPECT_TRUE(sent.ok()) << sent.error().message;
    return answered.get_future().get();
  }

  // Who opens the words of customers.
  static Viewer carer() { return {"ann", "terminal 7", Purpose::kCare}; }

  const Desk kim{"customer/kim"}, lee{"customer/lee"};
  Care care;
  std::unique_ptr<Serving> serving;     // ends before the engine
  std::unique_ptr<LocalServer> server;  // ends before that
};

}  // namespace dangol::test
