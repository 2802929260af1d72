#include "replay/figures/promises_steps.h"
#include "replay/record_view_capnp.h"

namespace dangol::promises {

namespace {

class Promises : public Projection {
 public:
  std::string_view name() const override { return "promises"; }
  std::uint32_t version() const override { return 1; }

  Status apply(const RecordView& record, std::vector<Step>& steps) const override {
    const auto data = record.event.getData();
    const auto about = [&](PromiseStep type, capnp::Data::Reader promise) -> Step& {
      Step step = step_of(record, static_cast<std::uint8_t>(type));
      step.entity = entity_key(promise);
      steps.push_back(step);
      return steps.back();
    };
    switch (record.type) {
      case schema::Event::Data::PROMISE_MADE: {
        const auto made = data.getPromiseMade();
        Step& step = about(PromiseStep::kMade, made.getPromiseId());
        step.contact = entity_key(made.getContactId());
        step.code = static_cast<std::uint8_t>(made.getPromiseKind());
        step.value = static_cast<std::uint64_t>(made.getWindowEnd().getMicros());
        step.flags |= Step::kOpens;
        break;
      }
      case schema::Event::Data::PROMISE_KEPT:
        about(PromiseStep::kKept, data.getPromiseKept().getPromiseId());
        break;
      case schema::Event::Data::PROMISE_RELEASED:
        about(PromiseStep::kReleased, data.getPromiseReleased().getPromiseId());
        break;
      case schema::Event::Data::PROMISE_LAPSED:
        about(PromiseStep::kLapsed, data.getPromiseLapsed().getPromiseId());
        break;
      default: break;
    }
    return Done{};
  }
};

}  // namespace

std::unique_ptr<Projection> promises_projection() { return std::make_unique<Promises>(); }

}  // namespace dangol::promises
