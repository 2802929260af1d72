#include "replay/bundle_list.h"

#include <fmt/format.h>

#include "events/json_check.h"
#include "replay/answers/json_string.h"
#include "replay/bundle_limits.h"

namespace dangol {

namespace {

constexpr std::string_view kForm = "dangol export v1";

std::string list_text(const std::vector<std::string>& subjects) {
  std::string text;
  for (const std::string& subject : subjects) {
    text += (text.empty() ? "" : ",") + json_string(subject);
  }
  return "[" + text + "]";
}

bool read_list(const JsonTape& tape, std::uint32_t at, std::vector<std::string>& into) {
  if (tape[at].kind != JsonKind::kArray) return false;
  std::uint32_t item = at + 1;
  for (std::uint32_t i = 0; i < tape[at].members; ++i, item = tape[item].next) {
    if (tape[item].kind != JsonKind::kString) return false;
    std::string scratch;
    into.emplace_back(tape.string(tape[item], scratch));
  }
  return true;
}

}  // namespace

std::string BundleList::text() const {
  return fmt::format("{{\"form\":{},\"histories\":{},\"records\":{}}}\n",
                     json_string(std::string(kForm)), list_text(histories), list_text(records));
}

Result<BundleList> BundleList::parse(std::string_view text) {
  const Error wrong{ErrorCode::kRejected, "is no list of an export"};
  JsonTape tape;
  if (!tape.read(text, {.max_bytes = kMaxBundleListBytes}).ok()) return wrong;
  if (tape.size() == 0 || tape[0].kind != JsonKind::kObject) return wrong;
  BundleList list;
  bool form = false;
  for (std::uint32_t at = 1; at < tape.size(); at = tape[at + 1].next) {
    std::string name_scratch, scratch;
    const std::string_view name = tape.string(tape[at], name_scratch);
    const std::uint32_t value = at + 1;
    if (name == "form" && tape[value].kind == JsonKind::kString) {
      form = tape.string(tape[value], scratch) == kForm;
    } else if (name == "histories") {
      if (!read_list(tape, value, list.histories)) return wrong;
    } else if (name == "records") {
      if (!read_list(tape, value, list.records)) return wrong;
    } else {
      return wrong;
    }
  }
  if (!form || list.histories.empty()) return wrong;
  return list;
}

std::string history_file(std::size_t number) { return fmt::format("{}.history", number + 1); }
std::string records_file(std::size_t number) { return fmt::format("{}.records", number + 1); }

}  // namespace dangol
