// What a Client is made of. Only for sources.
#pragma once

#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include <kj/debug.h>

#include "client/client.h"
#include "client/loop_kj.h"
#include "client/mailbox_kj.h"

namespace dangol {

class Client::Impl {
 public:
  explicit Impl(ClientOptions options)
      : options_(std::move(options)),
        mailbox_(std::make_shared<ClientMailbox>(options_.max_bytes)) {}
  ~Impl();

  Status start();

  // False: there is no room.
  bool send(std::vector<SentEvent>& events, SendingAs as, std::function<void(Outcomes)> told,
            ClientMailbox::WhenNoRoom when_no_room);

  // Asks until it is answered.
  template <class T>
  using Call = std::function<kj::Promise<Result<T>>(wire::Session::Client&)>;
  template <class T>
  std::future<Result<T>> ask(Call<T> call) {
    auto told = std::make_shared<std::promise<Result<T>>>();
    auto future = told->get_future();
    auto reading = std::make_shared<Reading>(
        [told, loop = loop_, call = std::move(call)](wire::Session::Client& session) {
          return call(session).then([told, loop](Result<T> result) {
            if (!result.ok() && result.error().code == ErrorCode::kForbidden &&
                loop->enter_anew()) {
              kj::throwFatalException(KJ_EXCEPTION(DISCONNECTED, "with another token"));
            }
            told->set_value(std::move(result));
          });
        },
        [told](Error why) { told->set_value(std::move(why)); });
    mailbox_->post([loop = loop_, reading = std::move(reading)] { loop->read(reading); });
    return future;
  }

  const std::shared_ptr<ClientMailbox>& mailbox() const { return mailbox_; }
  ClientLoop& loop() const { return *loop_; }
  const ClientRetries& retries() const { return options_.retries; }

 private:
  const ClientOptions options_;
  const std::shared_ptr<ClientMailbox> mailbox_;
  ClientLoop* loop_ = nullptr;  // the thread's own, while it runs
  std::thread thread_;
};

}  // namespace dangol
