// What figures about issues can be divided by.
#include "replay/figures/issues_family.h"

namespace dangol {

const GroupingKey kByTopic = {.name = "topic",
                              .meaning = {"what it is about, in the source's own list", "주제"}};
const GroupingKey kByProduct = {.name = "product", .meaning = {"which product", "제품"}};
const GroupingKey kBySymptom = {.name = "symptom",
                                .meaning = {"how it shows, in the source's own list", "증상"}};
const GroupingKey kByStage = {.name = "stage",
                              .meaning = {"where in the life of a purchase", "구매의 단계"},
                              .kind = GroupingKey::Kind::kEnum,
                              .type = "issue.opened",
                              .field = "stage"};
const GroupingKey kByChannel = {.name = "channel",
                                .meaning = {"the channel in which it came up", "처음 온 경로"},
                                .kind = GroupingKey::Kind::kEnum,
                                .type = "contact.started",
                                .field = "channel"};
const GroupingKey kByMonth = {.name = "month",
                              .meaning = {"the month of its opening", "접수된 달"},
                              .kind = GroupingKey::Kind::kMonth};
const GroupingKey kByLabel = {
    .name = "label",
    .meaning = {"a label of the source, its latest word", "원본이 붙인 꼬리표 (가장 늦은 값)"},
    .kind = GroupingKey::Kind::kLabel};
const GroupingKey kByLevel = {.name = "level",
                              .meaning = {"the level of the party that it was handed to",
                                          "넘겨받은 쪽의 단위 (사람, 팀, 부서, 회사)"},
                              .kind = GroupingKey::Kind::kEnum,
                              .type = "owner.unknown",
                              .field = "level"};
const GroupingKey kByClosure = {.name = "closure",
                                .meaning = {"how it was closed", "종결 방식"},
                                .kind = GroupingKey::Kind::kEnum,
                                .type = "issue.closed",
                                .field = "closure"};
const GroupingKey kByBasis = {.name = "basis",
                              .meaning = {"how the confirmation is known", "확인의 근거"},
                              .kind = GroupingKey::Kind::kEnum,
                              .type = "resolution.confirmed",
                              .field = "basis"};

std::vector<const GroupingKey*> issue_keys() {
  return {&kByTopic, &kByProduct, &kBySymptom, &kByStage, &kByChannel, &kByMonth, &kByLabel};
}

std::vector<const GroupingKey*> with_level(std::vector<const GroupingKey*> keys) {
  keys.push_back(&kByLevel);
  return keys;
}

}  // namespace dangol
