#include "store/manifest_check.h"

#include <algorithm>

#include "store/log_fragments.h"

namespace dangol {
namespace {

// What a disk writes whole or not at all. Those of the newest records may be lost singly, since several are written
// before one sync (a flush of all families); they are zeros then.
constexpr std::size_t kSectorBytes = 512;

bool all_zeros(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char byte) { return byte == 0; });
}

}  // namespace

void ManifestCheck::block(std::string_view bytes) {
  std::size_t at = 0;
  if (!stop_) {
    while (bytes.size() - at >= kFragmentHeaderBytes) {
      const auto fragment = fragment_at(bytes.substr(at));
      if (!fragment) break;
      at += kFragmentHeaderBytes + fragment->bytes.size();
    }
    if (bytes.size() - at >= kFragmentHeaderBytes) stop_ = offset_ + at;
  }
  if (stop_ && !goes_on_) behind_stop(bytes, at);
  offset_ += bytes.size();
}

void ManifestCheck::behind_stop(std::string_view bytes, std::size_t from) {
  std::size_t found = from;
  while (bytes.size() - found >= kFragmentHeaderBytes && !whole_to_the_end(bytes.substr(found))) {
    ++found;
  }
  goes_on_ = bytes.size() - found >= kFragmentHeaderBytes;
  if (!goes_on_) found = bytes.size();
  for (std::size_t at = from; at < found;) {
    const std::size_t end = std::min(bytes.size(), (at / kSectorBytes + 1) * kSectorBytes);
    const bool counts = at == from || end - at == kSectorBytes || end == bytes.size();
    if (counts && end <= found && all_zeros(bytes.substr(at, end - at))) torn_ = true;
    at = end;
  }
}

}  // namespace dangol
