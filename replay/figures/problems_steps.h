// The steps of the projection `problems`, and issues as its figures see them. For sources of this
// family only.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "replay/catalogue.h"
#include "replay/projection.h"

namespace dangol::problems {

enum class ProblemStep : std::uint8_t {
  // entity: the issue; key: its problem_key() as said here; value: its topic. The first two are
  // followed by kParts when the key is not 0.
  kOpened = 1,
  kClassified,
  kParts,      // entity: the issue; value: the product; key: the symptom
  kProposed,   // entity: the issue
  kConfirmed,  // entity: the issue; code: the basis
  kDetected,   // entity: the problem; key: its problem_key()
  kDecided,    // entity: the problem; code: what was decided; value: from when it works, 0: at once
};

inline ProblemStep kind_of(const Step& step) { return static_cast<ProblemStep>(step.type); }

std::unique_ptr<Projection> problems_projection();
void add_recurrences(Figures& figures);

// What a person's issue, or a problem's stream, is divided by: filled by split().
struct Entities {
  struct Part {
    EntityKey entity;
    std::uint32_t at;  // index of the step
  };
  std::vector<Part> parts;  // by entity, then in time
};
void split(std::span<const Step> steps, Entities& into);

// One issue, of steps that are in time.
struct KnownIssue {
  const Step* opened = nullptr;       // the earliest word of its opening
  const Step* classified = nullptr;   // the latest word of its key
  const Step* parts = nullptr;        // of `classified`
  const Step* first_parts = nullptr;  // of `opened`
};
// `own`: the issue's part of `entities`.
KnownIssue known_issue(std::span<const Step> steps, std::span<const Entities::Part> own);

// Calls `take(own)` for each entity with its parts, by ascending entity.
template <class Take>
void each_entity(const Entities& entities, Take take) {
  const std::vector<Entities::Part>& parts = entities.parts;
  for (std::size_t begin = 0; begin < parts.size();) {
    std::size_t end = begin + 1;
    while (end < parts.size() && parts[end].entity == parts[begin].entity) ++end;
    take(std::span(parts).subspan(begin, end - begin));
    begin = end;
  }
}

inline constexpr GroupingKey kKey = {
    .name = "key",
    .meaning = {"product, topic and symptom together", "제품, 주제, 증상을 함께"},
    .kind = GroupingKey::Kind::kProblemKey};
inline constexpr GroupingKey kProduct = {
    .name = "product", .meaning = {"the product, by the source's own name", "제품"}};
inline constexpr GroupingKey kTopic = {.name = "topic",
                                       .meaning = {"the topic, by the source's own name", "주제"}};
inline constexpr GroupingKey kSymptom = {
    .name = "symptom", .meaning = {"the symptom, by the source's own name", "증상"}};

// The group of something with this key by `by`; nullptr: 0.
std::uint64_t group_of(const GroupingKey* by, TextKey key, TextKey topic, const Step* parts);

inline constexpr std::int64_t kMicrosADay = 86'400'000'000;
inline std::int64_t days(std::uint32_t count) { return count * kMicrosADay; }

}  // namespace dangol::problems
