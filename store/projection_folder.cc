#include "store/projection_folder.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "store/whole_file.h"

// The grammar of `serving`: lines "name value", in this order.
//
//   dangol projection   what this is
//   serving N           numbers of generations; 0: none
//   previous N
//   building N

namespace dangol {

namespace {

constexpr std::string_view kFirstLine = "dangol projection";
constexpr const char* kServing = "serving";

std::optional<std::uint64_t> take_number(std::istream& in, std::string_view name) {
  const std::optional<std::string> text = take_line(in, name);
  std::uint64_t value = 0;
  if (!text) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return value;
}

}  // namespace

std::uint64_t Generations::highest() const { return std::max({serving, previous, building}); }

Generations ProjectionFolder::read() const {
  std::ifstream in(dir_ / kServing);
  if (!in || !take_line(in, kFirstLine)) return {};
  const auto serving = take_number(in, "serving");
  const auto previous = take_number(in, "previous");
  const auto building = take_number(in, "building");
  if (!serving || !previous || !building) return {};
  return {*serving, *previous, *building};
}

Status ProjectionFolder::write(const Generations& generations) const {
  std::error_code error;
  std::filesystem::create_directories(dir_, error);
  return write_whole_file(dir_ / kServing, fmt::format("{}\nserving {}\nprevious {}\nbuilding {}\n",
                                                       kFirstLine, generations.serving,
                                                       generations.previous, generations.building));
}

void ProjectionFolder::keep_only(const Generations& generations) const {
  const std::set<std::string> kept = {std::to_string(generations.serving),
                                      std::to_string(generations.previous),
                                      std::to_string(generations.building)};
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(dir_, error)) {
    std::error_code ignored;
    if (!entry.is_directory(ignored) || kept.contains(entry.path().filename().string())) continue;
    std::filesystem::remove_all(entry.path(), ignored);
  }
}

}  // namespace dangol
