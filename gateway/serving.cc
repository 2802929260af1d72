#include "gateway/serving.h"

#include <utility>

namespace dangol {

namespace {

Reactor::Options reacting(const std::filesystem::path& dir) {
  Reactor::Options options;
  options.mark = dir / "reacting";
  return options;
}

}  // namespace

Serving::Serving(Engine& engine, std::filesystem::path dir, Notary* notary, Heads* heads)
    : engine_(engine),
      dir_(std::move(dir)),
      reads_(engine, dir_, notary, heads),
      reactor_(engine, reads_.models(), reacting(dir_)) {
  engine_.on_settled([this](const Settled& what) { settled(what); });
}

Serving::~Serving() { engine_.on_settled({}); }

void Serving::settled(const Settled& what) {
  reads_.models().settled();
  if (what.may_concern_many) reactor_.told();
  std::lock_guard lock(mutex_);
  for (const auto& [number, told] : listeners_) told();
}

std::unique_ptr<Serving::Listening> Serving::on_settled(std::function<void()> told) {
  std::lock_guard lock(mutex_);
  const std::uint64_t number = ++last_number_;
  listeners_.emplace(number, std::move(told));
  return std::make_unique<Listening>(*this, number);
}

Serving::Listening::~Listening() {
  std::lock_guard lock(serving_.mutex_);
  serving_.listeners_.erase(number_);
}

}  // namespace dangol
