// Claim: one stream may have ten million records: its state stays within bounds, the last million is
// folded at least half as fast as the first, and the state comes back from its bytes within 0.5 s.
//
// What is measured is apply_core() on the bytes of a record, batch by batch; making the records is
// not in it. Every id has the 16-byte tag that a sealed one has, and none comes twice. The shapes:
//   calls     a person's calls: contact, wait, issue to its confirmed end, promise; all of it closes
//   unclosed  contacts that start and never end: bounded as open ones
//   one issue every record a step of the same issue
// Unfair would be: ids that come again, or only the time of the last of a million records (the walks
// that let entities leave come once in a thousand).
//
//   bench_state_bench [records, default 10000000] [shape]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "events/customer_memory.h"
#include "tests/support/core_builder.h"

namespace dangol {
namespace {

using namespace dangol::test;  // NOLINT(google-build-using-namespace)
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// As long as a sealed id of ten bytes; the tag is spread as a PRF spreads it.
std::string sealed(const char* kind, std::uint64_t n) {
  std::uint64_t tag = (n + 1) * 0x9e3779b97f4a7c15 ^ std::hash<std::string_view>{}(kind);
  std::string token(26, '.');
  for (std::size_t i = 0; i < 16; ++i, tag = tag * 0xd1342543de82ef95 + 1)
    token[i] = static_cast<char>(tag >> 56);
  std::snprintf(token.data() + 16, 10, "%09llu",
                static_cast<unsigned long long>(n % 1'000'000'000));
  return token;
}

// Collects records without folding them.
class Collector {
 public:
  void add(const Fill& fill, schema::ActorKind actor = schema::ActorKind::SYSTEM,
           std::string id = "") {
    if (id.empty()) id = sealed("event", made_);
    cores.push_back(
        core_bytes({std::move(id),
                    Micros(static_cast<std::int64_t>(1'700'000'000'000'000 + made_ * 60'000'000)),
                    actor, 0, false, fill}));
    ++made_;
  }
  std::vector<std::string> cores;

 private:
  std::uint64_t made_ = 0;
};

void a_call(std::uint64_t n, Collector& to) {
  const std::string contact = sealed("contact", n), issue = sealed("issue", n);
  const std::string wait = sealed("wait", n), resolution = sealed("resolution", n);
  const std::string promise = sealed("promise", n), thanks = sealed("thanks", n);
  const std::string ann = sealed("agent", n % 50);
  to.add(contact_started(contact));
  to.add(wait_started(contact, wait));
  to.add(wait_ended(wait, schema::WaitEnd::ANSWERED));
  to.add(agent_joined(contact, ann));
  to.add(issue_opened(issue, "desk"));
  to.add(action_taken(issue, sealed("action", n)));
  to.add(handed_off(issue, "desk", "network"));
  to.add(promise_made(promise, "10:00", "11:00"));
  to.add(promise_kept(promise));
  to.add(resolution_proposed(issue, resolution));
  to.add(message(contact, sealed("message", n), kCustomer), kCustomer, thanks);
  to.add(resolution_confirmed(issue, resolution, schema::ConfirmationBasis::CUSTOMER_SAID, thanks));
  to.add(issue_closed(issue, schema::Closure::RESOLVED));
  to.add(contact_ended(contact));
}

void an_unclosed_contact(std::uint64_t n, Collector& to) {
  to.add(contact_started(sealed("contact", n)));
}

void a_step(std::uint64_t n, Collector& to) {
  const std::string issue = sealed("issue", 0);
  if (n == 0) to.add(issue_opened(issue, "desk"));
  to.add(action_taken(issue, sealed("action", n)));
}

void show_bytes(const Customer& customer) {
  auto start = Clock::now();
  const std::string bytes = encode_state(customer);
  const double encoding = seconds_since(start);
  start = Clock::now();
  const auto back = decode_state(bytes);
  const double decoding = seconds_since(start);
  std::printf("  in memory %7.1f MiB  encoded %6.1f MiB  encode %.3f s  decode %.3f s  %s\n",
              static_cast<double>(memory_bytes(customer)) / (1 << 20),
              static_cast<double>(bytes.size()) / (1 << 20), encoding, decoding,
              back.ok() && encode_state(back.value()) == bytes ? "equal" : "NOT EQUAL");
}

void run(const char* name, std::uint64_t records, void (*make)(std::uint64_t, Collector&)) {
  std::printf("%s\n", name);
  Customer customer(stream_token("customer/kim"));
  Collector collector;
  std::uint64_t version = 0, made = 0;
  double first = 0, longest = 0;
  while (version < records) {
    const std::uint64_t until = std::min(records, version + 1'000'000);
    double folding = 0;
    while (version < until) {
      collector.cores.clear();
      while (collector.cores.size() < 10'000) make(made++, collector);
      for (const std::string& core : collector.cores) {
        const auto start = Clock::now();
        if (!apply_core(customer, core, Version(++version)).ok()) std::abort();
        const double took = seconds_since(start);
        folding += took;
        longest = std::max(longest, took);
      }
    }
    const double rate = 1e6 / folding;
    if (first == 0) first = rate;
    std::printf("  %9llu records  %5.0f k/s  %.2f of the first  longest %.1f ms",
                static_cast<unsigned long long>(version), rate / 1000, rate / first, longest * 1e3);
    show_bytes(customer);
    longest = 0;
  }
}

}  // namespace
}  // namespace dangol

int main(int argc, char** argv) {
  using namespace dangol;  // NOLINT(google-build-using-namespace)
  const std::uint64_t records = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
  const std::string shape = argc > 2 ? argv[2] : "";
  const auto wanted = [&](const char* name) { return shape.empty() || shape == name; };
  if (wanted("calls")) run("calls", records, a_call);
  if (wanted("unclosed")) run("unclosed", records, an_unclosed_contact);
  if (wanted("one issue")) run("one issue", records, a_step);
  return 0;
}
