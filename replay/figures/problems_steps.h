// The steps of the projection `problems`, and issues as its figures see them. For sources of this
// family only.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "replay/catalogue.h"
#include "replay/figures/by_entity.h"
#include "replay/figures/moments.h"
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

// One issue, of steps that are in time.
struct KnownIssue {
  const Step* opened = nullptr;       // the earliest word of its opening
  const Step* classified = nullptr;   // the latest word of its key
  const Step* parts = nullptr;        // of `classified`
  const Step* first_parts = nullptr;  // of `opened`
};
KnownIssue known_issue(std::span<const AboutEntity> own);

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

inline std::int64_t days(std::uint32_t count) { return count * kDayMicros; }

}  // namespace dangol::problems
