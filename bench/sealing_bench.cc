// Claim: sealing costs a customer at most 3 us an event with three tokens (the event's id among
// them) and one private field of 100 bytes, keys at hand: identify, seal, and next_entry, which
// hashes core and words.
//
// Measured over one event again and again in one thread, so the caches of the processor are warm;
// what a stream costs when it is new or cold (names, keys) is the vault's and measured apart.
// Unfair would be: the same event without its words or ids, or without the random salt and nonce.
#include <string>

#include <benchmark/benchmark.h>
#include <capnp/message.h>

#include "events/event.capnp.h"
#include "events/record.h"
#include "events/sealing.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_open.h"
#include "events/sealing_tokens.h"
#include "events/sealing_words.h"
#include "store/vault_memory.h"

namespace dangol {
namespace {

enum class Words { kNone, k100Bytes };

SentEvent an_event(Words words) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<schema::Event>();
  event.setId(data_of("8d1f0a2e-5c1b-4b1e-9a53-1c2f6a77d001"));
  event.setSource("urn:example:desk");
  event.initTime().setMicros(1'700'000'000'000'000);
  event.getTime().setPrecision(schema::TimePrecision::SECOND);
  auto exchanged = event.getData().initMessageExchanged();
  exchanged.setContactId(data_of("contact-4711"));
  exchanged.setMessageId(data_of("message-4711-3"));
  exchanged.setAuthorKind(schema::ActorKind::CUSTOMER);
  if (words == Words::k100Bytes) {
    exchanged.getText().setClear(std::string(100, 'w').c_str());
  }
  exchanged.setLanguage("ko");
  SentEvent sent;
  sent.subject = "customer/4711";
  sent.event = canonical_bytes(event.asReader());
  return sent;
}

struct Desk {
  OsEntropy entropy;
  std::unique_ptr<Vault> vault = make_memory_vault(entropy);
  Sealer sealer{*vault, entropy};
  Opener opener{*vault};
  StreamToken stream = vault->token_of("customer/4711").value();
  StreamKeys keys = StreamKeys::open(stream, *vault, StreamKeys::Lacking::kMake).value();
};

void identify_event(benchmark::State& state) {
  Desk desk;
  const SentEvent event = an_event(Words::k100Bytes);
  for (auto _ : state) benchmark::DoNotOptimize(identify(event, desk.keys).value());
}
BENCHMARK(identify_event);

void record_event(benchmark::State& state, Words words) {
  Desk desk;
  const SentEvent event = an_event(words);
  Hash chain;
  std::uint64_t version = 0;
  for (auto _ : state) {
    const EventIdentity identity = identify(event, desk.keys).value();
    const SealedRecord record = desk.sealer.seal(event, identity, {}, desk.keys).value();
    const Entry entry =
        next_entry(desk.stream, Version(++version), chain, record.core.view(), record.words);
    chain = entry.chain;
    state.counters["core bytes"] = static_cast<double>(record.core.view().size());
    state.counters["words bytes"] = static_cast<double>(record.words.size());
  }
}
BENCHMARK_CAPTURE(record_event, three_tokens, Words::kNone);
BENCHMARK_CAPTURE(record_event, three_tokens_and_words, Words::k100Bytes);

void open_event(benchmark::State& state, Words words) {
  Desk desk;
  const SentEvent event = an_event(words);
  const EventIdentity identity = identify(event, desk.keys).value();
  const SealedRecord record = desk.sealer.seal(event, identity, {}, desk.keys).value();
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        desk.opener.open(record.core.view(), record.words, desk.keys, ReaderRights::all()).value());
  }
}
BENCHMARK_CAPTURE(open_event, three_tokens, Words::kNone);
BENCHMARK_CAPTURE(open_event, three_tokens_and_words, Words::k100Bytes);

void seal_one_id(benchmark::State& state) {
  Desk desk;
  for (auto _ : state) benchmark::DoNotOptimize(seal_id(*desk.keys.identity(), "contact-4711"));
}
BENCHMARK(seal_one_id);

void seal_one_field_of_100_bytes(benchmark::State& state) {
  Desk desk;
  const DataKey* key = desk.keys.current(Purpose::kCare).value();
  const std::string words(100, 'w');
  for (auto _ : state) {
    benchmark::DoNotOptimize(seal_words({desk.stream, {}, 1, 4, 0}, *key, words, desk.entropy));
  }
}
BENCHMARK(seal_one_field_of_100_bytes);

// A stream never seen before: its token, its identity key and one more. In memory, without sync.
void new_stream(benchmark::State& state) {
  Desk desk;
  std::uint64_t number = 0;
  for (auto _ : state) {
    const StreamToken stream =
        desk.vault->token_of("customer/new-" + std::to_string(++number)).value();
    StreamKeys keys = StreamKeys::open(stream, *desk.vault, StreamKeys::Lacking::kMake).value();
    benchmark::DoNotOptimize(keys.current(Purpose::kCare).value());
  }
}
BENCHMARK(new_stream);

void known_subject(benchmark::State& state) {
  Desk desk;
  for (auto _ : state) benchmark::DoNotOptimize(desk.vault->token_of("customer/4711").value());
}
BENCHMARK(known_subject);

}  // namespace
}  // namespace dangol

BENCHMARK_MAIN();
