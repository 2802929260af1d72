#include "events/event.capnp.h"
#include "replay/figures/boundaries_steps.h"
#include "replay/record_view_capnp.h"

namespace dangol::boundaries {

namespace {

Step new_step(const RecordView& record, BoundaryStep type) {
  return step_of(record, static_cast<std::uint8_t>(type));
}

Step in_contact(const RecordView& record, BoundaryStep type, capnp::Data::Reader contact) {
  Step step = new_step(record, type);
  step.contact = entity_key(contact);
  return step;
}

class Boundaries : public Projection {
 public:
  std::string_view name() const override { return "boundaries"; }
  std::uint32_t version() const override { return 1; }

  Status apply(const RecordView& record, std::vector<Step>& steps) const override {
    const auto data = record.event.getData();
    switch (record.type) {
      case schema::Event::Data::ABUSE_REPORTED: {
        const auto abuse = data.getAbuseReported();
        Step step = in_contact(record, BoundaryStep::kAbuse, abuse.getContactId());
        step.code = static_cast<std::uint8_t>(abuse.getAbuseKind());
        step.value = entity_key(abuse.getByAgent());
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::WARNING_GIVEN:
        steps.push_back(
            in_contact(record, BoundaryStep::kWarning, data.getWarningGiven().getContactId()));
        break;
      case schema::Event::Data::CONTACT_ENDED_FOR_PROTECTION:
        steps.push_back(in_contact(record, BoundaryStep::kProtected,
                                   data.getContactEndedForProtection().getContactId()));
        break;
      case schema::Event::Data::STAFF_PROTECTED: {
        const auto measure = data.getStaffProtected();
        Step step = new_step(record, BoundaryStep::kMeasure);
        step.entity = entity_key(measure.getAgentId());
        step.set_token(token_of(measure.getCustomerId()));
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::RELATIONSHIP_ENDED: {
        Step step = new_step(record, BoundaryStep::kEnded);
        step.value =
            static_cast<std::uint64_t>(data.getRelationshipEnded().getReviewOn().getMicros());
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::RELATIONSHIP_RESTORED:
        steps.push_back(new_step(record, BoundaryStep::kRestored));
        break;
      default: break;
    }
    return Done{};
  }
};

}  // namespace

std::unique_ptr<Projection> boundaries_projection() { return std::make_unique<Boundaries>(); }

}  // namespace dangol::boundaries
