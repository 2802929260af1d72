#include "replay/shown_event.h"

#include <fmt/format.h>

namespace dangol {

namespace {

// `{"sealed":true}` or `{"erased":true}`.
bool not_opened(const JsonTape& tape, std::uint32_t at) {
  if (tape[at].kind != JsonKind::kObject || tape[at].members != 1) return false;
  std::string scratch;
  const std::string_view name = tape.string(tape[at + 1], scratch);
  return (name == "sealed" || name == "erased") && tape[at + 2].kind == JsonKind::kTrue;
}

struct Comparing {
  const JsonTape& known;
  const JsonTape& shown;
  const std::set<std::string>& opaque;

  std::optional<std::string> compare(std::uint32_t k, std::uint32_t s,
                                     const std::string& path) const {
    if (not_opened(known, k) && not_opened(shown, s)) return std::nullopt;
    if (known[k].kind != shown[s].kind || known[k].members != shown[s].members) return path;
    switch (known[k].kind) {
      case JsonKind::kNull:
      case JsonKind::kFalse:
      case JsonKind::kTrue: return std::nullopt;
      case JsonKind::kNumber:
        if (known.raw(known[k]) == shown.raw(shown[s])) return std::nullopt;
        return path;
      case JsonKind::kString: {
        std::string k_scratch, s_scratch;
        const std::string_view text = known.string(known[k], k_scratch);
        if (text == shown.string(shown[s], s_scratch)) return std::nullopt;
        if (opaque.count(std::string(text)) != 0) return std::nullopt;
        return path;
      }
      case JsonKind::kArray: return items(k, s, path);
      case JsonKind::kObject: return members(k, s, path);
    }
    return path;
  }

  std::optional<std::string> items(std::uint32_t k, std::uint32_t s,
                                   const std::string& path) const {
    std::uint32_t at_k = k + 1, at_s = s + 1;
    for (std::uint32_t i = 0; i < known[k].members; ++i) {
      if (auto other = compare(at_k, at_s, fmt::format("{}[{}]", path, i))) return other;
      at_k = known[at_k].next;
      at_s = shown[at_s].next;
    }
    return std::nullopt;
  }

  // Both are written by the same code, so their members are in the same order.
  std::optional<std::string> members(std::uint32_t k, std::uint32_t s,
                                     const std::string& path) const {
    std::uint32_t at_k = k + 1, at_s = s + 1;
    for (std::uint32_t i = 0; i < known[k].members; ++i) {
      std::string k_scratch, s_scratch;
      const std::string_view name = known.string(known[at_k], k_scratch);
      if (name != shown.string(shown[at_s], s_scratch)) return path;
      std::string inside = path;
      if (!inside.empty()) inside += '.';
      inside += name;
      if (auto other = compare(at_k + 1, at_s + 1, inside)) return other;
      at_k = known[at_k + 1].next;
      at_s = shown[at_s + 1].next;
    }
    return std::nullopt;
  }
};

}  // namespace

std::optional<std::string> shown_otherwise(const JsonTape& known, std::uint32_t known_at,
                                           const JsonTape& shown, std::uint32_t shown_at,
                                           const std::set<std::string>& opaque) {
  return Comparing{known, shown, opaque}.compare(known_at, shown_at, "");
}

}  // namespace dangol
