#include "store/clock_mark.h"

#include <charconv>
#include <fstream>

#include <fmt/format.h>

#include "store/whole_file.h"

// The grammar of `clock`: lines "name value", in this order.
//
//   dangol clock     what this is
//   boot ID          /proc/sys/kernel/random/boot_id; may be empty
//   offset N         microseconds
//   forgiven N       microseconds since 1970; 0: nothing was
//   stopped REASON   one line; empty while the clock runs

namespace dangol {

namespace {

constexpr std::string_view kFirstLine = "dangol clock";

std::optional<Micros> take_micros(std::istream& in, std::string_view name) {
  const std::optional<std::string> text = take_line(in, name);
  std::int64_t value = 0;
  if (!text) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return Micros(value);
}

}  // namespace

Result<std::optional<ClockMark>> read_clock_mark(const std::filesystem::path& path) {
  std::ifstream in(path);
  if (!in) {
    std::error_code error;
    if (!std::filesystem::exists(path, error) && !error) return std::optional<ClockMark>();
    return Error{ErrorCode::kUnavailable, fmt::format("cannot read {}", path.string())};
  }
  ClockMark mark;
  const bool ours = take_line(in, kFirstLine).has_value();
  const auto boot = take_line(in, "boot");
  const auto offset = take_micros(in, "offset");
  const auto forgiven = take_micros(in, "forgiven");
  const auto stopped = take_line(in, "stopped");
  if (!ours || !boot || !offset || !forgiven || !stopped) {
    return Error{ErrorCode::kCorrupt, fmt::format("{} is damaged", path.string())};
  }
  return std::optional(ClockMark{*boot, *offset, *forgiven, *stopped});
}

Status write_clock_mark(const std::filesystem::path& path, const ClockMark& mark) {
  return write_whole_file(
      path, fmt::format("{}\nboot {}\noffset {}\nforgiven {}\nstopped {}\n", kFirstLine, mark.boot,
                        mark.offset.value(), mark.forgiven.value(), mark.stopped));
}

std::string this_boot() {
  std::ifstream in("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(in, id);
  return id;
}

}  // namespace dangol
