#include "app/access_ending.h"

#include <fmt/format.h>

#include "events/clock.h"
#include "gateway/disclosure.h"

namespace dangol {

namespace {

void tell(const Error& error) {
  fmt::print(stderr, "dangol: old access records cannot end: {}\n", error.message);
}

AccessExpiry expiry_of(Engine& engine) {
  return {[&engine](const auto& read) { return engine.read(read); },
          [&engine](const Viewer& viewer, const std::vector<Disclosure>& shown, Micros now) {
            return record_disclosures(engine, viewer, shown, now);
          }};
}

// Needs the store to itself, so it is done before there is an engine.
void remove_words(Store& store) {
  const auto removed = remove_ended_words(store, ExpirySearch::kOwn, system_clock()());
  if (!removed.ok()) tell(removed.error());
}

}  // namespace

Result<std::unique_ptr<Engine>> start_writing(Store& store) {
  remove_words(store);  // of what ended while a writer stayed
  auto engine = Engine::start(store, {});
  if (!engine.ok()) return engine;
  const auto ended =
      expiry_of(*engine.value()).run(keeper_of_accesses(), Expiring::kDestroy, ExpirySearch::kOwn);
  if (!ended.ok()) tell(ended.error());
  if (!ended.ok() || ended.value().empty()) return engine;
  engine.value().reset();
  remove_words(store);
  return Engine::start(store, {});
}

std::unique_ptr<AccessKeeper> keep_ending_accesses(Engine& engine) {
  return std::make_unique<AccessKeeper>(engine, expiry_of(engine), tell);
}

}  // namespace dangol
