#include "replay/evidence_file.h"

#include <charconv>

#include <fmt/format.h>

#include "events/json_check.h"
#include "replay/answers/json_string.h"
#include "replay/bundle_limits.h"
#include "replay/history_proof.h"
#include "store/merkle_note.h"

namespace dangol {

namespace {

template <class Number>
bool number(std::string_view text, Number& into) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), into);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

}  // namespace

std::string EvidenceLine::line() const {
  return fmt::format(
      "{{\"stream\":\"{}\",\"version\":\"{}\",\"place\":{},\"field\":{},\"key\":\"{}\",\"text\":{}}"
      "}\n",
      to_hex(stream.view()), version.value(), evidence.place, json_string(evidence.field),
      to_base64(evidence.key), json_string(evidence.text));
}

Result<EvidenceLine> EvidenceLine::parse(std::string_view line) {
  const auto wrong = [](const char* reason) {
    return Error{ErrorCode::kRejected, fmt::format("a line of words {}", reason)};
  };
  JsonTape tape;
  if (Status read = tape.read(line, {.max_bytes = kMaxEvidenceLineBytes}); !read.ok()) {
    return wrong("is not JSON");
  }
  if (tape.size() == 0 || tape[0].kind != JsonKind::kObject) return wrong("is not an object");
  EvidenceLine found;
  std::uint64_t version = 0;
  int members = 0;
  for (std::uint32_t at = 1; at < tape.size(); at = tape[at + 1].next) {
    std::string name_scratch, scratch;
    const std::string_view name = tape.string(tape[at], name_scratch);
    const JsonNode& value = tape[at + 1];
    const bool is_text = value.kind == JsonKind::kString;
    const std::string text(is_text ? tape.string(value, scratch) : tape.raw(value));
    bool good = is_text;
    if (name == "stream") {
      const auto token = token_in_hex(text);
      good = good && token;
      if (good) found.stream = *token;
    } else if (name == "version") {
      good = good && number(text, version) && version > 0;
    } else if (name == "place") {
      good = value.kind == JsonKind::kNumber && number(text, found.evidence.place);
    } else if (name == "field") {
      found.evidence.field = text;
    } else if (name == "key") {
      const auto key = from_base64(text);
      good = good && key && key->size() == sizeof(Hash::bytes);
      if (good) found.evidence.key = *key;
    } else if (name == "text") {
      found.evidence.text = text;
    } else {
      good = false;
    }
    if (!good) return wrong("has a member that none may have");
    ++members;
  }
  if (members != 6) return wrong("does not have all of its members");
  found.version = Version(version);
  return found;
}

}  // namespace dangol
