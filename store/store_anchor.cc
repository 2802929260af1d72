// What a store has to do with its anchor, and with the name of its log.
#include <fmt/format.h>

#include "store/checkpoint_check.h"
#include "store/store.h"

namespace dangol {

namespace {

constexpr PartitionId kOnly{0};

}  // namespace

Status Store::open_anchor() {
  if (options_.anchor.empty()) return Done{};
  Result<std::unique_ptr<Anchor>> anchor = Anchor::open(options_.anchor);
  if (!anchor.ok()) return anchor.error();
  anchor_ = std::move(anchor).value();
  return Done{};
}

Status Store::check_anchor() {
  if (anchor_ == nullptr) return Done{};
  const bool refuse = options_.behind_anchor == BehindAnchor::kRefuse;
  if (!anchor_->exists()) {
    if (checkpoints_->exist() && refuse) {
      return Error{
          ErrorCode::kUsage,
          fmt::format("the anchor file {} is absent, though checkpoints were signed of the "
                      "log in {}: put it back, or name it with --anchor. If it is lost, "
                      "nobody can tell whether this is the newest copy: go on with dangol "
                      "restore",
                      options_.anchor, dir_->path().string())};
    }
    // An older program's store gets its anchor when somebody writes to it.
    if (options_.missing == Missing::kRefuse || origin().empty()) return Done{};
    return anchor_->begin(origin());
  }
  const Anchored anchored = anchor_->get();
  if (anchored.origin != origin() && refuse) {
    return Error{ErrorCode::kUsage,
                 fmt::format("the anchor file {} is of the log {}, and the one in {} is {}: name "
                             "the right file with --anchor. If this is a copy from before a "
                             "restore, go on with dangol restore",
                             options_.anchor, anchored.origin, dir_->path().string(),
                             origin().empty() ? "without a name" : origin())};
  }
  if (anchored.note.empty() || !refuse) return Done{};
  Result<Checkpoint> said = checkpoint_in(anchored.note);
  if (!said.ok()) return said.error();
  Status held = holds(*log_, kOnly, said.value());
  if (held.ok()) return held;
  return Error{held.error().code,
               fmt::format("the store in {} is not the one that its anchor file {} speaks of: {}. "
                           "Put back the newer files, or go on from this copy with dangol restore",
                           dir_->path().string(), options_.anchor, held.error().message)};
}

Status Store::name_log() {
  if (origin().empty()) {
    Result<std::string> name = dangol::name_log({options_.origin, entropy_});
    if (!name.ok()) return name.error();
    if (Status named = dir_->set_origin(std::move(name).value()); !named.ok()) return named;
  }
  if (anchor_ == nullptr || anchor_->exists()) return Done{};
  return anchor_->begin(origin());
}

Status Store::rename_log(std::string origin) {
  // The anchor last: one that still has the old name refuses the store until this is done.
  if (Status named = dir_->set_origin(origin); !named.ok()) return named;
  return anchor_ == nullptr ? Status(Done{}) : anchor_->begin(std::move(origin));
}

}  // namespace dangol
