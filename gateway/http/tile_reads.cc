// The log as C2SP tlog-tiles has it: tiles of hashes, and bundles of entries.
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "gateway/http/problem.h"
#include "gateway/http/query.h"
#include "gateway/http/reads.h"
#include "store/tile_names.h"
#include "store/tile_tree.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};

std::optional<std::uint64_t> number(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || bad != std::errc() || end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return value;
}

struct TilePath {
  std::uint64_t index = 0;
  std::size_t width = kTileHashes;
};

// `x001/x234/067` or `x001/x234/067.p/12`, exactly as they are written.
std::optional<TilePath> tile_in(const std::string& path) {
  TilePath tile;
  std::string_view digits = path;
  if (const std::size_t part = path.find(".p/"); part != path.npos) {
    const auto width = number(digits.substr(part + 3));
    if (!width || *width == 0 || *width >= kTileHashes) return std::nullopt;
    tile.width = *width;
    digits = digits.substr(0, part);
  }
  std::string plain;
  for (const char c : digits) {
    if (c != 'x' && c != '/') plain += c;
  }
  const auto index = number(plain);
  if (!index) return std::nullopt;
  tile.index = *index;
  // What names a tile in another way is no tile.
  if (bundle_path(tile.index, tile.width) != "tile/entries/" + path) return std::nullopt;
  return tile;
}

HttpAnswer no_tile() { return problem(404, "not-found", "the tree has no such tile, or not yet"); }

// What never changes may be kept for ever.
HttpAnswer bytes_of(std::string bytes) {
  HttpAnswer answer;
  answer.type = "application/octet-stream";
  answer.headers.emplace_back("Cache-Control", "max-age=31536000, immutable");
  answer.body = std::move(bytes);
  return answer;
}

Result<std::string> hashes_of(Store& store, TileName name, std::size_t width) {
  if (width == kTileHashes) return store.log().tile(kPartition, name);
  Result<Position> size = store.log().size(kPartition);
  if (!size.ok()) return size.error();
  Result<LogTree> tree = LogTree::at(store.log(), kPartition, size.value().value());
  if (!tree.ok()) return tree.error();
  return tiles_of(store.log(), kPartition, std::move(tree).value())(name, width);
}

Result<std::string> entries_of(Store& store, std::uint64_t index, std::size_t width) {
  const Error none{ErrorCode::kNotFound, ""};
  Result<Position> size = store.log().size(kPartition);
  if (!size.ok()) return size.error();
  if (tile_width({0, index}, size.value().value()) < width) return none;
  const auto cursor = store.log().read({kPartition, Position(index * kTileHashes)}, ReadWords::kNo);
  std::string bundle;
  for (std::size_t i = 0; i < width; ++i) {
    LogCursor::Item item;
    Result<bool> more = cursor->next(item);
    if (!more.ok()) return more.error();
    if (!more.value()) return none;
    add_to_bundle(bundle, item.entry);
  }
  return bundle;
}

template <class Read>
HttpAnswer read_tile(Serving& serving, const Read& read) {
  Result<std::string> bytes = std::string();
  Status done = serving.engine().read([&](Store& store) -> Status {
    bytes = read(store);
    return Done{};
  });
  if (!done.ok()) return problem_of(done.error());
  if (bytes.ok()) return bytes_of(std::move(bytes).value());
  return bytes.error().code == ErrorCode::kNotFound ? no_tile() : problem_of(bytes.error());
}

}  // namespace

HttpAnswer HttpReads::tile(const HttpRequest& request) const {
  if (Status good = check_parameters(request, {}); !good.ok()) return problem_of(good.error());
  const auto level = number(request.names[0]);
  const auto tile = tile_in(request.names[1]);
  if (!level || *level >= kTileLevels || !tile || request.names[0].size() != 1) return no_tile();
  return read_tile(serving_, [&](Store& store) {
    return hashes_of(store, {static_cast<std::uint8_t>(*level), tile->index}, tile->width);
  });
}

HttpAnswer HttpReads::entry_tile(const HttpRequest& request) const {
  if (Status good = check_parameters(request, {}); !good.ok()) return problem_of(good.error());
  const auto tile = tile_in(request.names[0]);
  if (!tile) return no_tile();
  return read_tile(serving_,
                   [&](Store& store) { return entries_of(store, tile->index, tile->width); });
}

}  // namespace dangol
