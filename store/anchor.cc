#include "store/anchor.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "store/limits.h"
#include "store/whole_file.h"

namespace dangol {

namespace fs = std::filesystem;

namespace {

// Adds what was erased to what is known of the same stream.
void merge(const AnchoredErasure& erasure, std::vector<AnchoredErasure>& all) {
  const auto same_stream = [&](const AnchoredErasure& one) { return one.stream == erasure.stream; };
  if (erasure.versions.empty()) {
    // Of everything: what was said before is in it, and what is kept is what is kept now.
    std::erase_if(all, same_stream);
    all.push_back(erasure);
    return;
  }
  const auto found = std::find_if(all.begin(), all.end(), [&](const AnchoredErasure& one) {
    return same_stream(one) && !one.versions.empty() && one.kept == erasure.kept;
  });
  if (found == all.end()) {
    all.push_back(erasure);
    return;
  }
  std::vector<Version>& versions = found->versions;
  versions.insert(versions.end(), erasure.versions.begin(), erasure.versions.end());
  std::sort(versions.begin(), versions.end());
  versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
}

}  // namespace

Result<std::unique_ptr<Anchor>> Anchor::open(fs::path path) {
  std::unique_ptr<Anchor> anchor(new Anchor(std::move(path)));
  const fs::path& file = anchor->path_;
  const auto refused = [&file](ErrorCode code, std::string_view why) {
    return Error{code, fmt::format("anchor file {}: {}", file.string(), why)};
  };
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (status.type() == fs::file_type::not_found) return anchor;
  if (error) return refused(ErrorCode::kUsage, error.message());
  if (status.type() != fs::file_type::regular) {
    return refused(ErrorCode::kUsage, "is not a regular file");
  }
  if (fs::file_size(file, error) > kMaxAnchorBytes || error) {
    return refused(ErrorCode::kUsage, "is larger than an anchor can be");
  }
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) return refused(ErrorCode::kUsage, "cannot be read");
  Result<Anchored> read = Anchored::parse(text.str());
  if (!read.ok()) return refused(ErrorCode::kCorrupt, read.error().message);
  anchor->exists_ = true;
  anchor->now_ = std::move(read).value();
  return anchor;
}

bool Anchor::exists() const {
  const std::lock_guard lock(mutex_);
  return exists_;
}

Anchored Anchor::get() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

// REQUIRES: mutex_ is held.
Status Anchor::replace(Anchored next) {
  const std::string text = next.text();
  if (text.size() > kMaxAnchorBytes) {
    return Error{ErrorCode::kUnavailable,
                 fmt::format("anchor file {}: it would be larger than {} bytes", path_.string(),
                             kMaxAnchorBytes)};
  }
  if (Status written = write_whole_file(fs::absolute(path_), text); !written.ok()) return written;
  exists_ = true;
  now_ = std::move(next);
  return Done{};
}

Status Anchor::begin(std::string origin) {
  const std::lock_guard lock(mutex_);
  if (exists_ && now_.origin == origin) return Done{};
  Anchored next = now_;
  next.origin = std::move(origin);
  next.note.clear();
  return replace(std::move(next));
}

Status Anchor::raise(std::string_view note) {
  const std::lock_guard lock(mutex_);
  Result<Checkpoint> newer = checkpoint_in(note);
  if (!newer.ok()) return newer.error();
  const auto refused = [](std::string_view why) {
    return Error{ErrorCode::kRejected,
                 fmt::format("the anchor does not take the checkpoint: {}", why)};
  };
  if (newer.value().origin != now_.origin) return refused("it is of another log");
  if (!now_.note.empty()) {
    Result<Checkpoint> now = checkpoint_in(now_.note);
    if (!now.ok()) return now.error();
    if (newer.value().size < now.value().size || note == now_.note) return Done{};
    if (newer.value().size == now.value().size && newer.value() != now.value()) {
      return refused("it says something else of as many records");
    }
  }
  Anchored next = now_;
  next.note = note;
  return replace(std::move(next));
}

Status Anchor::add(const AnchoredErasure& erasure) {
  const std::lock_guard lock(mutex_);
  Anchored next = now_;
  merge(erasure, next.erasures);
  if (next == now_) return Done{};
  return replace(std::move(next));
}

}  // namespace dangol
