#include "app/load/workload.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "client/typed_event_capnp.h"

namespace dangol {

namespace {

constexpr std::uint64_t kContactEvents = 4;
constexpr const char* kSource = "urn:dangol:load";
// A message without its words, as JSON, has about so many bytes.
constexpr std::size_t kFrameOfMessage = 250;

std::string time_of(std::uint64_t step) { return fmt::format("2026-01-01T10:00:0{}Z", step); }

}  // namespace

Popularity::Popularity(const Workload& workload)
    : customers_(std::max<std::uint64_t>(workload.customers, 1)) {
  if (workload.zipf <= 0) return;
  // Zipf: the customer of rank k comes in proportion to 1 / k^s.
  double sum = 0;
  sums_.reserve(customers_);
  for (std::uint64_t rank = 1; rank <= customers_; ++rank) {
    sum += std::pow(static_cast<double>(rank), -workload.zipf);
    sums_.push_back(sum);
  }
}

std::uint64_t Popularity::pick(std::mt19937_64& random) const {
  if (sums_.empty()) return std::uniform_int_distribution<std::uint64_t>(0, customers_ - 1)(random);
  const double at = std::uniform_real_distribution<double>(0, sums_.back())(random);
  const auto found = std::upper_bound(sums_.begin(), sums_.end(), at);
  return std::min<std::uint64_t>(static_cast<std::uint64_t>(found - sums_.begin()), customers_ - 1);
}

EventMaker::EventMaker(const Workload& workload, const Popularity& popularity, std::uint64_t sender)
    : workload_(workload),
      popularity_(popularity),
      sender_(sender),
      random_(workload.seed * 1'000'003 + sender),
      words_(workload.event_bytes > kFrameOfMessage ? workload.event_bytes - kFrameOfMessage : 1,
             'w') {}

std::string EventMaker::customer() {
  return fmt::format("customer/load-{}", popularity_.pick(random_));
}

EventMaker::Made EventMaker::make() {
  const std::uint64_t step = made_++ % kContactEvents;
  if (step == 0) {
    subject_ = customer();
    ++contact_;
  }
  std::string contact = fmt::format("{}-{}-{}", workload_.run, sender_, contact_);
  std::string id = fmt::format("{}-{}", contact, step);
  return {step, std::move(contact), std::move(id)};
}

std::string EventMaker::next() {
  const auto [step, contact, id] = make();
  std::string type = "message.exchanged";
  std::string data =
      fmt::format(R"({{"contactId":"{}","authorKind":"customer","messageId":"{}","text":"{}"}})",
                  contact, id, words_);
  if (step == 0) {
    type = "contact.started";
    data = fmt::format(R"({{"contactId":"{}","channel":"chat","direction":"inbound"}})", contact);
  } else if (step == kContactEvents - 1) {
    type = "contact.ended";
    data = fmt::format(R"({{"contactId":"{}","endedBy":"customer"}})", contact);
  }
  return fmt::format(R"({{"specversion":"1.0","id":"{}","source":"{}","type":"{}","subject":"{}",)"
                     R"("time":"{}","data":{}}})",
                     id, kSource, type, subject_, time_of(step), data);
}

SentEvent EventMaker::next_sent() {
  const auto [step, contact, id] = make();
  TypedEvent event(subject_, kSource, id);
  event.at(time_of(step));
  if (step == 0) {
    auto started = event.data().initContactStarted();
    started.setContactId(token(contact));
    started.setChannel(schema::Channel::CHAT);
    started.setDirection(schema::Direction::INBOUND);
  } else if (step == kContactEvents - 1) {
    auto ended = event.data().initContactEnded();
    ended.setContactId(token(contact));
    ended.setEndedBy(schema::EndedBy::CUSTOMER);
  } else {
    auto message = event.data().initMessageExchanged();
    message.setContactId(token(contact));
    message.setAuthorKind(schema::ActorKind::CUSTOMER);
    message.setMessageId(token(id));
    message.initText().setClear(words_.c_str());
  }
  return event.sent().value();
}

}  // namespace dangol
