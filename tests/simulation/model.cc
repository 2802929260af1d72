#include "tests/simulation/model.h"

#include <algorithm>

#include <fmt/format.h>

namespace dangol::simulation {

SentEvent copy_of(const SentEvent& event) {
  SentEvent copy;
  copy.subject = event.subject;
  copy.correlation_id = event.correlation_id;
  copy.causation_id = event.causation_id;
  copy.expected_version = event.expected_version;
  copy.order_hint = event.order_hint;
  copy.event = MessageBytes(event.event.view());
  return copy;
}

Sending Model::sending(const std::string& name, const SentEvent& event) {
  const auto [known, first] = by_name_.try_emplace({event.subject, name}, ids_.size());
  if (first) ids_.push_back({event.subject, name, {}, false});
  SentId& id = ids_[known->second];
  auto content = std::find_if(id.contents.begin(), id.contents.end(), [&](const SentContent& one) {
    return one.event->event.view() == event.event.view();
  });
  if (content == id.contents.end()) {
    id.contents.emplace_back();
    content = std::prev(id.contents.end());
    content->event = std::make_shared<const SentEvent>(copy_of(event));
  }
  ++content->in_flight;
  ++in_flight_;
  return {known->second, static_cast<std::size_t>(content - id.contents.begin())};
}

void Model::fail(const SentId& id, const std::string& what) {
  findings_.add(fmt::format("{} of {}: {}", id.name, id.subject, what));
}

void Model::is_there(const SentId& id, SentContent& content, const Outcome& outcome) {
  content.is_there = true;
  if (!outcome.version) return fail(id, "answered without a version");
  if (content.version && *content.version != *outcome.version) {
    return fail(id, fmt::format("answered as version {}, and before as {}",
                                outcome.version->value(), content.version->value()));
  }
  content.version = outcome.version;
  Version& highest = versions_[id.subject];
  highest = std::max(highest, *outcome.version);
  if (!outcome.place) return;
  if (content.place && *content.place != *outcome.place) {
    return fail(id, fmt::format("answered as standing at {}, and before at {}",
                                to_string(*outcome.place), to_string(*content.place)));
  }
  content.place = outcome.place;
}

void Model::answered(Sending sending, const std::optional<Version>& expected,
                     const Outcome& outcome) {
  SentId& id = ids_[sending.id];
  SentContent& content = id.contents[sending.content];
  --content.in_flight;
  --in_flight_;
  const bool says_nothing = !outcome.place && !outcome.version;
  if (id.forgotten && outcome.code == OutcomeCode::kDuplicate && says_nothing) return;
  if (content.forgotten) {
    if (outcome.code == OutcomeCode::kRecorded) fail(id, "was forgotten, and is recorded anew");
    return;
  }
  const auto other =
      std::find_if(id.contents.begin(), id.contents.end(),
                   [&](const SentContent& one) { return &one != &content && one.is_there; });
  switch (outcome.code) {
    case OutcomeCode::kRecorded:
      if (++content.recorded > 1) fail(id, "was answered twice as recorded now");
      if (other != id.contents.end())
        fail(id, "was recorded beside another content of the same id");
      if (!outcome.place) fail(id, "was answered as recorded without a place");
      is_there(id, content, outcome);
      if (expected && outcome.version && *outcome.version != expected->next()) {
        fail(id, fmt::format("expected version {} and became {}", expected->value(),
                             outcome.version->value()));
      }
      break;
    case OutcomeCode::kDuplicate:
      if (!content.possible()) fail(id, "is called a duplicate of what nobody recorded");
      is_there(id, content, outcome);
      break;
    case OutcomeCode::kConflict: {
      const auto possible =
          std::find_if(id.contents.begin(), id.contents.end(),
                       [&](const SentContent& one) { return &one != &content && one.possible(); });
      if (possible == id.contents.end()) fail(id, "is in conflict with what nobody recorded");
      if (content.is_there) fail(id, "is in conflict, though recorded itself");
      break;
    }
    case OutcomeCode::kStale:
      if (!expected || outcome.version == expected) fail(id, "is called stale and is not");
      break;
    case OutcomeCode::kRejected:
    case OutcomeCode::kUnavailable: break;
    case OutcomeCode::kUnknown: content.may_be_there = true; break;
  }
}

void Model::ended() {
  for (SentId& id : ids_) {
    for (SentContent& content : id.contents) {
      if (content.in_flight > 0) content.may_be_there = true;
      content.in_flight = 0;
    }
  }
  in_flight_ = 0;
}

void Model::forget(const std::string& subject) {
  versions_.erase(subject);
  for (SentId& id : ids_) {
    if (id.subject != subject) continue;
    for (SentContent& content : id.contents) {
      content.forgotten = content.forgotten || content.is_there;
      id.forgotten = id.forgotten || content.forgotten;
    }
  }
}

void Model::begin_reading() {
  read_.clear();
  for (const SentId& id : ids_) read_.emplace_back(id.contents.size(), false);
}

void Model::found(Sending sending, Version version, Place place) {
  SentId& id = ids_[sending.id];
  SentContent& content = id.contents[sending.content];
  if (read_[sending.id][sending.content]) fail(id, "stands in the log twice");
  read_[sending.id][sending.content] = true;
  if (!content.possible()) {
    fail(id, fmt::format("stands at {}, though everybody was told that it was not recorded",
                         to_string(place)));
  }
  Outcome outcome;
  outcome.version = version;
  outcome.place = place;
  is_there(id, content, outcome);
}

void Model::end_reading() {
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    for (std::size_t c = 0; c < ids_[i].contents.size(); ++c) {
      SentContent& content = ids_[i].contents[c];
      if (content.is_there && !read_[i][c]) {
        fail(ids_[i], fmt::format("is lost: it was version {} at {}",
                                  content.version ? content.version->value() : 0,
                                  content.place ? to_string(*content.place) : "an unknown place"));
      }
      content.may_be_there = false;
    }
  }
}

Version Model::version_of(const std::string& subject) const {
  const auto found = versions_.find(subject);
  return found == versions_.end() ? Version() : found->second;
}

}  // namespace dangol::simulation
