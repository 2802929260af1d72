#include "replay/figures/desk_steps.h"
#include "replay/record_view_capnp.h"

namespace dangol::desk {

namespace {

Step step_about(const RecordView& record, DeskStep type, EntityKey entity, EntityKey contact) {
  Step step = step_of(record, static_cast<std::uint8_t>(type));
  step.entity = entity;
  step.contact = contact;
  return step;
}

void contact_started(const RecordView& record, schema::ContactStarted::Reader started,
                     std::vector<Step>& steps) {
  const EntityKey contact = entity_key(started.getContactId());
  Step step = step_about(record, DeskStep::kContact, contact, contact);
  step.code = static_cast<std::uint8_t>(started.getChannel());
  step.value = text_key(started.getEntryPoint());
  step.key = text_key(started.getLanguage());
  step.flags |= Step::kOpens;
  if (started.getDirection() == schema::Direction::INBOUND) step.flags |= kInbound;
  if (started.getDirection() == schema::Direction::OUTBOUND) step.flags |= kOutbound;
  if (started.getRelation() == schema::ContactRelation::TRANSFER_LEG) step.flags |= kTransferLeg;
  steps.push_back(step);
  for (const auto label : started.getLabels()) {
    Step named = step_about(record, DeskStep::kLabel, contact, contact);
    named.key = text_key(label.getName());
    named.value = text_key(label.getValue());
    steps.push_back(named);
  }
}

class Desk : public Projection {
 public:
  std::string_view name() const override { return "desk"; }
  std::uint32_t version() const override { return 1; }

  Status apply(const RecordView& record, std::vector<Step>& steps) const override {
    const auto data = record.event.getData();
    switch (record.type) {
      case schema::Event::Data::CONTACT_STARTED:
        contact_started(record, data.getContactStarted(), steps);
        break;
      case schema::Event::Data::CONTACT_ENDED: {
        const auto ended = data.getContactEnded();
        const EntityKey contact = entity_key(ended.getContactId());
        Step step = step_about(record, DeskStep::kContactEnded, contact, contact);
        step.code = static_cast<std::uint8_t>(ended.getEndedBy());
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::AGENT_JOINED: {
        const EntityKey contact = entity_key(data.getAgentJoined().getContactId());
        steps.push_back(step_about(record, DeskStep::kJoined, contact, contact));
        break;
      }
      case schema::Event::Data::WAIT_STARTED: {
        const auto started = data.getWaitStarted();
        Step step = step_about(record, DeskStep::kWaitStarted, entity_key(started.getWaitId()),
                               entity_key(started.getContactId()));
        step.code = static_cast<std::uint8_t>(started.getWaitKind());
        step.key = text_key(started.getQueue());
        step.flags |= Step::kOpens;
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::WAIT_EASED: {
        const auto eased = data.getWaitEased();
        Step step = step_about(record, DeskStep::kWaitEased, entity_key(eased.getWaitId()), 0);
        step.code = static_cast<std::uint8_t>(eased.getWith());
        if (eased.getChosenByCustomer() == schema::YesNo::YES) step.flags |= kChosen;
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::WAIT_ENDED: {
        const auto ended = data.getWaitEnded();
        Step step = step_about(record, DeskStep::kWaitEnded, entity_key(ended.getWaitId()), 0);
        step.code = static_cast<std::uint8_t>(ended.getEnd());
        steps.push_back(step);
        break;
      }
      default: break;
    }
    return Done{};
  }
};

}  // namespace

std::unique_ptr<Projection> desk_projection() { return std::make_unique<Desk>(); }

}  // namespace dangol::desk
