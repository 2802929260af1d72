#include "replay/figures/surveys.h"

#include <algorithm>

#include "events/event.capnp.h"
#include "replay/figures/by_entity.h"
#include "replay/figures/surveys_steps.h"

namespace dangol {

namespace {

using surveys::Score;
using surveys::SurveyStep;

const GroupingKey kByInstrument = {.name = "instrument",
                                   .meaning = {"what kind of question", "어떤 물음인지"},
                                   .kind = GroupingKey::Kind::kEnum,
                                   .type = "survey.offered",
                                   .field = "instrument"};
const GroupingKey kByAbout = {.name = "about",
                              .meaning = {"what it asks about", "무엇에 대한 설문인지"},
                              .kind = GroupingKey::Kind::kEnum,
                              .type = "survey.offered",
                              .field = "aboutKind"};
const GroupingKey kByScale = {
    .name = "scale",
    .meaning = {"the scale's ends, the least times 1,000 plus the most", "척도의 양 끝"},
    .kind = GroupingKey::Kind::kNumber};
const GroupingKey kBarScore = {.name = "score",
                               .meaning = {"the score as it was given", "매긴 점수"},
                               .kind = GroupingKey::Kind::kNumber};

constexpr std::string_view kOneAnswer =
    "One answer a question: the first counts, and a further one is irregular and left out.";
constexpr std::string_view kOffScale = "A score outside its scale is irregular, and left out.";
constexpr std::string_view kUnoffered =
    "What kind of question it was stands in the offer: an answer to a survey whose offer is not "
    "known is left out as unknown.";
constexpr std::string_view kNotThese =
    "Only questions of this kind on a scale of 0 to 10: nothing is rescaled.";
constexpr std::string_view kApart = "To be satisfied is not to recommend: the two are never mixed.";

struct Survey {
  const Step* offered = nullptr;
  std::vector<const Step*> answers;  // in time
  bool is(schema::Instrument instrument) const {
    return offered != nullptr && offered->code == static_cast<std::uint8_t>(instrument);
  }
};

// Looks at one survey after the other.
class SurveyFigure : public Figure {
 public:
  explicit SurveyFigure(FigureDefinition definition) : definition_(std::move(definition)) {}
  const FigureDefinition& definition() const override { return definition_; }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    thread_local Survey survey;
    each_entity(person.steps, [&](std::span<const AboutEntity> own) {
      survey.offered = nullptr;
      survey.answers.clear();
      for (const AboutEntity& about : own) {
        if (static_cast<SurveyStep>(about.step->type) == SurveyStep::kAnswered) {
          survey.answers.push_back(about.step);
        } else if (survey.offered == nullptr) {
          survey.offered = about.step;
        }
      }
      look(person, survey, question, into);
    });
  }

 protected:
  virtual void look(const PersonSteps& person, const Survey& survey, const Question& question,
                    Collector& into) const = 0;

  static Member member_of(const PersonSteps& person, const Survey& survey, const Step& named,
                          const Question& question) {
    Member member;
    member.person = person.person;
    member.stream = named.stream;
    member.entity = named.entity;
    member.deciding[0] = named.position;
    if (survey.offered != nullptr) {
      if (question.by == &kByInstrument) member.group = survey.offered->code;
      if (question.by == &kByAbout) member.group = survey.offered->value;
    }
    return member;
  }

 private:
  const FigureDefinition definition_;
};

// Looks at one scored answer after the other.
class AnswerFigure : public SurveyFigure {
 public:
  using SurveyFigure::SurveyFigure;

 protected:
  void look(const PersonSteps& person, const Survey& survey, const Question& question,
            Collector& into) const final {
    for (std::size_t i = 0; i < survey.answers.size(); ++i) {
      const Step& answer = *survey.answers[i];
      if (!answer.has(surveys::kScored) || !question.period.includes(answer.occurred)) continue;
      Member member = member_of(person, survey, answer, question);
      if (survey.offered != nullptr) member.deciding[1] = survey.offered->position;
      const Score score = Score::of(answer.value);
      const bool again = std::any_of(
          survey.answers.begin(), survey.answers.begin() + static_cast<std::ptrdiff_t>(i),
          [&](const Step* earlier) { return earlier->key == answer.key; });
      if (!takes(survey, score)) continue;
      if (question.by == &kByScale) {
        member.group = static_cast<std::uint64_t>(score.least * 1000 + score.most);
      }
      if (again || !score.on_scale()) {
        into.add(left_out(member, Exclusion::kIrregular));
      } else if (survey.offered == nullptr && needs_offer()) {
        into.add(left_out(member, Exclusion::kUnknown));
      } else {
        add(score, member, into);
      }
    }
  }
  // Whether it is one of the answers that the figure is about; of a survey whose offer is not known,
  // whether it may be.
  virtual bool takes(const Survey& survey, const Score& score) const = 0;
  virtual bool needs_offer() const { return true; }
  virtual void add(const Score& score, Member member, Collector& into) const = 0;

  static Member left_out(Member member, Exclusion reason) {
    member.part = Part::kExcluded;
    member.reason = reason;
    return member;
  }
};

// Would you recommend us, 0 to 10.
class Recommending : public AnswerFigure {
 public:
  // Scores from `least` to `most` are the numerator.
  Recommending(FigureDefinition definition, int least, int most)
      : AnswerFigure(std::move(definition)), least_(least), most_(most) {}

 protected:
  bool takes(const Survey& survey, const Score& score) const override {
    return score.is(0, 10) &&
           (survey.offered == nullptr || survey.is(schema::Instrument::RECOMMEND));
  }
  void add(const Score& score, Member member, Collector& into) const override {
    member.need = -score.given;
    member.part =
        least_ <= score.given && score.given <= most_ ? Part::kNumerator : Part::kDenominator;
    into.add(member);
  }

 private:
  const int least_, most_;
};

// Promoters less detractors.
class NetPromoters : public Recommending {
 public:
  explicit NetPromoters(FigureDefinition definition) : Recommending(std::move(definition), 0, 10) {}

 protected:
  void add(const Score& score, Member member, Collector& into) const override {
    member.need = -score.given;
    member.measure = score.given >= 9 ? 1 : score.given <= 6 ? -1 : 0;
    into.add(member);
  }
};

class Resolved : public AnswerFigure {
 public:
  explicit Resolved(FigureDefinition definition) : AnswerFigure(std::move(definition)) {}

 protected:
  bool takes(const Survey& survey, const Score& score) const override {
    return score.is(0, 1) &&
           (survey.offered == nullptr || survey.is(schema::Instrument::RESOLVED_YES_NO));
  }
  void add(const Score& score, Member member, Collector& into) const override {
    member.part = score.given == 1 ? Part::kNumerator : Part::kDenominator;
    into.add(member);
  }
};

class Scores : public AnswerFigure {
 public:
  explicit Scores(FigureDefinition definition) : AnswerFigure(std::move(definition)) {}

 protected:
  bool takes(const Survey&, const Score&) const override { return true; }
  bool needs_offer() const override { return false; }
  void add(const Score& score, Member member, Collector& into) const override {
    member.bar = static_cast<std::uint64_t>(score.given);
    into.add(member);
  }
};

class Responses : public SurveyFigure {
 public:
  explicit Responses(FigureDefinition definition) : SurveyFigure(std::move(definition)) {}

 protected:
  void look(const PersonSteps& person, const Survey& survey, const Question& question,
            Collector& into) const override {
    const Step& named = survey.offered != nullptr ? *survey.offered : *survey.answers.front();
    if (!question.period.includes(named.occurred)) return;
    Member member = member_of(person, survey, named, question);
    if (!survey.answers.empty()) member.deciding[1] = survey.answers.front()->position;
    if (survey.offered == nullptr) {
      member.part = Part::kExcluded;
      member.reason = Exclusion::kUnknown;
    } else if (survey.answers.empty()) {
      member.part = Part::kDenominator;
    }
    into.add(member);
  }
};

FigureDefinition recommending(std::string_view name, Bilingual title, Bilingual sentence,
                              std::string_view numerator) {
  return {
      .name = name,
      .kind = FigureKind::kShare,
      .projection = "surveys",
      .title = title,
      .sentence = sentence,
      .period = "the answer",
      .numerator = numerator,
      .denominator = "answers to the question whether they would recommend us",
      .source = "the usual reading of the question on 0 to 10: 9 and 10 promote, 0 to 6 detract",
      .edge_cases = {kNotThese, kApart, kOneAnswer, kOffScale, kUnoffered},
      .keys = {&kByAbout},
      .need = "lowest score",
  };
}

}  // namespace

void add_surveys(Projections& projections, Figures& figures) {
  projections.push_back(surveys::surveys_projection());
  FigureDefinition net = recommending(
      "surveys.net-promoters", {"Net promoters", "순추천 지수(NPS)"},
      {"Of the answers to the question whether they would recommend us, the share of 9 and 10 "
       "less the share of 0 to 6; times 100 it is the NPS.",
       "추천하겠느냐는 물음의 답 가운데 9·10점의 비율에서 0~6점의 비율을 뺀 값. 100을 곱하면 "
       "NPS이다."},
      "answers, each counting 1 for 9 and 10, -1 for 0 to 6, and 0 between");
  net.kind = FigureKind::kMean;
  net.denominator = {};
  figures.push_back(std::make_unique<NetPromoters>(std::move(net)));
  figures.push_back(std::make_unique<Recommending>(
      recommending(
          "surveys.promoters", {"Promoters", "추천하는 사람"},
          {"Of the answers to the question whether they would recommend us, the share of 9 "
           "and 10.",
           "추천하겠느냐는 물음의 답 가운데 9점과 10점의 비율."},
          "answers of 9 and 10"),
      9, 10));
  figures.push_back(std::make_unique<Recommending>(
      recommending(
          "surveys.detractors", {"Detractors", "추천하지 않는 사람"},
          {"Of the answers to the question whether they would recommend us, the share of 0 "
           "to 6.",
           "추천하겠느냐는 물음의 답 가운데 0점에서 6점까지의 비율."},
          "answers of 0 to 6"),
      0, 6));
  figures.push_back(std::make_unique<Resolved>(FigureDefinition{
      .name = "surveys.resolved",
      .kind = FigureKind::kShare,
      .projection = "surveys",
      .title = {"Resolved, as they say", "해결되었다는 답"},
      .sentence = {"Of the answers to the question whether it is solved, the share of yes.",
                   "해결되었느냐는 물음의 답 가운데 그렇다는 답의 비율."},
      .period = "the answer",
      .numerator = "answers of yes",
      .denominator = "answers to the question whether it is solved",
      .source = "the person's own word on the resolution",
      .edge_cases = {"Yes is 1 and no 0 on a scale of 0 to 1; other scales are no such question.",
                     kOneAnswer, kOffScale, kUnoffered},
      .keys = {&kByAbout},
  }));
  figures.push_back(std::make_unique<Scores>(FigureDefinition{
      .name = "surveys.scores",
      .kind = FigureKind::kCount,
      .projection = "surveys",
      .title = {"Scores as given", "매긴 점수 그대로"},
      .sentence = {"How many answers gave which score; divide by scale and kind of question.",
                   "몇 점이라는 답이 몇 건인지. 척도와 물음의 종류로 나누어 본다."},
      .period = "the answer",
      .numerator = "answers with that score",
      .source = "scores stay on the scale on which they were given",
      .edge_cases = {"Scores of different scales are not the same: divide by `scale`.", kApart,
                     kOneAnswer, kOffScale},
      .keys = {&kByScale, &kByInstrument, &kByAbout},
      .bars = &kBarScore,
  }));
  figures.push_back(std::make_unique<Responses>(FigureDefinition{
      .name = "surveys.responses",
      .kind = FigureKind::kShare,
      .projection = "surveys",
      .title = {"Response", "응답률"},
      .sentence = {"Of the surveys offered, the share that was answered.",
                   "권한 설문 가운데 답을 받은 것의 비율."},
      .period = "the offer",
      .numerator = "surveys of which at least one question was answered",
      .denominator = "surveys offered",
      .source = "no score is read without knowing how many did not answer",
      .edge_cases = {"An answer in words alone is an answer.",
                     "Answers to a survey whose offer is not known are left out as unknown."},
      .keys = {&kByInstrument, &kByAbout},
  }));
}

}  // namespace dangol
