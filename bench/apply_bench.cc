// Claim: a core folds a million records a second and more into the states of their streams, and the
// rate does not fall with the number of entities in one stream.
//
// What is measured is apply_core() on the bytes of a record: Cap'n Proto reader, the fold, the ring
// of recent identities; not hashing, not the log. Every id has the 16-byte tag that a sealed one has.
// Streams: 10 records of one person (a call with its wait, an issue handed off twice), folded from
// nothing each time; an incident of 30 records; one stream with 10,000 contacts; one with 10,000
// issues. Unfair would be: one hot stream whose state never leaves the nearest cache; so the short
// streams go round 20,000 states.
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "tests/support/core_builder.h"

namespace dangol {
namespace {

using namespace dangol::test;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kStates = 20'000;

// As long as a sealed id of ten bytes, different from its first byte on.
std::string sealed(const std::string& name) {
  std::string token = std::to_string(std::hash<std::string>{}(name));
  token.resize(16, '.');
  return token + "abcdefghij";
}

// One person's call about one issue: ten records.
std::vector<std::string> a_call(const std::string& tag) {
  Stream s;
  const std::string c = sealed("contact" + tag), i = sealed("issue" + tag),
                    w = sealed("wait" + tag);
  s.at("10:00").record(contact_started(c), sealed("1" + tag));
  s.at("10:00").record(wait_started(c, w), sealed("2" + tag));
  s.at("10:01").record(wait_ended(w, schema::WaitEnd::ANSWERED), sealed("3" + tag));
  s.at("10:01").record(agent_joined(c, "agent ann 012345"), sealed("4" + tag));
  s.at("10:02").record(issue_opened(i, "desk"), sealed("5" + tag));
  s.at("10:03").record(handed_off(i, "desk", "network"), sealed("6" + tag));
  s.at("10:04").record(handed_off(i, "network", "billing"), sealed("7" + tag));
  s.at("10:05").record(action_taken(i, sealed("action" + tag)), sealed("8" + tag));
  s.at("10:06").record(resolution_proposed(i, sealed("resolution" + tag)), sealed("9" + tag));
  s.at("10:07").record(contact_ended(c), sealed("10" + tag));
  return s.cores;
}

std::vector<std::string> an_incident() {
  Stream s;
  const std::string i = sealed("incident");
  s.at("0 10:00").record(issue_opened(i, "group 0"), sealed("opened"));
  for (int n = 1; n < 29; ++n) {
    const std::string tag = std::to_string(n);
    s.at(tag + " 10:00");
    if (n % 3 == 0)
      s.record(
          handed_off(i, "group " + std::to_string(n / 3 - 1), "group " + std::to_string(n / 3)),
          sealed(tag));
    else
      s.record(action_taken(i, sealed("action" + tag)), sealed(tag));
  }
  s.at("30 10:00").record(issue_closed(i, schema::Closure::SILENT), sealed("closed"));
  return s.cores;
}

void fold_short(benchmark::State& state, const std::vector<std::string>& cores) {
  std::vector<Customer> customers(kStates);
  std::size_t next = 0;
  std::uint64_t records = 0;
  for (auto _ : state) {
    Customer customer;
    std::uint64_t version = 0;
    for (const std::string& core : cores)
      benchmark::DoNotOptimize(apply_core(customer, core, Version(++version)));
    records += version;
    customers[next++ % kStates] = std::move(customer);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(records));
  state.counters["snapshot_bytes"] = static_cast<double>(encode_state(customers[0]).size());
}

void fold_long(benchmark::State& state, const std::vector<std::string>& cores) {
  std::uint64_t records = 0;
  for (auto _ : state) {
    Customer customer;
    std::uint64_t version = 0;
    for (const std::string& core : cores)
      benchmark::DoNotOptimize(apply_core(customer, core, Version(++version)));
    records += version;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(records));
}

void BM_OneCall(benchmark::State& state) { fold_short(state, a_call("")); }
BENCHMARK(BM_OneCall);

void BM_OneIncident(benchmark::State& state) { fold_short(state, an_incident()); }
BENCHMARK(BM_OneIncident);

// Contact events on a person who has eight entities already.
void BM_ContactEventOnEightEntities(benchmark::State& state) {
  Stream s;
  for (const char* tag : {"a", "b"})
    for (const std::string& core : a_call(tag)) s.append(core);
  s.record(promise_made(sealed("p1"), "14:00", "14:30"), sealed("made"));
  s.record(order_placed(sealed("o1"), 1), sealed("placed"));
  const auto cores = a_call("z");
  std::vector<std::string> contact_events = {cores[0], cores[3], cores[9]};
  std::vector<Customer> customers(2000, s.customer);
  std::uint64_t events = 0;
  for (auto _ : state) {
    const Customer& before = customers[events % customers.size()];
    state.PauseTiming();
    Customer customer = before;
    state.ResumeTiming();
    std::uint64_t version = customer.version.value();
    for (int round = 0; round < 10; ++round)
      for (const std::string& core : contact_events)
        benchmark::DoNotOptimize(apply_core(customer, core, Version(++version)));
    events += 30;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
}
BENCHMARK(BM_ContactEventOnEightEntities);

void BM_TenThousandContacts(benchmark::State& state) {
  Stream s;
  for (int n = 0; n < 10'000; ++n) {
    const std::string tag = std::to_string(n);
    s.record(contact_started(sealed(tag)), sealed("s" + tag));
    s.record(agent_joined(sealed(tag), "agent ann 012345"), sealed("j" + tag));
    s.record(contact_ended(sealed(tag)), sealed("e" + tag));
  }
  fold_long(state, s.cores);
}
BENCHMARK(BM_TenThousandContacts);

void BM_TenThousandIssues(benchmark::State& state) {
  Stream s;
  for (int n = 0; n < 10'000; ++n) {
    const std::string tag = std::to_string(n);
    s.record(issue_opened(sealed(tag), "desk"), sealed("o" + tag));
    s.record(handed_off(sealed(tag), "desk", "network"), sealed("h" + tag));
    s.record(issue_closed(sealed(tag), schema::Closure::SILENT), sealed("c" + tag));
  }
  fold_long(state, s.cores);
}
BENCHMARK(BM_TenThousandIssues);

void BM_EncodeState(benchmark::State& state) {
  Stream s;
  for (const std::string& core : a_call("")) s.append(core);
  for (auto _ : state) benchmark::DoNotOptimize(encode_state(s.customer));
}
BENCHMARK(BM_EncodeState);

}  // namespace
}  // namespace dangol

BENCHMARK_MAIN();
