#include "app/progress.h"

#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace dangol {

namespace {
using std::chrono::steady_clock;
constexpr auto kRedraw = std::chrono::milliseconds(200);
}  // namespace

Progress::Progress(std::string unit, std::uint64_t total)
    : unit_(std::move(unit)),
      total_(total),
      shown_(isatty(STDERR_FILENO) == 1),
      start_(steady_clock::now()),
      drawn_(start_) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

void Progress::at(std::uint64_t count, double share) {
  count_ = count;
  if (!shown_) return;
  const auto now = steady_clock::now();
  if (now - drawn_ < kRedraw) return;
  drawn_ = now;
  draw(total_ > 0 ? static_cast<double>(count) / static_cast<double>(total_) : share);
}

void Progress::draw(double share) {
  std::string left;
  if (share > 0.001 && share < 1) {
    left = fmt::format(", {:.0f} s left", seconds() / share * (1 - share));
  }
  fmt::print(stderr, "\r\033[K{} {}, {}/s{}", count_, unit_, rate(), left);
  std::fflush(stderr);
}

double Progress::seconds() const {
  return std::chrono::duration<double>(steady_clock::now() - start_).count();
}

std::uint64_t Progress::rate() const {
  const double passed = seconds();
  return passed > 0 ? static_cast<std::uint64_t>(static_cast<double>(count_) / passed) : 0;
}

}  // namespace dangol
