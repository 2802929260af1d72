#include "store/origin.h"

#include <array>

#include <fmt/format.h>

#include "events/ids.h"
#include "store/merkle_note.h"
#include "store/origin_limits.h"

namespace dangol {

Status check_origin(std::string_view origin) {
  const auto refused = [](std::string_view reason) {
    return Error{ErrorCode::kUsage, fmt::format("origin: {}", reason)};
  };
  if (!is_note_name(origin) || origin.size() > kMaxOriginBytes) {
    return refused(
        fmt::format("a name of 1 to {} bytes of UTF-8, without spaces, control characters and `+`",
                    kMaxOriginBytes));
  }
  if (origin.find("://") != std::string_view::npos) return refused("a URL without its scheme");
  // Two lines of `meta` that became one by damage are told by this word.
  if (origin.find("crc32c") != std::string_view::npos) return refused("without `crc32c` in it");
  return Done{};
}

Result<std::string> name_log(const Naming& naming) {
  if (!naming.origin.empty()) {
    if (Status good = check_origin(naming.origin); !good.ok()) return good.error();
    return naming.origin;
  }
  std::array<std::uint8_t, 16> bytes{};
  OsEntropy os;
  (naming.entropy != nullptr ? *naming.entropy : os).fill(bytes);
  return "dangol.invalid/" + to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace dangol
