// Checkpoints and proofs, in the forms that `dangol log prove` writes.
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "gateway/http/limits.h"
#include "gateway/http/problem.h"
#include "gateway/http/query.h"
#include "gateway/http/reads.h"
#include "store/merkle_note.h"
#include "store/merkle_proof.h"
#include "store/tile_tree.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};
constexpr const char* kNote = "text/plain; charset=utf-8";

Error rejected(std::string message) { return {ErrorCode::kRejected, std::move(message)}; }

// The checkpoint of `size` records, or the newest.
Result<StoredCheckpoint> checkpoint_at(Store& store, std::optional<std::uint64_t> size) {
  auto found = size ? store.checkpoints().at(*size) : store.checkpoints().latest();
  if (!found.ok()) return found.error();
  if (found.value()) return std::move(*found.value());
  if (size) {
    return Error{ErrorCode::kNotFound, fmt::format("there is no checkpoint of {} records", *size)};
  }
  return Error{ErrorCode::kNotFound, "no checkpoint was signed yet"};
}

// `size`, as that.
Result<std::optional<std::uint64_t>> size_in(const HttpRequest& request, std::string_view name) {
  if (!request.parameter(name)) return std::optional<std::uint64_t>();
  Result<std::uint64_t> size = number_parameter(request, name, 0, 0, UINT64_MAX);
  if (!size.ok()) return size.error();
  return std::optional<std::uint64_t>(size.value());
}

// `0:42` or `42`.
Result<std::uint64_t> place_in(const HttpRequest& request) {
  std::string_view digits = request.parameter("place").value_or("");
  if (digits.starts_with("0:")) digits.remove_prefix(2);
  std::uint64_t position = 0;
  const auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), position);
  if (digits.empty() || bad != std::errc() || end != digits.data() + digits.size()) {
    return rejected("place: give a record's place, as 0:42");
  }
  return position;
}

// A checkpoint, and the tree that it speaks of.
struct Proved {
  StoredCheckpoint checkpoint;
  LogTree tree;

  ReadNode nodes(Store& store) const {
    return nodes_of_tiles(tiles_of(store.log(), kPartition, tree), checkpoint.size);
  }
};

Result<Proved> proved(Store& store, std::optional<std::uint64_t> size) {
  Result<StoredCheckpoint> checkpoint = checkpoint_at(store, size);
  if (!checkpoint.ok()) return checkpoint.error();
  Result<SignedNote> note = SignedNote::parse(checkpoint.value().note);
  if (!note.ok()) return Error{ErrorCode::kCorrupt, note.error().message};
  Result<Checkpoint> said = Checkpoint::parse(note.value().text);
  if (!said.ok()) return Error{ErrorCode::kCorrupt, said.error().message};
  Result<LogTree> tree = LogTree::at(store.log(), kPartition, said.value().size);
  if (!tree.ok()) return tree.error();
  if (tree.value().root() != said.value().root) {
    return Error{ErrorCode::kCorrupt,
                 fmt::format("the first {} records are not those that their checkpoint speaks of",
                             said.value().size)};
  }
  return Proved{std::move(checkpoint).value(), std::move(tree).value()};
}

Result<std::string> inclusion_text(Store& store, std::uint64_t position,
                                   std::optional<std::uint64_t> size) {
  Result<Proved> about = proved(store, size);
  if (!about.ok()) return about.error();
  if (position >= about.value().checkpoint.size) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("place: the checkpoint is of {} records; it is in a later one",
                             about.value().checkpoint.size)};
  }
  auto cursor = store.log().read({kPartition, Position(position)}, ReadWords::kNo);
  LogCursor::Item item;
  Result<bool> there = cursor->next(item);
  if (!there.ok()) return there.error();
  auto hashes =
      inclusion_proof(position, about.value().checkpoint.size, about.value().nodes(store));
  if (!hashes.ok()) return hashes.error();
  return InclusionProof{std::string(item.entry), position, std::move(hashes).value(),
                        about.value().checkpoint.note}
      .text();
}

Result<std::string> consistency_text(Store& store, std::uint64_t old,
                                     std::optional<std::uint64_t> size) {
  Result<Proved> about = proved(store, size);
  if (!about.ok()) return about.error();
  if (old > about.value().checkpoint.size) {
    return rejected(
        fmt::format("old: the checkpoint is of {} records only", about.value().checkpoint.size));
  }
  Result<std::vector<Hash>> hashes = std::vector<Hash>();
  // Every log goes on from the empty one: nothing is to be proved.
  if (old > 0)
    hashes = consistency_proof(old, about.value().checkpoint.size, about.value().nodes(store));
  if (!hashes.ok()) return hashes.error();
  return ConsistencyProof{old, std::move(hashes).value(), about.value().checkpoint.note}.text();
}

HttpAnswer text_answer(const Result<std::string>& text) {
  if (!text.ok()) return problem_of(text.error());
  return {.type = kNote, .body = text.value()};
}

// What `read` makes of the store, as text.
template <class Read>
HttpAnswer read_text(Serving& serving, const Read& read) {
  Result<std::string> text = std::string();
  Status done = serving.engine().read([&](Store& store) -> Status {
    text = read(store);
    return Done{};
  });
  if (!done.ok()) return problem_of(done.error());
  return text_answer(text);
}

}  // namespace

HttpAnswer HttpReads::checkpoint(const HttpRequest& request) const {
  if (Status good = check_parameters(request, {"size"}); !good.ok()) {
    return problem_of(good.error());
  }
  Result<std::optional<std::uint64_t>> size = size_in(request, "size");
  if (!size.ok()) return problem_of(size.error());
  HttpAnswer answer = read_text(serving_, [&](Store& store) -> Result<std::string> {
    Result<StoredCheckpoint> found = checkpoint_at(store, size.value());
    if (!found.ok()) return found.error();
    return std::move(found.value().note);
  });
  answer.headers.emplace_back("Cache-Control", "no-cache");
  return answer;
}

HttpAnswer HttpReads::inclusion(const HttpRequest& request) const {
  if (Status good = check_parameters(request, {"place", "size"}); !good.ok()) {
    return problem_of(good.error());
  }
  Result<std::uint64_t> place = place_in(request);
  if (!place.ok()) return problem_of(place.error());
  Result<std::optional<std::uint64_t>> size = size_in(request, "size");
  if (!size.ok()) return problem_of(size.error());
  return read_text(
      serving_, [&](Store& store) { return inclusion_text(store, place.value(), size.value()); });
}

HttpAnswer HttpReads::consistency(const HttpRequest& request) const {
  if (Status good = check_parameters(request, {"old", "size"}); !good.ok()) {
    return problem_of(good.error());
  }
  if (!request.parameter("old")) {
    return problem_of(rejected("old: give the number of records of the older checkpoint"));
  }
  Result<std::uint64_t> old = number_parameter(request, "old", 0, 0, UINT64_MAX);
  if (!old.ok()) return problem_of(old.error());
  Result<std::optional<std::uint64_t>> size = size_in(request, "size");
  if (!size.ok()) return problem_of(size.error());
  return read_text(
      serving_, [&](Store& store) { return consistency_text(store, old.value(), size.value()); });
}

HttpAnswer HttpReads::history_proof(const HttpRequest& request) const {
  if (Status good = check_parameters(request, {}); !good.ok()) return problem_of(good.error());
  HistoryProofs* proofs = serving_.reads().proofs();
  if (proofs == nullptr) return problem(503, "unavailable", "no histories are proved here");
  Result<HistoryProofHead> head = proofs->begin({subject_of_path(request), std::nullopt});
  if (!head.ok()) return problem_of(head.error());
  const HistoryProofHead& begun = head.value();
  Result<SignedNote> note = SignedNote::parse(begun.checkpoint);
  if (!note.ok()) return problem(500, "corrupt", note.error().message);
  Result<Checkpoint> said = Checkpoint::parse(note.value().text);
  if (!said.ok()) return problem(500, "corrupt", said.error().message);
  HttpAnswer answer;
  answer.type = "application/x-ndjson";
  answer.body = begun.line();
  const Version last = begun.last.head.version;
  for (Version after; after < last;) {
    Result<HistoryLines> lines =
        proofs->records({begun.stream, after, last, said.value().size, ReadWords::kNo});
    if (!lines.ok()) return problem_of(lines.error());
    answer.body += lines.value().text;
    if (answer.body.size() > kMaxHistoryProofBytes) {
      return problem(413, "too-large",
                     "the proof is too large: dangol log prove history writes it");
    }
    after = lines.value().after;
  }
  return answer;
}

}  // namespace dangol
