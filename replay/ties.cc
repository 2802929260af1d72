#include "replay/ties.h"

#include <algorithm>
#include <unordered_set>

#include "replay/step_source.h"

namespace dangol {

Ties::Ties(std::vector<Step> steps) {
  std::sort(steps.begin(), steps.end(),
            [](const Step& a, const Step& b) { return a.position < b.position; });
  for (const Step& step : steps) {
    // What is said of the other side is said on its own stream too; here only that it is tied.
    tied_[step.token()];
    Tied& here = tied_[step.stream];
    here.kind = step.kind;
    switch (static_cast<PeopleStep>(step.type)) {
      case PeopleStep::kMerged:
        if (step.code == 1) {
          here.absorbed_by = step.token();
        } else if (step.token() != step.stream) {
          tied_[step.token()].absorbed_by = step.stream;
        }
        break;
      case PeopleStep::kMoved: {
        if (step.code == 1 || step.token() == step.stream) break;
        const auto same = [&](const Moved& moved) { return moved.contact == step.contact; };
        std::erase_if(here.moved, same);  // the newest word counts
        here.moved.push_back({step.contact, step.token(), step.position});
        break;
      }
    }
  }
  std::vector<std::pair<StreamToken, StreamToken>> sources;
  for (const auto& [stream, tied] : tied_) {
    if (survivor(stream) != stream) sources.emplace_back(survivor(stream), stream);
    for (const Moved& moved : tied.moved) sources.emplace_back(survivor(moved.to), stream);
  }
  for (const auto& [person, stream] : sources) tied_[person].sources.push_back(stream);
}

StreamToken Ties::survivor(StreamToken stream) const {
  // Merges are acyclic; the bound keeps a damaged log from hanging us.
  for (std::size_t hops = 0; hops <= tied_.size(); ++hops) {
    const auto found = tied_.find(stream);
    if (found == tied_.end() || !found->second.absorbed_by) return stream;
    stream = *found->second.absorbed_by;
  }
  return stream;
}

std::optional<StreamToken> Ties::moved(StreamToken stream, EntityKey contact) const {
  const auto found = tied_.find(stream);
  if (found == tied_.end() || found->second.moved.empty()) return std::nullopt;
  if (found->second.kind == StreamKind::kContact) {
    return survivor(found->second.moved.back().to);
  }
  for (const Moved& moved : found->second.moved) {
    if (moved.contact == contact) return survivor(moved.to);
  }
  return std::nullopt;
}

std::vector<StreamToken> Ties::streams_of(StreamToken person) const {
  std::vector<StreamToken> streams = {person};
  std::unordered_set<StreamToken, Bytes16Hasher> seen = {person};
  if (const auto found = tied_.find(person); found != tied_.end()) {
    for (const StreamToken source : found->second.sources) {
      if (seen.insert(source).second) streams.push_back(source);
    }
  }
  return streams;
}

StreamKind Ties::kind(StreamToken stream) const {
  const auto found = tied_.find(stream);
  return found == tied_.end() ? StreamKind::kCustomer : found->second.kind;
}

StreamToken PersonSteps::goes_by(StreamToken token) const {
  return ties == nullptr ? token : ties->survivor(token);
}

}  // namespace dangol
