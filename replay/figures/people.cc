#include "replay/figures/people.h"

#include "replay/record_view_capnp.h"
#include "replay/ties.h"

namespace dangol {

namespace {

class People : public Projection {
 public:
  std::string_view name() const override { return "people"; }
  std::uint32_t version() const override { return 1; }

  Status apply(const RecordView& record, std::vector<Step>& steps) const override {
    const auto data = record.event.getData();
    switch (record.type) {
      case schema::Event::Data::CUSTOMERS_MERGED: {
        const auto merged = data.getCustomersMerged();
        const StreamToken absorbed = token_of(merged.getAbsorbed());
        const StreamToken survivor = token_of(merged.getSurvivor());
        Step step = step_of(record, static_cast<std::uint8_t>(PeopleStep::kMerged));
        step.code = absorbed == record.entry.stream ? 1 : 0;
        step.set_token(step.code == 1 ? survivor : absorbed);
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::CONTACT_ATTRIBUTED: {
        const auto moved = data.getContactAttributed();
        const StreamToken from = moved.hasFrom() ? token_of(moved.getFrom()) : record.entry.stream;
        Step step = step_of(record, static_cast<std::uint8_t>(PeopleStep::kMoved));
        step.contact = entity_key(moved.getContactId());
        step.code = from == record.entry.stream ? 0 : 1;
        step.set_token(step.code == 0 ? token_of(moved.getTo()) : from);
        steps.push_back(step);
        break;
      }
      default: break;
    }
    return Done{};
  }
};

}  // namespace

void add_people(Projections& projections) { projections.push_back(std::make_unique<People>()); }

}  // namespace dangol
