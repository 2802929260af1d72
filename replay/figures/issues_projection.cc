#include "replay/figures/issues_projection.h"

#include <charconv>

#include "events/event.capnp.h"
#include "replay/figures/issues_steps.h"
#include "replay/record_view_capnp.h"

namespace dangol {

namespace {

using Data = schema::Event::Data;

// Labels whose value is a number that the source counts by itself (docs/MAPPINGS.md).
constexpr std::pair<std::string_view, SourceCounter> kCounters[] = {
    {"reassignments", SourceCounter::kReassignments}, {"reopenings", SourceCounter::kReopenings}};

template <class Enum>
std::uint8_t code(Enum of) {
  return static_cast<std::uint8_t>(of);
}

struct PartyKey {
  schema::PartyLevel level = schema::PartyLevel::UNSET;
  std::uint64_t key = 0;
};

PartyKey key_of(schema::Party::Reader party) {
  switch (party.which()) {
    case schema::Party::UNSET: return {};
    case schema::Party::AGENT: return {schema::PartyLevel::AGENT, entity_key(party.getAgent())};
    case schema::Party::TEAM: return {schema::PartyLevel::TEAM, text_key(party.getTeam())};
    case schema::Party::DEPARTMENT:
      return {schema::PartyLevel::DEPARTMENT, text_key(party.getDepartment())};
    case schema::Party::COMPANY: return {schema::PartyLevel::COMPANY, text_key(party.getCompany())};
  }
  return {};
}

// Gives the steps of one record.
class Keeper {
 public:
  Keeper(const RecordView& record, std::vector<Step>& steps)
      : record_(record), steps_(steps), before_(steps.size()) {}

  // Stands until the next one is added.
  Step& add(CareStep type, capnp::Data::Reader entity, capnp::Data::Reader contact = {}) {
    Step step = step_of(record_, type_of(type));
    step.entity = entity_key(entity);
    step.contact = entity_key(contact);
    steps_.push_back(step);
    return steps_.back();
  }

  void opened(schema::IssueOpened::Reader e) {
    Step& step = add(CareStep::kOpened, e.getIssueId(), e.getContactId());
    step.value = text_key(e.getTopic());
    step.key = text_key(e.getProduct());
    step.code = code(e.getStage());
    step.flags |= Step::kOpens;
    symptom(e.getIssueId(), e.getSymptom());
    if (const PartyKey owner = key_of(e.getOwner()); owner.level != schema::PartyLevel::UNSET) {
      Step& owned = add(CareStep::kOwned, e.getIssueId());
      owned.key = owner.key;
      owned.code = code(owner.level);
    }
    labels(e.getIssueId(), e.getLabels());
  }
  void classified(schema::IssueClassified::Reader e) {
    Step& step = add(CareStep::kClassified, e.getIssueId());
    step.value = text_key(e.getTopic());
    step.key = text_key(e.getProduct());
    symptom(e.getIssueId(), e.getSymptom());
    labels(e.getIssueId(), e.getLabels());
  }
  void closed(schema::IssueClosed::Reader e) {
    add(CareStep::kClosed, e.getIssueId()).code = code(e.getClosure());
    labels(e.getIssueId(), e.getLabels());
    for (const auto label : e.getLabels()) counter(e.getIssueId(), label);
  }
  void handed_off(schema::HandedOff::Reader e) {
    const PartyKey from = key_of(e.getFrom()), to = key_of(e.getTo());
    Step& step = add(CareStep::kHandedOff, e.getIssueId());
    step.value = from.key;
    step.key = to.key;
    step.code = static_cast<std::uint8_t>(code(from.level) | code(to.level) << 4);
    if (e.getWarm() == schema::YesNo::YES) step.flags |= kWarm;
    if (e.getWarm() == schema::YesNo::NO) step.flags |= kCold;
    if (e.getContextCarried() == schema::YesNo::YES) step.flags |= kContextCarried;
    if (e.getContextCarried() == schema::YesNo::NO) step.flags |= kContextLost;
  }
  void confirmed(schema::ResolutionConfirmed::Reader e) {
    Step& step = add(CareStep::kConfirmed, e.getIssueId());
    step.value = entity_key(e.getResolutionId());
    step.key = entity_key(e.getEvidenceEventId());
    step.code = code(e.getBasis());
    if (by_customer()) step.flags |= kOwnWord;
  }
  void contact(schema::ContactStarted::Reader e) {
    Step& step = add(CareStep::kContact, e.getContactId(), e.getContactId());
    step.value = entity_key(e.getRelatedContactId());
    step.key = entity_key(record_.event.getId());
    step.code = code(e.getChannel());
    step.flags |= static_cast<std::uint8_t>(Step::kOpens | code(e.getDirection()) |
                                            code(e.getRelation()) << kRelationShift);
    if (e.getStage() != schema::Stage::UNSET) {
      add(CareStep::kContactStage, e.getContactId(), e.getContactId()).code = code(e.getStage());
    }
  }
  void message(schema::MessageExchanged::Reader e) {
    Step& step = add(CareStep::kMessage, e.getContactId(), e.getContactId());
    step.value = entity_key(e.getMessageId());
    step.key = entity_key(record_.event.getId());
    step.code = code(e.getAuthorKind());
  }
  void promised(schema::PromiseMade::Reader e) {
    Step& step = add(CareStep::kPromised, e.getPromiseId(), e.getContactId());
    step.value = entity_key(e.getIssueId());
    step.key = static_cast<std::uint64_t>(e.getWindowEnd().getMicros());
    step.code = code(e.getPromiseKind());
    step.flags |= Step::kOpens;
    if (e.getIssueId().size() != 0) touched(e.getIssueId(), e.getContactId());
  }
  // A contact is about an issue, or the issue is named without one.
  void touched(capnp::Data::Reader issue, capnp::Data::Reader contact) {
    add(contact.size() == 0 ? CareStep::kMentioned : CareStep::kTouched, issue, contact);
  }
  // It goes with what the record is about, if that turns out to be another person's.
  void word() {
    const bool about = steps_.size() > before_;
    const EntityKey entity = about ? steps_[before_].entity : 0;
    const EntityKey contact = about ? steps_[before_].contact : 0;
    Step& step = add(CareStep::kWord, {});
    step.entity = entity;
    step.contact = contact;
    step.key = entity_key(record_.event.getId());
  }

  bool by_customer() const { return record_.event.getActorKind() == schema::ActorKind::CUSTOMER; }

 private:
  void symptom(capnp::Data::Reader issue, capnp::Text::Reader symptom) {
    if (symptom.size() != 0) add(CareStep::kSymptom, issue).key = text_key(symptom);
  }
  void labels(capnp::Data::Reader issue, capnp::List<schema::Label>::Reader labels) {
    for (const auto label : labels) {
      Step& step = add(CareStep::kLabel, issue);
      step.value = text_key(label.getValue());
      step.key = text_key(label.getName());
    }
  }
  void counter(capnp::Data::Reader issue, schema::Label::Reader label) {
    const std::string_view name(label.getName().cStr(), label.getName().size());
    const std::string_view value(label.getValue().cStr(), label.getValue().size());
    for (const auto& [known, counter] : kCounters) {
      std::uint32_t count = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
      if (name != known || error != std::errc() || end != value.data() + value.size()) continue;
      Step& step = add(CareStep::kCounter, issue);
      step.value = count;
      step.code = static_cast<std::uint8_t>(counter);
    }
  }

  const RecordView& record_;
  std::vector<Step>& steps_;
  const std::size_t before_;
};

class Issues : public Projection {
 public:
  std::string_view name() const override { return "issues"; }
  std::uint32_t version() const override { return 2; }

  Status apply(const RecordView& record, std::vector<Step>& steps) const override {
    Keeper keeper(record, steps);
    const auto data = record.event.getData();
    bool own_word = keeper.by_customer();
    switch (record.type) {
      case Data::ISSUE_OPENED: keeper.opened(data.getIssueOpened()); break;
      case Data::ISSUE_CLASSIFIED: keeper.classified(data.getIssueClassified()); break;
      case Data::ISSUE_CLOSED: keeper.closed(data.getIssueClosed()); break;
      case Data::HANDED_OFF: keeper.handed_off(data.getHandedOff()); break;
      case Data::RESOLUTION_CONFIRMED: keeper.confirmed(data.getResolutionConfirmed()); break;
      case Data::CONTACT_STARTED: keeper.contact(data.getContactStarted()); break;
      case Data::PROMISE_MADE: keeper.promised(data.getPromiseMade()); break;
      case Data::MESSAGE_EXCHANGED:
        keeper.message(data.getMessageExchanged());
        own_word = false;  // the message says itself whose it is
        break;
      case Data::ISSUE_TOUCHED:
        keeper.touched(data.getIssueTouched().getIssueId(), data.getIssueTouched().getContactId());
        break;
      case Data::OWNER_UNKNOWN: {
        const auto e = data.getOwnerUnknown();
        keeper.add(CareStep::kOwnerUnknown, e.getIssueId()).code = code(e.getLevel());
        break;
      }
      case Data::ACTION_TAKEN: {
        const auto e = data.getActionTaken();
        Step& step = keeper.add(CareStep::kAction, e.getIssueId());
        step.value = entity_key(e.getActionId());
        step.key = entity_key(e.getBy());
        step.code = code(e.getActionKind());
        break;
      }
      case Data::ISSUE_DEFLECTED: {
        const auto e = data.getIssueDeflected();
        Step& step = keeper.add(CareStep::kDeflected, e.getIssueId());
        step.code = code(e.getTo());
        if (e.getIntroduced() == schema::YesNo::YES) step.flags |= kIntroduced;
        break;
      }
      case Data::STORY_RETOLD: {
        const auto e = data.getStoryRetold();
        keeper.add(CareStep::kRetold, e.getIssueId(), e.getContactId()).code = code(e.getBecause());
        break;
      }
      case Data::ESCALATED: {
        const auto e = data.getEscalated();
        Step& step = keeper.add(CareStep::kEscalated, e.getIssueId());
        step.value = text_key(e.getMissingAuthority());
        step.key = text_key(e.getToRole());
        break;
      }
      case Data::RESOLUTION_PROPOSED: {
        const auto e = data.getResolutionProposed();
        keeper.add(CareStep::kProposed, e.getIssueId()).value = entity_key(e.getResolutionId());
        break;
      }
      case Data::RESOLUTION_REJECTED: {
        const auto e = data.getResolutionRejected();
        Step& step = keeper.add(CareStep::kRejected, e.getIssueId());
        step.value = entity_key(e.getResolutionId());
        step.key = entity_key(e.getActionId());
        own_word = true;
        break;
      }
      case Data::ISSUE_REOPENED: {
        const auto e = data.getIssueReopened();
        keeper.add(CareStep::kReopened, e.getIssueId(), e.getContactId());
        break;
      }
      case Data::ISSUE_RECURRED: {
        const auto e = data.getIssueRecurred();
        keeper.add(CareStep::kRecurred, e.getIssueId()).value = entity_key(e.getEarlierIssueId());
        break;
      }
      case Data::ALTERNATIVE_OFFERED: {
        const auto e = data.getAlternativeOffered();
        keeper.add(CareStep::kAlternative, e.getIssueId()).code = code(e.getSeller());
        break;
      }
      case Data::COMPLAINT_RAISED: {
        const auto e = data.getComplaintRaised();
        if (e.getIssueId().size() != 0) keeper.touched(e.getIssueId(), e.getContactId());
        own_word = true;
        break;
      }
      case Data::SURVEY_OFFERED: {
        const auto e = data.getSurveyOffered();
        if (e.getAboutKind() == schema::SurveyAbout::ISSUE) keeper.touched(e.getAboutId(), {});
        break;
      }
      case Data::SURVEY_ANSWERED:
      case Data::PRAISE_GIVEN: own_word = true; break;
      case Data::CONTACT_PATH_BLOCKED: {
        const auto e = data.getContactPathBlocked();
        Step& step = keeper.add(CareStep::kPathBlocked, e.getContactId(), e.getContactId());
        step.key = text_key(e.getWhere());
        step.code = static_cast<std::uint8_t>(code(e.getSought()) | code(e.getBlockedBy()) << 4);
        break;
      }
      case Data::AGENT_JOINED: {
        const auto e = data.getAgentJoined();
        keeper.add(CareStep::kJoined, e.getContactId(), e.getContactId()).code = code(e.getRole());
        break;
      }
      case Data::PROMISE_KEPT: {
        const auto e = data.getPromiseKept();
        keeper.add(CareStep::kPromiseKept, e.getPromiseId()).key = entity_key(e.getByEventId());
        break;
      }
      case Data::PROMISE_RELEASED:
        keeper.add(CareStep::kReleased, data.getPromiseReleased().getPromiseId());
        break;
      default: break;
    }
    // Whatever the person does can be what a confirmation cites as its evidence.
    if (own_word) keeper.word();
    return Done{};
  }
};

}  // namespace

void add_issues_projection(Projections& projections) {
  projections.push_back(std::make_unique<Issues>());
}

}  // namespace dangol
