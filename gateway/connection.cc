#include <algorithm>
#include <utility>

#include "gateway/connection_kj.h"
#include "gateway/limits.h"
#include "gateway/wire_capnp.h"

namespace dangol {

namespace {

void fulfill(kj::Own<kj::PromiseFulfiller<void>>& fulfiller) {
  if (fulfiller.get() != nullptr) fulfiller->fulfill();
  fulfiller = nullptr;
}

kj::Promise<void> promise(kj::Own<kj::PromiseFulfiller<void>>& fulfiller) {
  auto pair = kj::newPromiseAndFulfiller<void>();
  fulfiller = kj::mv(pair.fulfiller);
  return kj::mv(pair.promise);
}

Error rejected(std::string message) { return {ErrorCode::kRejected, std::move(message)}; }

// A batch as it came: what is well-formed goes to the engine, the rest has its outcome already.
struct Batch {
  std::vector<SentEvent> events;
  std::vector<std::size_t> places;  // of each event in the request
  Outcomes outcomes;                // one for each of the request

  // The engine's outcomes, put in their places.
  Outcomes merged(Outcomes recorded) && {
    for (std::size_t i = 0; i < places.size(); ++i) {
      outcomes[places[i]] = std::move(recorded[i]);
    }
    return std::move(outcomes);
  }
};

Batch read_batch(wire::Append::Reader request) {
  const auto sent = request.getEvents();
  Batch batch;
  batch.outcomes.resize(sent.size());
  for (unsigned i = 0; i < sent.size(); ++i) {
    Result<SentEvent> event = read_event(sent[i]);
    if (event.ok()) {
      batch.events.push_back(std::move(event).value());
      batch.places.push_back(i);
    } else {
      batch.outcomes[i] = refused_outcome(event.error());
    }
  }
  if (!request.getUnit() || batch.events.size() == sent.size()) return batch;
  // All or none.
  Error broken = rejected("the unit is refused because of another of its events");
  for (std::size_t place : batch.places) batch.outcomes[place] = refused_outcome(broken);
  batch.events.clear();
  batch.places.clear();
  return batch;
}

}  // namespace

Connection::Connection(std::uint64_t number, kj::Own<kj::AsyncIoStream> stream, Services& services)
    : number_(number), stream_(kj::mv(stream)), services_(services), tasks_(*this) {}

kj::Promise<void> Connection::run() {
  return take_requests()
      .catch_([this](kj::Exception&& failed) {
        if (failed.getType() == kj::Exception::Type::DISCONNECTED) return;
        send({.frame = refusal(0, rejected("a message that cannot be read"))});
      })
      .exclusiveJoin(promise(stop_taking_))
      .then([this] { return answered(); })
      .then([this]() -> kj::Promise<void> {
        if (!closing_) return kj::READY_NOW;
        capnp::MallocMessageBuilder message;
        message.initRoot<wire::Answer>().setClosing();
        send({.frame = to_frame(message)});
        return answered();
      })
      .exclusiveJoin(promise(broken_))
      .then([this] { return settled(); });
}

kj::Promise<void> Connection::settled() {
  if (in_flight_.empty() && !in_pool_) return kj::READY_NOW;
  return promise(settled_).then([this] { return settled(); });
}

void Connection::close() {
  closing_ = true;
  fulfill(stop_taking_);
  // A read is not finished: the client asks the next writer.
  reading_ = false;
  if (unwritten_.empty() && taken_appends_ == 0) fulfill(answered_);
}

kj::Promise<void> Connection::take_requests() {
  return room()
      .then([this] { return read_frame(); })
      .then([this](kj::Maybe<WireFrame> came) -> kj::Promise<void> {
        KJ_IF_MAYBE (frame, came) {
          return handle(kj::mv(*frame)).then([this] { return take_requests(); });
        }
        return kj::READY_NOW;
      });
}

kj::Promise<kj::Maybe<WireFrame>> Connection::read_frame() {
  using Came = kj::Maybe<WireFrame>;
  return stream_->tryRead(&head_, kFrameHeadBytes, kFrameHeadBytes)
      .then([this](std::size_t got) -> kj::Promise<Came> {
        if (got < kFrameHeadBytes) return Came(nullptr);
        Result<std::size_t> words = frame_words(head_, kMaxRequestBytes);
        if (!words.ok()) {
          // Where the next frame begins is not known any more.
          send({.frame = refusal(0, words.error())});
          return Came(nullptr);
        }
        frame_ = WireFrame(words.value() + 1);
        frame_.data()[0] = head_;
        const std::size_t bytes = words.value() * sizeof(std::uint64_t);
        return stream_->tryRead(frame_.data() + 1, bytes, bytes)
            .then([this, bytes](std::size_t read) {
              return read < bytes ? Came(nullptr) : Came(std::move(frame_));
            });
      });
}

kj::Promise<void> Connection::handle(WireFrame frame) {
  const std::size_t bytes = frame.words() * sizeof(std::uint64_t);
  auto message = std::make_shared<FrameMessage>(std::move(frame));
  const auto request = message->root<wire::Request>();
  if (!greeted_) return hello(request);
  if (request.isAppend()) return append(std::move(message), bytes);
  return read(std::move(*message).release());
}

kj::Promise<void> Connection::hello(wire::Request::Reader request) {
  if (!request.isHello() || request.getHello().getProtocol() != wire::PROTOCOL) {
    send({.frame = refusal(request.getId(), {ErrorCode::kUsage,
                                             "the running writer is another version of dangol"})});
    fulfill(stop_taking_);
    return kj::NEVER_DONE;
  }
  greeted_ = true;
  capnp::MallocMessageBuilder message;
  auto answer = message.initRoot<wire::Answer>();
  answer.setId(request.getId());
  auto welcome = answer.initHello();
  welcome.setProtocol(wire::PROTOCOL);
  welcome.setProcessId(services_.facts().process_id);
  send({.frame = to_frame(message)});
  return kj::READY_NOW;
}

kj::Promise<void> Connection::append(std::shared_ptr<FrameMessage> message, std::size_t bytes) {
  const auto root = message->root<wire::Request>();
  const auto request = root.getAppend();
  const std::uint64_t id = root.getId();
  if (request.getEvents().size() > kMaxBatchEvents) {
    send({.frame = refusal(id, rejected("a batch of more than 1000 events"))});
    return kj::READY_NOW;
  }
  Batch batch = read_batch(request);
  AppendOptions options;
  options.recording = request.getAsRecorded() ? Recording::kAsRecorded : Recording::kDecided;
  options.unit = request.getUnit();
  std::vector<SentEvent> events = std::move(batch.events);
  auto rest = std::make_shared<Batch>(std::move(batch));
  Status admitted = services_.engine.try_append(
      std::move(events), std::move(options),
      [bridge = services_.bridge, number = number_, id, rest](Outcomes outcomes) {
        bridge->post({number, id, std::move(*rest).merged(std::move(outcomes))});
      });
  if (admitted.ok()) {
    ++taken_appends_;
    taken_bytes_ += bytes;
    in_flight_.emplace_back(id, bytes);
    return kj::READY_NOW;
  }
  if (admitted.error().code == ErrorCode::kOverloaded &&
      request.getWhenFull() != wire::WhenFull::REFUSE) {
    return services_.timer.afterDelay(kAdmissionRetry.count() * kj::MILLISECONDS)
        .then([this, message = std::move(message), bytes]() mutable {
          return append(std::move(message), bytes);
        });
  }
  send({.frame = refusal(id, admitted.error())});
  return kj::READY_NOW;
}

kj::Promise<void> Connection::read(WireFrame frame) {
  reading_ = true;
  in_pool_ = true;
  auto request = std::make_shared<WireFrame>(std::move(frame));
  services_.pool.run([request, bridge = services_.bridge, number = number_,
                      facts = services_.facts(), &reads = services_.reads] {
    bridge->post({number, 0, reads.answer(std::move(*request), facts)});
  });
  return promise(read_done_);
}

void Connection::deliver(Delivery delivery) {
  if (auto* outcomes = std::get_if<Outcomes>(&delivery.what)) {
    const auto sent = std::find_if(in_flight_.begin(), in_flight_.end(),
                                   [&](const auto& one) { return one.first == delivery.request; });
    if (sent == in_flight_.end()) return;
    const std::size_t bytes = sent->second;
    in_flight_.erase(sent);
    fulfill(settled_);
    send({.frame = outcomes_answer(delivery.request, *outcomes),
          .of_append = true,
          .returns_bytes = bytes});
    return;
  }
  in_pool_ = false;
  fulfill(settled_);
  if (closing_) return;
  auto& parts = std::get<std::vector<WireFrame>>(delivery.what);
  for (WireFrame& part : parts) {
    send({.frame = std::move(part), .ends_read = &part == &parts.back()});
  }
}

kj::Promise<void> Connection::room() {
  if (taken_appends_ < kConnectionAppends && taken_bytes_ < kConnectionBytes) return kj::READY_NOW;
  return promise(room_).then([this] { return room(); });
}

kj::Promise<void> Connection::answered() {
  if (unwritten_.empty() && taken_appends_ == 0 && !reading_) return kj::READY_NOW;
  return promise(answered_).then([this] { return answered(); });
}

void Connection::send(Unwritten answer) {
  if (gone_) return;
  unwritten_.push_back(std::move(answer));
  if (writing_) return;
  writing_ = true;
  // A client that is gone may make the call itself throw.
  tasks_.add(kj::evalNow([this] { return write_next(); }));
}

kj::Promise<void> Connection::write_next() {
  if (unwritten_.empty()) {
    writing_ = false;
    fulfill(answered_);
    return kj::READY_NOW;
  }
  const WireFrame& frame = unwritten_.front().frame;
  return stream_->write(frame.data(), frame.words() * sizeof(std::uint64_t)).then([this] {
    const Unwritten answer = std::move(unwritten_.front());
    unwritten_.pop_front();
    written(answer);
    return write_next();
  });
}

void Connection::written(const Unwritten& answer) {
  if (answer.of_append) {
    --taken_appends_;
    taken_bytes_ -= answer.returns_bytes;
    fulfill(room_);
  }
  if (answer.ends_read) {
    reading_ = false;
    fulfill(read_done_);
  }
}

void Connection::taskFailed(kj::Exception&&) {
  gone_ = true;
  unwritten_.clear();
  fulfill(broken_);
}

}  // namespace dangol
