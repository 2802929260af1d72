#include "replay/directory_audit.h"

#include <charconv>

#include <fmt/format.h>

#include "replay/heads_audit.h"

namespace dangol {

namespace {

constexpr std::string_view kForm = "dangol directory audit v1\n";
constexpr std::string_view kHeadsForm = "dangol heads audit v1\n";
constexpr int kCounts = 3;  // lines behind those of an audit of heads

bool number(std::string_view text, std::uint64_t& into) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), into);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

}  // namespace

bool is_directory_audit(std::string_view text) { return text.starts_with(kForm); }

std::string DirectoryAudit::text() const {
  const std::string about = HeadsAudit{origin, heads}.text();
  return fmt::format("{}{}{}\n{}\n{}\n", kForm, about.substr(kHeadsForm.size()), subjects, erased,
                     contradictions);
}

Result<DirectoryAudit> DirectoryAudit::parse(std::string_view text) {
  const Error wrong{ErrorCode::kRejected, "the note is no audit of a directory"};
  if (!is_directory_audit(text) || !text.ends_with('\n')) return wrong;
  DirectoryAudit audit;
  std::uint64_t counts[kCounts] = {};
  std::string_view rest = text.substr(0, text.size() - 1);
  for (int i = kCounts; i-- > 0;) {
    const std::size_t line = rest.rfind('\n');
    if (line == rest.npos || !number(rest.substr(line + 1), counts[i])) return wrong;
    rest = rest.substr(0, line);
  }
  audit.subjects = counts[0];
  audit.erased = counts[1];
  audit.contradictions = counts[2];
  const std::string about =
      std::string(kHeadsForm) +
      (rest.size() > kForm.size() ? std::string(rest.substr(kForm.size())) : std::string()) + '\n';
  Result<HeadsAudit> heads = HeadsAudit::parse(about);
  if (!heads.ok()) return wrong;
  audit.origin = std::move(heads.value().origin);
  audit.heads = heads.value().heads;
  if (audit.text() != text) return wrong;
  const std::uint64_t streams = audit.heads.map.streams;
  if (audit.subjects > streams || audit.erased > streams - audit.subjects ||
      audit.contradictions != streams - audit.subjects - audit.erased) {
    return wrong;
  }
  return audit;
}

}  // namespace dangol
