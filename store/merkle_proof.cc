#include "store/merkle_proof.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "store/merkle_note.h"
#include "store/proof_limits.h"

namespace dangol {

namespace {

constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

Error refused(std::string message) { return {ErrorCode::kRejected, std::move(message)}; }

std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || fmt::format("{}", value) != text) return std::nullopt;
  return value;
}

// Lines of a text, one after the other, with their numbers for what is said of them.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  // nullopt: no further line that ends.
  std::optional<std::string_view> next() {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    ++number_;
    return line;
  }
  std::string_view rest() const { return rest_; }
  Error wrong(std::string_view what) const {
    return refused(fmt::format("line {} of the proof {}", number_, what));
  }

 private:
  std::string_view rest_;
  int number_ = 0;
};

// The hashes up to the empty line, and the checkpoint behind it.
Status take_hashes(Lines& lines, std::vector<Hash>& hashes, std::string& checkpoint) {
  for (;;) {
    const auto line = lines.next();
    if (!line) return refused("the proof ends before its checkpoint");
    if (line->empty()) break;
    const auto bytes = from_base64(*line);
    if (!bytes || bytes->size() != sizeof(Hash::bytes)) return lines.wrong("is no hash in base64");
    if (hashes.size() == kMaxProofHashes) return lines.wrong("is one hash too many");
    hashes.push_back(Hash::from(*bytes));
  }
  checkpoint = lines.rest();
  if (checkpoint.empty()) return refused("the proof has no checkpoint");
  return Done{};
}

std::string with_hashes(std::string head, const std::vector<Hash>& hashes,
                        std::string_view checkpoint) {
  for (const Hash& hash : hashes) head += to_base64(hash.view()) + "\n";
  head += "\n";
  head += checkpoint;
  return head;
}

}  // namespace

std::string InclusionProof::text() const {
  std::string head(kInclusionProofLine);
  head += "\n";
  if (!extra.empty()) head += fmt::format("{}{}\n", kExtra, to_base64(extra));
  head += fmt::format("{}{}\n", kIndex, index);
  return with_hashes(std::move(head), hashes, checkpoint);
}

Result<InclusionProof> InclusionProof::parse(std::string_view text) {
  if (text.size() > kMaxProofBytes) return refused("the proof is too long");
  Lines lines(text);
  auto line = lines.next();
  if (!line || *line != kInclusionProofLine) {
    return refused(fmt::format("the proof does not begin with {}", kInclusionProofLine));
  }
  InclusionProof proof;
  line = lines.next();
  if (line && line->starts_with(kExtra)) {
    const auto extra = from_base64(line->substr(kExtra.size()));
    if (!extra || extra->empty()) return lines.wrong("is no extra data in base64");
    if (extra->size() > kMaxProofExtraBytes) return lines.wrong("has too much extra data");
    proof.extra = *extra;
    line = lines.next();
  }
  if (!line || !line->starts_with(kIndex)) return lines.wrong("is not the entry's index");
  const auto index = decimal(line->substr(kIndex.size()));
  if (!index) return lines.wrong("has an index that is no number");
  proof.index = *index;
  if (Status taken = take_hashes(lines, proof.hashes, proof.checkpoint); !taken.ok()) {
    return taken.error();
  }
  return proof;
}

std::string ConsistencyProof::text() const {
  return with_hashes(fmt::format("{}{}\n", kConsistencyProofStart, old_size), hashes, checkpoint);
}

Result<ConsistencyProof> ConsistencyProof::parse(std::string_view text) {
  if (text.size() > kMaxProofBytes) return refused("the proof is too long");
  Lines lines(text);
  const auto line = lines.next();
  if (!line || !line->starts_with(kConsistencyProofStart)) {
    return refused("the proof does not begin with the earlier size");
  }
  const auto size = decimal(line->substr(kConsistencyProofStart.size()));
  if (!size) return lines.wrong("has an earlier size that is no number");
  ConsistencyProof proof;
  proof.old_size = *size;
  if (Status taken = take_hashes(lines, proof.hashes, proof.checkpoint); !taken.ok()) {
    return taken.error();
  }
  return proof;
}

}  // namespace dangol
