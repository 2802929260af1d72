#include "replay/figures/listeners.h"

#include <algorithm>

#include "events/event.capnp.h"
#include "replay/figures/moments.h"
#include "replay/record_view_capnp.h"

namespace dangol {

namespace {

// One step: somebody came into a contact as its owner or as a guest. token(): who.
constexpr std::uint8_t kListened = 1;

class Listeners : public Projection {
 public:
  std::string_view name() const override { return "listeners"; }
  std::uint32_t version() const override { return 1; }

  Status apply(const RecordView& record, std::vector<Step>& steps) const override {
    if (record.type != schema::Event::Data::AGENT_JOINED) return Done{};
    const auto joined = record.event.getData().getAgentJoined();
    if (joined.getRole() != schema::AgentRole::GUEST &&
        joined.getRole() != schema::AgentRole::OWNER) {
      return Done{};
    }
    Step step = step_of(record, kListened);
    step.contact = entity_key(joined.getContactId());
    step.set_token(token_of(joined.getAgentId()));
    steps.push_back(step);
    return Done{};
  }
};

class Who : public Figure {
 public:
  const FigureDefinition& definition() const override {
    static const FigureDefinition definition = {
        .name = "listeners.who",
        .kind = FigureKind::kRegister,
        .projection = "listeners",
        .title = {"Who has listened", "직접 들은 사람"},
        .sentence =
            {"Staff of every level who were in at least one contact as guest or owner in the "
             "last days that the policy says: yes or no, and when last.",
             "정한 날수 안에 접촉을 직접 맡았거나 손님으로 함께 들은 직원. 직급을 가리지 "
             "않으며, 들었는지와 마지막으로 들은 때만 본다."},
        .period = "the last contact's beginning with them",
        .numerator = "staff who listened lately",
        .source =
            "all staff spend a day at the desk, a director sits in as a guest, the chief "
            "executive answers at Christmas; who listened is told, never how often",
        .edge_cases = {"The person of a member is the member of staff; the deciding record is the "
                       "last time, and no other is shown.",
                       "Who listened before those days stands beside.",
                       "Experts, interpreters, supervisors and partners are not meant."},
        .policies = {"listening.days"}};
    return definition;
  }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    // Of each member of staff the last time with this person: no more is needed.
    struct Last {
      StreamToken staff;
      const Step* step;
    };
    thread_local std::vector<Last> all;
    all.clear();
    for (const Step& step : person.steps) {
      if (question.period.includes(step.occurred)) all.push_back({step.token(), &step});
    }
    std::sort(all.begin(), all.end(), [](const Last& a, const Last& b) {
      return a.staff != b.staff ? a.staff < b.staff : a.step < b.step;
    });
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i + 1 < all.size() && all[i + 1].staff == all[i].staff) continue;
      const Step& step = *all[i].step;
      Crossing crossing;
      crossing.key = step.value;  // half of the token; the other half in `value`
      crossing.value = step.key;
      crossing.at = step.occurred;
      crossing.position = step.position;
      crossing.stream = step.stream;
      crossing.entity = step.contact;
      into.cross(crossing);
    }
  }

  void conclude(std::span<const Crossing> crossings, const Question& question,
                Collector& into) const override {
    const std::int64_t days = question.policies.listening_days * kDayMicros;
    for (std::size_t i = 0; i < crossings.size(); ++i) {
      if (i + 1 < crossings.size() && crossings[i + 1].key == crossings[i].key) continue;
      const Crossing& last = crossings[i];
      Step who;
      who.value = last.key;
      who.key = last.value;
      Member member;
      member.person = who.token();
      member.stream = last.stream;
      member.entity = last.entity;
      member.deciding[0] = last.position;
      if (later(last.at, days) < question.vantage.observed_at.value()) {
        member.part = Part::kDenominator;
      }
      into.add(member);
    }
  }
};

}  // namespace

void add_listeners(Projections& projections, Figures& figures) {
  projections.push_back(std::make_unique<Listeners>());
  figures.push_back(std::make_unique<Who>());
}

}  // namespace dangol
