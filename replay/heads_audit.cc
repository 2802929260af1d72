#include "replay/heads_audit.h"

#include <charconv>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

namespace dangol {

namespace {

constexpr std::string_view kForm = "dangol heads audit v1";

// The next line, without its newline; nullopt: there is none.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

bool take_number(std::string_view& text, std::uint64_t& number) {
  const auto line = take_line(text);
  if (!line) return false;
  const auto [end, error] = std::from_chars(line->data(), line->data() + line->size(), number);
  return error == std::errc() && end == line->data() + line->size();
}

}  // namespace

std::string HeadsAudit::text() const {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n", kForm, origin, heads.position.value(),
                     heads.map.size, to_base64(heads.map.root.view()), heads.map.streams);
}

Result<HeadsAudit> HeadsAudit::parse(std::string_view text) {
  const Error wrong{ErrorCode::kRejected, "the note is no audit of a map of heads"};
  std::string_view rest = text;
  HeadsAudit audit;
  if (take_line(rest) != kForm) return wrong;
  const auto origin = take_line(rest);
  if (!origin) return wrong;
  audit.origin = *origin;
  std::uint64_t position = 0;
  if (!take_number(rest, position) || !take_number(rest, audit.heads.map.size)) return wrong;
  audit.heads.position = Position(position);
  const auto root = take_line(rest);
  const auto hash = root ? from_base64(*root) : std::nullopt;
  if (!hash || hash->size() != sizeof(Hash::bytes)) return wrong;
  audit.heads.map.root = Hash::from(*hash);
  if (!take_number(rest, audit.heads.map.streams)) return wrong;
  if (audit.text() != text) return wrong;
  return audit;
}

std::string sign_audit(const HeadsAudit& audit, const NoteSigner& auditor) {
  const std::string text = audit.text();
  return text + '\n' + auditor.sign(text);
}

}  // namespace dangol
