#include "gateway/http/query.h"

#include <algorithm>
#include <charconv>
#include <string>

#include <fmt/format.h>

#include "events/utf8.h"

namespace dangol {

namespace {

constexpr std::size_t kShownName = 32;

}  // namespace

Status check_parameters(const HttpRequest& request, std::initializer_list<std::string_view> known,
                        std::string_view repeated) {
  const auto& all = request.target.query;
  for (auto one = all.begin(); one != all.end(); ++one) {
    const std::string_view name = one->first;
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      std::string names;
      for (const std::string_view each : known) names += fmt::format(" {}", each);
      return Error{ErrorCode::kRejected, fmt::format("there is no parameter {} here; there {}",
                                                     shown_text(name, kShownName),
                                                     names.empty() ? "are none" : "are:" + names)};
    }
    const bool before =
        std::any_of(all.begin(), one, [&](const auto& other) { return other.first == name; });
    if (before && name != repeated) {
      return Error{ErrorCode::kRejected, fmt::format("{} is there twice", name)};
    }
  }
  return Done{};
}

Result<std::uint64_t> number_parameter(const HttpRequest& request, std::string_view name,
                                       std::uint64_t usual, std::uint64_t least,
                                       std::uint64_t most) {
  const auto text = request.parameter(name);
  if (!text) return usual;
  std::uint64_t number = 0;
  const auto [end, bad] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (bad != std::errc() || end != text->data() + text->size() || number < least || number > most) {
    return Error{ErrorCode::kRejected,
                 fmt::format("{}: give a number from {} to {}", name, least, most)};
  }
  return number;
}

Result<AsOf> as_of_in(const HttpRequest& request) {
  const auto text = request.parameter("as-of");
  if (!text) return AsOf{};
  return parse_as_of(*text);
}

std::string subject_of_path(const HttpRequest& request) {
  return request.names[0] + "/" + request.names[1];
}

}  // namespace dangol
