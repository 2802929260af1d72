#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "events/token_text.h"
#include "store/anchor.h"
#include "store/crc32c.h"
#include "store/limits.h"

// The grammar of the anchor: lines, in this order. Do not change.
//
//   dangol anchor
//   origin NAME
//   erasure TOKEN WHAT KEPT   any number; TOKEN: 32 hex digits; WHAT: `all`, or versions, ascending, with
//                             commas between; KEPT: `-`, or purposes with commas between
//   checkpoint N              a signed note of N lines follows as it is; 0: none yet
//   ...
//   crc32c HEX                of all bytes before this line

namespace dangol {

namespace {

constexpr std::string_view kFirstLine = "dangol anchor";

Error damaged(std::string_view what) { return {ErrorCode::kCorrupt, std::string(what)}; }

// Takes the lines of a text one by one.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  bool at(std::string_view name) const { return rest_.starts_with(name); }
  std::string_view rest() const { return rest_; }
  // The next line without its end; nullopt: there is none.
  std::optional<std::string_view> next() {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }
  // What follows "name " in the next line.
  std::optional<std::string_view> value(std::string_view name) {
    auto line = next();
    if (!line || !line->starts_with(name) || line->size() <= name.size() ||
        (*line)[name.size()] != ' ') {
      return std::nullopt;
    }
    return line->substr(name.size() + 1);
  }

 private:
  std::string_view rest_;
};

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string erasure_line(const AnchoredErasure& erasure) {
  std::string what = "all";
  if (!erasure.versions.empty()) {
    what.clear();
    for (const Version version : erasure.versions) {
      what += fmt::format("{}{}", what.empty() ? "" : ",", version.value());
    }
  }
  const std::string kept =
      erasure.kept.empty() ? "-" : fmt::format("{}", fmt::join(erasure.kept, ","));
  return fmt::format("erasure {} {} {}\n", to_hex(erasure.stream.view()), what, kept);
}

std::optional<AnchoredErasure> read_erasure(std::string_view line) {
  const auto parts = split(line, ' ');
  if (parts.size() != 3) return std::nullopt;
  const auto stream = parse_token(parts[0]);
  if (!stream) return std::nullopt;
  AnchoredErasure erasure{*stream, {}, {}};
  if (parts[1] != "all") {
    for (const std::string_view text : split(parts[1], ',')) {
      const auto version = number(text);
      if (!version) return std::nullopt;
      erasure.versions.emplace_back(*version);
    }
  }
  if (parts[2] != "-") {
    for (const std::string_view purpose : split(parts[2], ',')) erasure.kept.emplace_back(purpose);
  }
  return erasure;
}

}  // namespace

std::string Anchored::text() const {
  std::string text = fmt::format("{}\norigin {}\n", kFirstLine, origin);
  for (const AnchoredErasure& erasure : erasures) text += erasure_line(erasure);
  text += fmt::format("checkpoint {}\n", std::count(note.begin(), note.end(), '\n'));
  text += note;
  return text + fmt::format("crc32c {:08x}\n", crc32c(text));
}

Result<Anchored> Anchored::parse(std::string_view text) {
  const std::size_t last = text.rfind("crc32c ");
  if (last == std::string_view::npos ||
      text.substr(last) != fmt::format("crc32c {:08x}\n", crc32c(text.substr(0, last)))) {
    return damaged("its bytes do not fit their checksum");
  }
  Lines lines(text.substr(0, last));
  if (lines.next() != kFirstLine) return damaged("it does not begin as an anchor");
  Anchored anchored;
  const auto origin = lines.value("origin");
  if (!origin || !is_note_name(*origin)) return damaged("its line `origin` is none");
  anchored.origin = *origin;
  while (lines.at("erasure ")) {
    auto erasure = read_erasure(lines.value("erasure").value_or(""));
    if (!erasure) return damaged("one of its erasures cannot be read");
    anchored.erasures.push_back(std::move(*erasure));
  }
  const auto count = number(lines.value("checkpoint").value_or(""));
  if (!count) return damaged("its line `checkpoint` is none");
  anchored.note = lines.rest();
  if (static_cast<std::uint64_t>(std::count(anchored.note.begin(), anchored.note.end(), '\n')) !=
      *count) {
    return damaged("its checkpoint has another number of lines");
  }
  if (!anchored.note.empty()) {
    Result<Checkpoint> checkpoint = checkpoint_in(anchored.note);
    if (!checkpoint.ok()) return damaged(checkpoint.error().message);
    if (checkpoint.value().origin != anchored.origin) return damaged("it names two origins");
  }
  return anchored;
}

Result<Checkpoint> checkpoint_in(std::string_view note) {
  Result<SignedNote> read = SignedNote::parse(note);
  if (!read.ok()) return read.error();
  return Checkpoint::parse(read.value().text);
}

}  // namespace dangol
