// How persons came, and who told whom.
#include <algorithm>
#include <cstring>
#include <optional>

#include "events/event.capnp.h"
#include "replay/figures/bonds_steps.h"
#include "replay/figures/purchases_steps.h"

namespace dangol::bonds {

namespace {

using schema::AcquisitionVia;

const GroupingKey kByEvidence = {.name = "evidence",
                                 .meaning = {"how we know", "어떻게 알았는지"},
                                 .kind = GroupingKey::Kind::kEnum,
                                 .type = "acquisition.learnt",
                                 .field = "evidence"};
const GroupingKey kByMonth = {
    .name = "month",
    .meaning = {"the month of the first purchase, by the sender's clock", "처음 구매한 달"},
    .kind = GroupingKey::Kind::kMonth};
const GroupingKey kBarVia = {.name = "via",
                             .meaning = {"the way", "어떻게 왔는지"},
                             .kind = GroupingKey::Kind::kEnum,
                             .type = "acquisition.learnt",
                             .field = "via"};

constexpr std::string_view kNew =
    "A person is new in the period of their first purchase; history before the first event is not "
    "known, so early persons may look new.";
constexpr std::string_view kNewest = "Of several words on how the person came the latest counts.";

bool known(std::uint8_t via) {
  return via != static_cast<std::uint8_t>(AcquisitionVia::UNSET) &&
         via != static_cast<std::uint8_t>(AcquisitionVia::UNKNOWN);
}
bool by_word(std::uint8_t via) {
  return via == static_cast<std::uint8_t>(AcquisitionVia::WORD_OF_MOUTH) ||
         via == static_cast<std::uint8_t>(AcquisitionVia::REFERRAL_CODE);
}

// Looks at persons who bought for the first time.
class NewPersons : public Figure {
 public:
  explicit NewPersons(FigureDefinition definition) : definition_(std::move(definition)) {}
  const FigureDefinition& definition() const override { return definition_; }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    thread_local Purchases found;
    find_purchases(person, found);
    if (found.bought.empty()) return;
    const Step& first = *found.bought.front().placed;
    if (!question.period.includes(first.occurred)) return;
    const Step* learnt = nullptr;
    for (const Step& step : person.steps) {
      if (is(step, PurchaseStep::kAcquired)) learnt = &step;
    }
    Member member;
    member.person = person.person;
    member.stream = first.stream;
    member.deciding[0] = first.position;
    if (learnt != nullptr) member.deciding[1] = learnt->position;
    if (question.by == &kByMonth) member.group = static_cast<std::uint64_t>(first.local_month());
    if (question.by == &kByEvidence && learnt != nullptr) member.group = learnt->value;
    if (!person.identified()) {
      member.entity = first.entity;
      member.part = Part::kExcluded;
      member.reason = Exclusion::kUnidentified;
      return into.add(member);
    }
    add(learnt == nullptr ? std::uint8_t{0} : learnt->code, member, into);
  }

 protected:
  virtual void add(std::uint8_t via, Member member, Collector& into) const = 0;

 private:
  const FigureDefinition definition_;
};

class ByWord : public NewPersons {
 public:
  ByWord()
      : NewPersons({
            .name = "acquisition.word-of-mouth",
            .kind = FigureKind::kShare,
            .projection = "purchases",
            .title = {"Word of mouth", "입소문"},
            .sentence = {"Of the new persons of whom it is known how they came, the share who were "
                         "told by somebody or used somebody's code.",
                         "어떻게 왔는지 아는 새 고객 가운데 누가 알려 주었거나 추천 번호로 온 "
                         "사람의 비율."},
            .period = "the person's first purchase",
            .numerator = "new persons who came by word of mouth or by a referral code",
            .denominator = "new persons of whom it is known how they came",
            .source = "an essay on a shop of whose new customers 43 % came by word of mouth",
            .edge_cases =
                {kNew, kNewest,
                 "Who did not say, or does not know, is left out as unknown: their number "
                 "stands beside.",
                 "Purchases of nobody known are left out as unidentified."},
            .keys = {&kByEvidence, &kByMonth},
        }) {}

 protected:
  void add(std::uint8_t via, Member member, Collector& into) const override {
    if (!known(via)) {
      member.part = Part::kExcluded;
      member.reason = Exclusion::kUnknown;
    } else if (!by_word(via)) {
      member.part = Part::kDenominator;
    }
    into.add(member);
  }
};

class Ways : public NewPersons {
 public:
  Ways()
      : NewPersons({
            .name = "acquisition.ways",
            .kind = FigureKind::kCount,
            .projection = "purchases",
            .title = {"How new persons came", "새 고객이 온 길"},
            .sentence =
                {"How many new persons came in which way; where nobody knows, that is a way "
                 "of its own.",
                 "새 고객이 어떻게 왔는지, 길마다 몇 사람인지. 모르는 사람도 따로 센다."},
            .period = "the person's first purchase",
            .numerator = "new persons who came so",
            .source = "an essay on a shop of whose new customers 44 % came by advertising and 43 % "
                      "by word of mouth",
            .edge_cases = {kNew, kNewest,
                           "Purchases of nobody known are left out as unidentified."},
            .keys = {&kByEvidence, &kByMonth},
            .bars = &kBarVia,
        }) {}

 protected:
  void add(std::uint8_t via, Member member, Collector& into) const override {
    member.bar = via;
    into.add(member);
  }
};

class Reach : public Figure {
 public:
  const FigureDefinition& definition() const override {
    static const FigureDefinition definition = {
        .name = "word.reach",
        .kind = FigureKind::kMean,
        .projection = "bonds",
        .title = {"Reach of a person", "한 사람이 부른 사람"},
        .sentence =
            {"How many persons name one person as who told them, on the average over those "
             "who are named.",
             "누가 알려 주었느냐는 물음에 이름이 나온 사람마다, 그 사람을 댄 사람이 평균 몇인지."},
        .period = "the word by which somebody names them",
        .numerator = "persons who are named, each with how many persons name them",
        .source = "an essay says that one moved person tells six",
        .edge_cases = {"Each naming person counts once, however often they say it.",
                       "Only identified persons name anybody; who names themselves is not counted.",
                       "How many a person says they told is another figure."},
        .need = "persons who name them",
    };
    return definition;
  }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    if (!person.identified()) return;
    for (const Step& step : person.steps) {
      if (kind_of(step) != BondStep::kReferred || !question.period.includes(step.occurred))
        continue;
      const StreamToken named = person.goes_by(step.token());
      if (named == person.person || named == StreamToken{}) continue;
      into.cross({half_of(named, 0), step.occurred, step.position, person.person, step.stream, 0,
                  half_of(named, 1), 0});
    }
  }

  void conclude(std::span<const Crossing> crossings, const Question&,
                Collector& into) const override {
    std::vector<Crossing> named(crossings.begin(), crossings.end());
    const auto whom = [](const Crossing& c) { return std::pair(c.key, c.value); };
    std::stable_sort(named.begin(), named.end(),
                     [&](const Crossing& a, const Crossing& b) { return whom(a) < whom(b); });
    std::vector<StreamToken> persons;
    for (std::size_t begin = 0; begin < named.size();) {
      std::size_t end = begin;
      persons.clear();
      for (; end < named.size() && whom(named[end]) == whom(named[begin]); ++end) {
        persons.push_back(named[end].person);
      }
      std::sort(persons.begin(), persons.end());
      persons.erase(std::unique(persons.begin(), persons.end()), persons.end());
      Member member;
      std::memcpy(member.person.bytes.data(), &named[begin].key, 8);
      std::memcpy(member.person.bytes.data() + 8, &named[begin].value, 8);
      member.stream = named[begin].stream;
      member.measure = static_cast<std::int64_t>(persons.size());
      member.need = member.measure;
      for (std::size_t i = 0; i < member.deciding.size() && begin + i < end; ++i) {
        member.deciding[i] = named[begin + i].position;
      }
      into.add(member);
      begin = end;
    }
  }
};

class Told : public Figure {
 public:
  const FigureDefinition& definition() const override {
    static const FigureDefinition definition = {
        .name = "word.told",
        .kind = FigureKind::kMean,
        .projection = "bonds",
        .title = {"Told on", "들려준 사람 수"},
        .sentence = {"How many people a person says they told about us, on the average over those "
                     "who say a number.",
                     "몇 사람에게 우리 이야기를 들려주었는지, 수를 말한 사람들의 평균."},
        .period = "the word of it",
        .numerator = "persons who say a number, each with the largest that they said",
        .source = "an essay says that one moved person tells six",
        .edge_cases = {"Who told others and does not say how many is left out as unknown.",
                       "The largest number a person said counts."},
        .need = "people told",
    };
    return definition;
  }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    const Step* most = nullptr;
    for (const Step& step : person.steps) {
      if (kind_of(step) != BondStep::kTold || !question.period.includes(step.occurred)) continue;
      if (most == nullptr || step.value > most->value) most = &step;
    }
    if (most == nullptr) return;
    Member member;
    member.person = person.person;
    member.stream = most->stream;
    member.deciding[0] = most->position;
    member.measure = static_cast<std::int64_t>(most->value);
    member.need = member.measure;
    if (!person.identified() || most->value == 0) {
      member.part = Part::kExcluded;
      member.reason = person.identified() ? Exclusion::kUnknown : Exclusion::kUnidentified;
    }
    into.add(member);
  }
};

}  // namespace

void add_word_figures(Figures& figures) {
  figures.push_back(std::make_unique<ByWord>());
  figures.push_back(std::make_unique<Ways>());
  figures.push_back(std::make_unique<Reach>());
  figures.push_back(std::make_unique<Told>());
}

}  // namespace dangol::bonds
