// Claim: one customer with ten million events is served like any other: the last million at least half as
// fast as the first, within 1 GiB, and awake again within a second of a restart; the very first event,
// sent again, is a duplicate.
//
// One stream, one sender, contacts that begin, hold three sealed messages of 200 bytes and end. What
// would make it unfair: one endless contact (nothing would have to leave the state).
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "bench/support/driver.h"
#include "bench/support/process.h"
#include "bench/support/workload.h"
#include "store/store.h"

namespace dangol::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kChunk = 50'000;  // events made at once

void print_again(Engine& engine, const Shape& shape, const char* what, std::size_t number) {
  const auto since = std::chrono::steady_clock::now();
  const Outcomes outcomes = engine.append_and_wait(life_of(shape, 0, number, 1));
  fmt::print("{:<40} {:>10.1f} ms  {}\n", what, seconds_since(since) * 1e3,
             to_string(outcomes.front().code));
}

}  // namespace

void run(const fs::path& dir, std::size_t events) {
  fs::remove_all(dir);
  fs::create_directories(dir);
  const Shape shape;
  const std::size_t step = std::max<std::size_t>(events / 10, 1);
  double first = 0, last = 0;
  {
    auto store = open_store(dir);
    auto engine = demand(Engine::start(*store, {}));
    fmt::print("{:>12} {:>12} {:>10} {:>14} {:>10}\n", "stream", "events/s", "CPU us",
               "state, bytes", "RSS, MiB");
    for (std::size_t done = 0; done < events;) {
      double seconds = 0, cpu = 0;
      const std::size_t begin = done;
      while (done < std::min(events, begin + step)) {
        const std::size_t count = std::min(kChunk, std::min(events, begin + step) - done);
        auto chunk = life_of(shape, 0, done, count);
        const auto since = std::chrono::steady_clock::now();
        const double cpu_since = cpu_seconds();
        send(*engine, std::move(chunk), 500, 16);
        seconds += seconds_since(since);
        cpu += cpu_seconds() - cpu_since;
        done += count;
      }
      last = static_cast<double>(done - begin) / seconds;
      if (begin == 0) first = last;
      fmt::print("{:>12} {:>12.0f} {:>10.1f} {:>14} {:>10.0f}\n", done, last,
                 cpu * 1e6 / static_cast<double>(done - begin), engine->health().awake_bytes,
                 resident_mib());
      std::fflush(stdout);
    }
  }
  fmt::print("last tenth to first: {:.2f} (goal 0.50)   peak {:.0f} MiB (goal 1024)\n",
             last / first, peak_mib());
  const auto since = std::chrono::steady_clock::now();
  auto store = open_store(dir);
  auto engine = demand(Engine::start(*store, {}));
  fmt::print("{:<40} {:>10.1f} ms\n", "opened again", seconds_since(since) * 1e3);
  print_again(*engine, shape, "woken, one recorded (goal 1000)", events);
  print_again(*engine, shape, "its very first event again", 0);
  print_again(*engine, shape, "one from the middle again", events / 2);
  engine.reset();
  store.reset();
  fs::remove_all(dir);
}

}  // namespace dangol::bench

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : "bench-data";
  const std::size_t events = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 10'000'000;
  try {
    dangol::bench::run(dir, events);
  } catch (const std::exception& error) {
    fmt::print(stderr, "flood_bench: {}\n", error.what());
    return 1;
  }
  return 0;
}
