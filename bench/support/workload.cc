#include "bench/support/workload.h"

#include <algorithm>
#include <cmath>

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <fmt/format.h>

#include "events/event.capnp.h"

namespace dangol::bench {

namespace {

constexpr std::int64_t kStart = 1'469'585'220'000'000;  // 2016-07-27T11:07 KST

capnp::Data::Reader data(const std::string& text) {
  return {reinterpret_cast<const kj::byte*>(text.data()), text.size()};
}

// Text that no compressor shortens by more than its alphabet: 64 letters, six bits each.
std::string noise(std::mt19937_64& random, std::size_t bytes) {
  static constexpr char kAlphabet[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text(bytes, ' ');
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < bytes; ++i) {
    if (i % 10 == 0) bits = random();
    text[i] = kAlphabet[bits & 63];
    bits >>= 6;
  }
  return text;
}

std::string contact_of(std::uint32_t customer) { return fmt::format("c{}", customer); }

// The envelope of event `number`; the caller adds what happened.
schema::Event::Builder begin(capnp::MallocMessageBuilder& message, std::uint64_t number) {
  auto event = message.initRoot<schema::Event>();
  event.setId(data(fmt::format("{:016x}", number)));
  event.setSource("//bench.example/board");
  auto time = event.initTime();
  time.setMicros(kStart + static_cast<std::int64_t>(number) * 1000);
  time.setOffsetMinutes(540);
  time.setPrecision(schema::TimePrecision::SECOND);
  event.setActorKind(schema::ActorKind::CUSTOMER);
  return event;
}

SentEvent finish(std::uint32_t customer, schema::Event::Reader event) {
  kj::Array<capnp::word> words = capnp::canonicalize(event);
  SentEvent sent;
  sent.subject = fmt::format("customer/{:06}", customer);
  sent.event = MessageBytes(std::string_view(reinterpret_cast<const char*>(words.begin()),
                                             words.size() * sizeof(capnp::word)));
  return sent;
}

SentEvent make_contact(std::uint32_t customer, const std::string& contact, std::uint64_t number) {
  capnp::MallocMessageBuilder message;
  auto event = begin(message, number);
  auto started = event.getData().initContactStarted();
  started.setContactId(data(contact));
  started.setChannel(schema::Channel::CHAT);
  started.setDirection(schema::Direction::INBOUND);
  return finish(customer, event.asReader());
}

SentEvent make_end(std::uint32_t customer, const std::string& contact, std::uint64_t number) {
  capnp::MallocMessageBuilder message;
  auto event = begin(message, number);
  auto ended = event.getData().initContactEnded();
  ended.setContactId(data(contact));
  ended.setEndedBy(schema::EndedBy::CUSTOMER);
  return finish(customer, event.asReader());
}

SentEvent make_message(const Shape& shape, std::uint32_t customer, const std::string& contact,
                       std::uint64_t number, std::mt19937_64& random) {
  capnp::MallocMessageBuilder message;
  auto event = begin(message, number);
  auto said = event.getData().initMessageExchanged();
  said.setContactId(data(contact));
  said.setMessageId(data(fmt::format("m{}", number)));
  said.setAuthorKind(schema::ActorKind::CUSTOMER);
  const std::string text = noise(random, shape.payload_bytes);
  if (shape.payload == Payload::kWords) {
    said.initText().setClear(text);
    said.setLanguage("ko");
  } else {
    said.setTranslatedBy(text);
  }
  return finish(customer, event.asReader());
}

}  // namespace

Picker::Picker(Spread spread, std::uint32_t customers, std::uint64_t seed)
    : customers_(customers), random_(seed) {
  if (spread == Spread::kUniform) return;
  double sum = 0;
  cumulative_.reserve(customers);
  for (std::uint32_t rank = 1; rank <= customers; ++rank) {
    sum += 1 / std::pow(rank, 0.99);
    cumulative_.push_back(sum);
  }
}

std::uint32_t Picker::next() {
  if (cumulative_.empty()) return static_cast<std::uint32_t>(random_() % customers_);
  const double at = std::uniform_real_distribution<double>(0, cumulative_.back())(random_);
  const auto found = std::lower_bound(cumulative_.begin(), cumulative_.end(), at);
  return static_cast<std::uint32_t>(found - cumulative_.begin());
}

std::vector<SentEvent> make_events(const Shape& shape, std::size_t count, std::uint64_t first_id) {
  Picker picker(shape.spread, shape.customers, shape.seed + first_id);
  std::mt19937_64 random(shape.seed * 7919 + first_id);
  std::vector<SentEvent> events;
  events.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t customer = picker.next();
    events.push_back(make_message(shape, customer, contact_of(customer), first_id + i, random));
  }
  return events;
}

std::vector<SentEvent> one_of_each(const Shape& shape, std::uint32_t begin, std::uint32_t end,
                                   std::uint64_t first_id) {
  std::mt19937_64 random(shape.seed * 7919 + first_id);
  std::vector<SentEvent> events;
  events.reserve(end - begin);
  for (std::uint32_t customer = begin; customer < end; ++customer) {
    events.push_back(
        make_message(shape, customer, contact_of(customer), first_id + customer - begin, random));
  }
  return events;
}

std::vector<SentEvent> life_of(const Shape& shape, std::uint32_t customer, std::size_t first,
                               std::size_t count) {
  constexpr std::size_t kContactEvents = 5;
  std::mt19937_64 random(shape.seed * 7919 + first);
  std::vector<SentEvent> events;
  events.reserve(count);
  for (std::size_t number = first; number < first + count; ++number) {
    const std::string contact = fmt::format("c{}", number / kContactEvents);
    switch (number % kContactEvents) {
      case 0: events.push_back(make_contact(customer, contact, number)); break;
      case kContactEvents - 1: events.push_back(make_end(customer, contact, number)); break;
      default: events.push_back(make_message(shape, customer, contact, number, random));
    }
  }
  return events;
}

std::vector<SentEvent> first_events(const Shape& shape) {
  std::mt19937_64 random(shape.seed);
  std::vector<SentEvent> events;
  events.reserve(2 * shape.customers);
  for (std::uint32_t customer = 0; customer < shape.customers; ++customer) {
    const std::string contact = contact_of(customer);
    events.push_back(make_contact(customer, contact, customer));
    events.push_back(make_message(shape, customer, contact, shape.customers + customer, random));
  }
  return events;
}

}  // namespace dangol::bench
