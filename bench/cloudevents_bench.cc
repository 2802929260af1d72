// Claim: one core reads at least 120,000 CloudEvents a second, strictly, into canonical messages, and
// writes as many.
//
// Measured over the golden events: one of every type, every field given, so each is larger than what
// senders usually send. Against Cap'n Proto's own codec parsing the same texts into its tree of
// values, which is the first of the three steps it would need. Unfair to the codec if it were counted
// as the whole; unfair to the reader if the texts were short.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <capnp/compat/json.h>
#include <capnp/message.h>

#include "events/cloudevents.h"

namespace dangol {
namespace {

std::vector<std::string> texts() {
  std::vector<std::string> result;
  for (const auto& entry : std::filesystem::directory_iterator("tests/golden/events-v1")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream in(entry.path());
    std::string line;
    std::getline(in, line);
    result.push_back(line);
  }
  return result;
}

void read_events(benchmark::State& state) {
  const auto lines = texts();
  CloudEventsReader reader;
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(reader.read(lines[i++ % lines.size()]));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(read_events);

void codec_parses_values_only(benchmark::State& state) {
  const auto lines = texts();
  capnp::JsonCodec codec;
  std::size_t i = 0;
  for (auto _ : state) {
    const std::string& line = lines[i++ % lines.size()];
    capnp::MallocMessageBuilder message;
    codec.decodeRaw(kj::arrayPtr(line.data(), line.size()), message.initRoot<capnp::JsonValue>());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(codec_parses_values_only);

void write_events(benchmark::State& state) {
  CloudEventsReader reader;
  std::vector<SentEvent> events;
  for (const std::string& line : texts()) events.push_back(reader.read(line).value());
  std::size_t i = 0;
  for (auto _ : state) {
    const SentEvent& event = events[i++ % events.size()];
    benchmark::DoNotOptimize(write_cloudevent(event.event, {.subject = event.subject}));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(write_events);

}  // namespace
}  // namespace dangol

int main(int argc, char** argv) {
  if (!std::filesystem::exists("tests/golden/events-v1")) {
    std::fprintf(stderr, "cloudevents_bench: run it from the top of the source tree\n");
    return 64;
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
