#include "gateway/reactor.h"

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "gateway/problem_naming.h"
#include "replay/answers/figure_moment.h"

namespace dangol {

namespace {

using SteadyClock = std::chrono::steady_clock;

// Looking takes at most this part of the time, however large the store.
constexpr int kShareOfTime = 20;
constexpr std::string_view kProjection = "problems";

std::string name_of(const UnnamedProblem& problem) {
  return fmt::format("{:016x}-{}-{}", problem.key, problem.named_before,
                     problem.openings.back().position.value());
}

}  // namespace

Reactor::Reactor(Engine& engine, ReadModels& models, const Options& options)
    : engine_(engine), models_(models), options_(options) {
  if (!options_.mark.empty()) {
    std::error_code ignored;
    news_ = std::filesystem::exists(options_.mark, ignored);
    // Without it a writer that stays finds the same, later.
    if (!news_) std::ofstream(options_.mark).flush();
  }
  thread_ = std::thread([this] { run(); });
}

Reactor::~Reactor() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
  const bool looked = !news_ || look_a_last_time();
  std::error_code ignored;
  if (looked && !options_.mark.empty()) std::filesystem::remove(options_.mark, ignored);
}

void Reactor::told() {
  {
    const std::lock_guard lock(mutex_);
    news_ = true;
  }
  changed_.notify_all();
}

void Reactor::run() {
  const auto stopping = [this] { return stopping_; };
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, options_.first_look, [this] { return stopping_ || news_; });
  while (!stopping_) {
    if (changed_.wait_for(lock, options_.pause, stopping)) return;
    news_ = false;
    lock.unlock();
    const auto begun = SteadyClock::now();
    const bool looked = look().ok();
    const auto took = SteadyClock::now() - begun;
    lock.lock();
    // What failed is tried again with the next news: it fails for everybody, and shows elsewhere.
    if (!looked) news_ = true;
    if (changed_.wait_for(lock, kShareOfTime * took, stopping)) return;
    changed_.wait(lock, [this] { return stopping_ || news_; });
  }
}

bool Reactor::look_a_last_time() {
  const auto until = SteadyClock::now() + options_.last_look;
  const auto there = models_.catch_up(kProjection, [until] { return SteadyClock::now() < until; });
  // Further behind: what was done is kept, and a later writer gets there.
  return there.ok() && there.value() && look().ok();
}

Result<std::size_t> Reactor::look() {
  Vantage vantage;
  vantage.observed_at = options_.clock();
  Policies policies;
  Status read = engine_.read([&](Store& store) -> Status {
    Result<Policies> now = policies_as_of(store, vantage);
    if (!now.ok()) return now.error();
    policies = now.value();
    return Done{};
  });
  if (!read.ok()) return read.error();
  const auto found = unnamed_problems(models_, vantage, policies, 1);
  if (!found.ok()) return found.error();
  std::size_t named = 0;
  for (const UnnamedProblem& problem : found.value()) {
    if (passed_over_.contains(name_of(problem))) continue;
    Result<std::optional<SentEvent>> word = std::optional<SentEvent>();
    Status opened = engine_.read([&](Store& store) -> Status {
      word = name_problem(store, problem, policies);
      return word.ok() ? Status(Done{}) : word.error();
    });
    if (!opened.ok()) return opened.error();
    if (!word.value()) {
      if (passed_over_.size() < kPassedOver) passed_over_.insert(name_of(problem));
      continue;
    }
    std::vector<SentEvent> events;
    events.push_back(std::move(*word.value()));
    AppendOptions options;
    options.origin = Origin::kReaction;
    const Outcome outcome = engine_.append_and_wait(std::move(events), options).front();
    if (outcome.code == OutcomeCode::kUnavailable || outcome.code == OutcomeCode::kUnknown) {
      return Error{ErrorCode::kUnavailable, outcome.reason};
    }
    if (outcome.code == OutcomeCode::kRecorded) ++named;
    // Anything else would be answered the same way again.
    if (outcome.code != OutcomeCode::kRecorded && passed_over_.size() < kPassedOver) {
      passed_over_.insert(name_of(problem));
    }
  }
  return named;
}

}  // namespace dangol
