#include <charconv>
#include <string_view>

#include "events/event.capnp.h"
#include "replay/figures/registers_steps.h"
#include "replay/record_view_capnp.h"

namespace dangol::registers {

namespace {

std::uint8_t type(RegisterStep step) { return static_cast<std::uint8_t>(step); }

// Months before January 1970 count as none.
std::uint64_t month_number(std::int64_t month) {
  return month < 0 ? 0 : static_cast<std::uint64_t>(month);
}

// Of `2026-11`, as the schema has it.
std::uint64_t month_of_text(std::string_view text) {
  int year = 1970, month = 1;
  std::from_chars(text.data(), text.data() + std::min<std::size_t>(4, text.size()), year);
  if (text.size() >= 7) std::from_chars(text.data() + 5, text.data() + 7, month);
  return month_number((year - 1970) * 12 + month - 1);
}

std::uint64_t micros(schema::Time::Reader time) {
  return static_cast<std::uint64_t>(time.getMicros());
}

class Registers : public Projection {
 public:
  std::string_view name() const override { return "registers"; }
  std::uint32_t version() const override { return 1; }

  Status apply(const RecordView& record, std::vector<Step>& steps) const override {
    const auto data = record.event.getData();
    switch (record.type) {
      case schema::Event::Data::PERSONAL_DATA_ACCESSED: {
        Step step = step_of(record, type(RegisterStep::kAccessed));
        step.value = month_number(step.local_month());
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::ACCESS_RECORDS_REVIEWED: {
        const auto month = data.getAccessRecordsReviewed().getMonth();
        Step step = step_of(record, type(RegisterStep::kReviewed));
        step.value = month_of_text({month.cStr(), month.size()});
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::SUBJECT_REQUEST_RECEIVED: {
        const auto request = data.getSubjectRequestReceived();
        Step step = step_of(record, type(RegisterStep::kRequested));
        step.entity = entity_key(request.getRequestId());
        step.code = static_cast<std::uint8_t>(request.getRight());
        step.value = micros(request.getDueBy());
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::SUBJECT_REQUEST_DECIDED: {
        const auto answer = data.getSubjectRequestDecided();
        Step step = step_of(record, type(RegisterStep::kAnswered));
        step.entity = entity_key(answer.getRequestId());
        step.code = static_cast<std::uint8_t>(answer.getOutcome());
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::RETENTION_HELD: {
        const auto hold = data.getRetentionHeld();
        Step step = step_of(record, type(RegisterStep::kHeld));
        step.entity = entity_key(hold.getHoldId());
        step.value = micros(hold.getUntil());
        step.key = text_key(hold.getLaw());
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::RETENTION_RELEASED: {
        Step step = step_of(record, type(RegisterStep::kReleased));
        step.entity = entity_key(data.getRetentionReleased().getHoldId());
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::PERSONAL_DATA_ERASED: {
        const auto kept = data.getPersonalDataErased().getKept();
        Step step = step_of(record, type(RegisterStep::kErased));
        step.value = kept.size();
        if (kept.size() > 0) step.key = text_key(kept[0].getLaw());
        steps.push_back(step);
        break;
      }
      default: break;
    }
    return Done{};
  }
};

}  // namespace

std::unique_ptr<Projection> registers_projection() { return std::make_unique<Registers>(); }

}  // namespace dangol::registers
