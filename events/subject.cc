#include "events/subject.h"

#include "events/limits.h"
#include "events/utf8.h"

namespace dangol {

static_assert(kMaxSubjectBytes == kMaxTokenBytes && kMaxSourceBytes == kMaxTokenBytes,
              "bad_id() serves them all");

const char* bad_id(std::string_view text) {
  if (text.empty()) return "is empty";
  if (text.size() > kMaxTokenBytes) return "is longer than 255 bytes";
  if (has_control(text)) return "contains a control character";
  if (!is_utf8(text)) return "is not valid UTF-8";
  return nullptr;
}

std::optional<StreamKind> stream_kind_named(std::string_view word) {
  for (std::size_t i = 0; i < kStreamKinds; ++i) {
    if (word == to_string(static_cast<StreamKind>(i))) return static_cast<StreamKind>(i);
  }
  return std::nullopt;
}

Result<Subject> parse_subject(std::string_view text) {
  auto refused = [](const char* reason) { return Error{ErrorCode::kRejected, reason}; };
  if (const char* reason = bad_id(text)) return refused(reason);
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return refused("is not `kind/id`");
  const auto kind = stream_kind_named(text.substr(0, slash));
  if (!kind) {
    return refused(
        "does not begin with customer/, contact/, problem/, staff/, access/, policy/ or heads/");
  }
  if (slash + 1 == text.size()) return refused("has no id after its kind");
  return Subject{*kind, text.substr(slash + 1)};
}

}  // namespace dangol
