#include "events/event.capnp.h"
#include "replay/figures/responses_steps.h"
#include "replay/record_view_capnp.h"

namespace dangol::responses {

namespace {

bool answers(schema::ActorKind actor) {
  return actor == schema::ActorKind::STAFF || actor == schema::ActorKind::PARTNER;
}

class Responses : public Projection {
 public:
  std::string_view name() const override { return "responses"; }
  std::uint32_t version() const override { return 1; }

  Status apply(const RecordView& record, std::vector<Step>& steps) const override {
    const auto data = record.event.getData();
    const auto about = [&](ResponseStep type, capnp::Data::Reader entity) {
      Step step = step_of(record, type_of(type));
      step.entity = entity_key(entity);
      return step;
    };
    switch (record.type) {
      case schema::Event::Data::ISSUE_OPENED: {
        const auto opened = data.getIssueOpened();
        Step step = about(ResponseStep::kOpened, opened.getIssueId());
        step.contact = entity_key(opened.getContactId());
        step.value = text_key(opened.getTopic());
        step.key = text_key(opened.getProduct());
        step.flags |= Step::kOpens;
        steps.push_back(step);
        for (const auto label : opened.getLabels()) {
          Step more = about(ResponseStep::kLabel, opened.getIssueId());
          more.contact = step.contact;
          more.value = text_key(label.getName());
          more.key = text_key(label.getValue());
          steps.push_back(more);
        }
        break;
      }
      case schema::Event::Data::ISSUE_TOUCHED: {
        const auto touched = data.getIssueTouched();
        Step step = about(ResponseStep::kTouched, touched.getIssueId());
        step.contact = entity_key(touched.getContactId());
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::ACTION_TAKEN: {
        const schema::ActorKind actor = record.event.getActorKind();
        if (actor != schema::ActorKind::UNSET && !answers(actor)) break;
        steps.push_back(about(ResponseStep::kAction, data.getActionTaken().getIssueId()));
        break;
      }
      case schema::Event::Data::ISSUE_CLOSED: {
        Step step = about(ResponseStep::kClosed, data.getIssueClosed().getIssueId());
        step.code = static_cast<std::uint8_t>(data.getIssueClosed().getClosure());
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::CONTACT_STARTED: {
        Step step = about(ResponseStep::kContact, data.getContactStarted().getContactId());
        step.contact = step.entity;
        step.code = static_cast<std::uint8_t>(data.getContactStarted().getChannel());
        step.flags |= Step::kOpens;
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::MESSAGE_EXCHANGED: {
        const auto message = data.getMessageExchanged();
        const schema::ActorKind author = message.getAuthorKind();
        if (author != schema::ActorKind::CUSTOMER && !answers(author)) break;
        Step step = about(
            author == schema::ActorKind::CUSTOMER ? ResponseStep::kAsked : ResponseStep::kAnswered,
            message.getContactId());
        step.contact = step.entity;
        steps.push_back(step);
        break;
      }
      default: break;
    }
    return Done{};
  }
};

}  // namespace

std::unique_ptr<Projection> responses_projection() { return std::make_unique<Responses>(); }

}  // namespace dangol::responses
