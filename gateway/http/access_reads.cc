// The register of accesses, for auditors: gateway/access_register.h.
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "events/cloudevents.h"
#include "gateway/http/problem.h"
#include "gateway/http/query.h"
#include "gateway/http/reads.h"

namespace dangol {

namespace {

// `20414-0-17-<chain>`: a page of the register ended there.
std::string to_text(const RegisterMark& mark) {
  return fmt::format("{}-{}-{}-{}", mark.day, mark.shard, mark.after.version.value(),
                     to_hex(mark.after.chain.view()));
}

std::optional<Hash> hash_in(std::string_view hex) {
  if (hex.size() != 2 * sizeof(Hash)) return std::nullopt;
  Hash hash;
  for (std::size_t i = 0; i < sizeof(Hash); ++i) {
    const auto [end, bad] =
        std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, hash.bytes[i], 16);
    if (bad != std::errc() || end != hex.data() + 2 * i + 2) return std::nullopt;
  }
  return hash;
}

Result<RegisterMark> mark_in(const HttpRequest& request) {
  const auto text = request.parameter("after");
  RegisterMark mark;
  if (!text) return mark;
  const Error wrong{ErrorCode::kRejected, "after: it is none that this server gave out"};
  std::string_view rest = *text;
  const auto take = [&rest](auto& number) {
    const std::size_t end = std::min(rest.find('-'), rest.size());
    const auto read = std::from_chars(rest.data(), rest.data() + end, number);
    const bool good = read.ec == std::errc() && read.ptr == rest.data() + end && end < rest.size();
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return good;
  };
  std::uint64_t version = 0;
  if (!take(mark.day) || !take(mark.shard) || !take(version)) return wrong;
  const auto chain = hash_in(rest);
  if (!chain) return wrong;
  mark.after = {Version(version), *chain};
  if (to_text(mark) != *text) return wrong;
  return mark;
}

}  // namespace

HttpAnswer HttpReads::accesses(const HttpRequest& request) const {
  Status good = check_parameters(request, {"month", "subject", "account", "after"});
  if (!good.ok()) return problem_of(good.error());
  const auto text = [&](std::string_view name) {
    return std::string(request.parameter(name).value_or(""));
  };
  const RegisterQuestion question{text("month"), text("subject"), text("account")};
  Result<RegisterMark> from = mark_in(request);
  if (!from.ok()) return problem_of(from.error());
  auto viewer = viewer_of(request, Purpose::kAccess);
  if (auto* refused = std::get_if<HttpAnswer>(&viewer)) return std::move(*refused);
  auto page = register_.page(question, std::get<Viewer>(viewer), from.value());
  if (!page.ok()) return problem_of(page.error());
  HttpAnswer answer;
  answer.body = "{\"events\":[";
  const char* comma = "\n";
  for (const RegisterEntry& entry : page.value().entries) {
    WrittenWith with;
    with.subject = entry.stream;
    with.place = entry.item.place;
    with.version = entry.item.entry.version;
    with.recorded_at = entry.item.entry.recorded_at;
    Result<std::string> json = write_cloudevent(entry.item.event.event, with);
    if (!json.ok()) return problem_of(json.error());
    answer.body += comma + json.value();
    comma = ",\n";
  }
  answer.body += "\n]";
  if (page.value().more) answer.body += fmt::format(",\"next\":\"{}\"", to_text(page.value().next));
  answer.body += fmt::format(",\"more\":{}}}\n", page.value().more);
  return answer;
}

}  // namespace dangol
