#include "replay/figures/surveys_steps.h"
#include "replay/record_view_capnp.h"

namespace dangol::surveys {

namespace {

class Surveys : public Projection {
 public:
  std::string_view name() const override { return "surveys"; }
  std::uint32_t version() const override { return 1; }

  Status apply(const RecordView& record, std::vector<Step>& steps) const override {
    const auto data = record.event.getData();
    switch (record.type) {
      case schema::Event::Data::SURVEY_OFFERED: {
        const auto offered = data.getSurveyOffered();
        Step step = step_of(record, static_cast<std::uint8_t>(SurveyStep::kOffered));
        step.entity = entity_key(offered.getSurveyId());
        step.code = static_cast<std::uint8_t>(offered.getInstrument());
        step.value = static_cast<std::uint64_t>(offered.getAboutKind());
        step.key = static_cast<std::uint64_t>(offered.getChannel());
        if (offered.getAboutKind() == schema::SurveyAbout::CONTACT) {
          step.contact = entity_key(offered.getAboutId());
          step.flags |= Step::kOpens;
        }
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::SURVEY_ANSWERED: {
        const auto answered = data.getSurveyAnswered();
        Step step = step_of(record, static_cast<std::uint8_t>(SurveyStep::kAnswered));
        step.entity = entity_key(answered.getSurveyId());
        step.key = entity_key(answered.getQuestionId());
        const bool scored = answered.which() == schema::SurveyAnswered::SCORE;
        step.value = Score{answered.getScaleMin(), answered.getScaleMax(),
                           scored ? answered.getScore() : std::int16_t{0}}
                         .packed();
        if (scored) step.flags |= kScored;
        if (answered.hasWords()) step.flags |= kWords;
        steps.push_back(step);
        break;
      }
      default: break;
    }
    return Done{};
  }
};

}  // namespace

std::unique_ptr<Projection> surveys_projection() { return std::make_unique<Surveys>(); }

}  // namespace dangol::surveys
