#include "replay/figures/bonds.h"
#include "replay/figures/bonds_steps.h"
#include "replay/record_view_capnp.h"

namespace dangol {

namespace bonds {

namespace {

using Data = schema::Event::Data;

class Bonds : public Projection {
 public:
  std::string_view name() const override { return "bonds"; }
  std::uint32_t version() const override { return 1; }

  Status apply(const RecordView& record, std::vector<Step>& steps) const override {
    const auto data = record.event.getData();
    const auto add = [&](BondStep type, EntityKey entity = 0, EntityKey contact = 0) -> Step& {
      Step step = step_of(record, static_cast<std::uint8_t>(type));
      step.entity = entity;
      step.contact = contact;
      steps.push_back(step);
      return steps.back();
    };
    switch (record.type) {
      case Data::CONTACT_STARTED: {
        const EntityKey contact = entity_key(data.getContactStarted().getContactId());
        add(BondStep::kMet, contact, contact).flags |= Step::kOpens;
        break;
      }
      case Data::ORDER_PLACED:
        add(BondStep::kMet, entity_key(data.getOrderPlaced().getOrderId()));
        break;
      case Data::CUSTOMER_NAMED: add(BondStep::kNamed); break;
      case Data::CONNECTION_NOTED: {
        const auto noted = data.getConnectionNoted();
        add(BondStep::kNoted, entity_key(noted.getNoteId())).code =
            static_cast<std::uint8_t>(noted.getNoteKind());
        break;
      }
      case Data::CONNECTION_NOTE_RETRACTED:
        add(BondStep::kRetracted, entity_key(data.getConnectionNoteRetracted().getNoteId()));
        break;
      case Data::KINDNESS_DONE: {
        const auto done = data.getKindnessDone();
        add(BondStep::kKindness, entity_key(done.getKindnessId()), entity_key(done.getContactId()))
            .code = static_cast<std::uint8_t>(done.getKindnessKind());
        break;
      }
      case Data::CONNECTION_RECIPROCATED: {
        const auto back = data.getConnectionReciprocated();
        EntityKey to = 0;
        if (back.isNoteId()) to = entity_key(back.getNoteId());
        if (back.isKindnessId()) to = entity_key(back.getKindnessId());
        add(BondStep::kReciprocated, to).code = static_cast<std::uint8_t>(back.getSign());
        break;
      }
      case Data::ALTERNATIVE_OFFERED: {
        const auto offered = data.getAlternativeOffered();
        if (offered.getSeller() == schema::Seller::COMPETITOR) {
          add(BondStep::kCompetitor, entity_key(offered.getIssueId()));
        }
        break;
      }
      case Data::ISSUE_OPENED: {
        const auto opened = data.getIssueOpened();
        if (opened.hasUnstatedNeed()) {
          add(BondStep::kUnstated, entity_key(opened.getIssueId()),
              entity_key(opened.getContactId()))
              .flags |= Step::kOpens;
        }
        break;
      }
      case Data::RESOLUTION_CONFIRMED:
        add(BondStep::kConfirmed, entity_key(data.getResolutionConfirmed().getIssueId()));
        break;
      case Data::RESOLUTION_REJECTED:
        add(BondStep::kUnconfirmed, entity_key(data.getResolutionRejected().getIssueId()));
        break;
      case Data::ISSUE_REOPENED:
        add(BondStep::kUnconfirmed, entity_key(data.getIssueReopened().getIssueId()));
        break;
      case Data::ACQUISITION_LEARNT: {
        const auto learnt = data.getAcquisitionLearnt();
        if (learnt.hasReferrerCustomerId()) {
          add(BondStep::kReferred).set_token(token_of(learnt.getReferrerCustomerId()));
        }
        break;
      }
      case Data::WORD_OF_MOUTH_REPORTED: {
        const auto word = data.getWordOfMouthReported();
        if (word.getDirection() == schema::WordDirection::TOLD) {
          add(BondStep::kTold, 0, entity_key(word.getContactId())).value = word.getPeopleCount();
        }
        break;
      }
      case Data::STORY_TOLD: {
        const auto told = data.getStoryTold();
        Step& step = add(BondStep::kStory, entity_key(told.getStoryId()));
        step.code = static_cast<std::uint8_t>(told.getAudience());
        step.value = told.getConsents().size();
        break;
      }
      case Data::STORY_WITHDRAWN:
        add(BondStep::kStoryWithdrawn, entity_key(data.getStoryWithdrawn().getStoryId()));
        break;
      case Data::CONSENT_WITHDRAWN:
        if (data.getConsentWithdrawn().getPurpose() == schema::ConsentPurpose::STORY) {
          add(BondStep::kConsentWithdrawn);
        }
        break;
      default: break;
    }
    return Done{};
  }
};

}  // namespace

std::unique_ptr<Projection> bonds_projection() { return std::make_unique<Bonds>(); }

}  // namespace bonds

void add_bonds(Projections& projections, Figures& figures) {
  projections.push_back(bonds::bonds_projection());
  bonds::add_word_figures(figures);
  bonds::add_depth_figures(figures);
  bonds::add_story_figures(figures);
  bonds::add_ledger_figures(figures);
}

}  // namespace dangol
