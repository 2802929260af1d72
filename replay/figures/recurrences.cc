// Personal recurrence: the same thing came back to the same person.
#include <algorithm>
#include <tuple>

#include "replay/figures/problems_steps.h"

namespace dangol::problems {

namespace {

enum class Same : std::uint8_t { kKey, kTopic };

constexpr std::string_view kKeyIsLast =
    "Product, topic and symptom are those of the newest classification that is known.";
constexpr std::string_view kAnyEarlier =
    "Any earlier issue counts, not only the newest; of several the shortest time decides.";
constexpr std::string_view kTouching =
    "The very moment of the proposal counts (0 days), and so does the last moment of the window.";
constexpr std::string_view kCensored = "What was solved before the history begins is not seen.";
constexpr std::string_view kNoKey = "An issue of which none of the three is known is left out.";
constexpr std::string_view kNobody =
    "An issue of nobody in particular is left out as unidentified.";
constexpr std::string_view kNotOpened =
    "What is known of an issue whose opening is not known is irregular, and left out.";

const FigureDefinition& by_proposal() {
  static const FigureDefinition definition = {
      .name = "recurrences.by-proposal",
      .kind = FigureKind::kShare,
      .projection = "problems",
      .title = {"Recurrence after a proposed solution", "해결을 제안한 뒤의 재발"},
      .sentence =
          {"Of the issues opened, the share that came back: the same person had an earlier "
           "issue of the same product, topic and symptom, for which a solution had been "
           "proposed at most R days before.",
           "접수된 문의 가운데, 같은 사람이 같은 제품·주제·증상의 문의에 해결을 제안받은 지 "
           "R일 안에 다시 낸 것의 비율."},
      .period = "the issue's opening",
      .numerator = "issues that came back",
      .denominator = "issues opened",
      .source =
          "first-contact practice asks whether the same person comes back with the same "
          "thing within a stated time; here from staff's own word that it was solved",
      .edge_cases = {kKeyIsLast, kAnyEarlier, kTouching, kCensored, kNoKey, kNobody, kNotOpened},
      .keys = {&kKey, &kProduct, &kTopic, &kSymptom},
      .policies = {"recurrence.days"},
      .need = "how soon it came back",
  };
  return definition;
}

const FigureDefinition& by_confirmation() {
  static const FigureDefinition definition = {
      .name = "recurrences.by-confirmation",
      .kind = FigureKind::kShare,
      .projection = "problems",
      .title = {"Recurrence after a confirmed solution", "해결이 확인된 뒤의 재발"},
      .sentence =
          {"Of the issues opened, the share that came back: the same person had an earlier "
           "issue of the same product, topic and symptom, whose solution had been "
           "confirmed at most R days before, on whatever basis.",
           "접수된 문의 가운데, 같은 사람이 같은 제품·주제·증상의 문의가 어떤 근거로든 해결로 "
           "확인된 지 R일 안에 다시 낸 것의 비율."},
      .period = "the issue's opening",
      .numerator = "issues that came back",
      .denominator = "issues opened",
      .source =
          "first-contact practice asks whether the same person comes back with the same "
          "thing within a stated time; here from the confirmation",
      .edge_cases = {kKeyIsLast, kAnyEarlier, kTouching,
                     "A confirmation that was overturned later counts: it did look solved.",
                     kCensored, kNoKey, kNobody, kNotOpened},
      .keys = {&kKey, &kProduct, &kTopic, &kSymptom},
      .policies = {"recurrence.days"},
      .need = "how soon it came back",
  };
  return definition;
}

const FigureDefinition& of_topic() {
  static const FigureDefinition definition = {
      .name = "recurrences.of-topic",
      .kind = FigureKind::kShare,
      .projection = "problems",
      .title = {"Recurrence of a topic", "같은 주제의 재발"},
      .sentence = {"Of the issues opened with a topic, the share whose person had an earlier issue "
                   "taken in under the same topic, for which a solution had been proposed for the "
                   "first time at most R days before.",
                   "주제를 달고 접수된 문의 가운데, 같은 사람이 같은 주제로 접수했던 문의에 해결을 "
                   "처음 제안받은 지 R일 안에 다시 낸 것의 비율."},
      .period = "the issue's opening",
      .numerator = "issues that came back",
      .denominator = "issues opened with a topic",
      .source = "the wide reading of a recurrence: what a desk sees when it takes the issue in",
      .edge_cases = {"The topic is that of the opening; later classifications do not count.",
                     "Only the first proposal of the earlier issue counts.", kAnyEarlier, kTouching,
                     kCensored, "An issue that was opened without a topic is left out.", kNobody,
                     kNotOpened},
      .keys = {&kTopic},
      .policies = {"recurrence.days"},
      .need = "how soon it came back",
  };
  return definition;
}

// When an earlier issue of the key looked solved.
struct Basis {
  TextKey key = 0;
  Micros from;                   // not before the issue's opening either
  const Step* opened = nullptr;  // of the earlier issue
  const Step* step = nullptr;    // the proposal or confirmation
};

struct Opened {
  TextKey key = 0;
  const Step* step = nullptr;
  Member member;
};

class Recurrences : public Figure {
 public:
  Recurrences(const FigureDefinition& definition, ProblemStep basis, Same same)
      : definition_(definition), basis_(basis), same_(same) {}

  const FigureDefinition& definition() const override { return definition_; }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    // A problem's stream is nobody's.
    if (person.kind == StreamKind::kProblem) return;
    thread_local std::vector<Basis> bases;
    thread_local std::vector<Opened> openings;
    bases.clear();
    openings.clear();
    each_entity(person.steps, [&](std::span<const AboutEntity> own) {
      look_at(person, question, own, bases, openings, into);
    });
    std::sort(bases.begin(), bases.end(), [](const Basis& a, const Basis& b) {
      return a.key != b.key ? a.key < b.key : earlier(a, b);
    });
    std::sort(openings.begin(), openings.end(), [](const Opened& a, const Opened& b) {
      return a.key != b.key ? a.key < b.key : in_time(*a.step, *b.step);
    });
    std::size_t next = 0;
    const Basis* newest = nullptr;  // of the bases passed so far
    for (Opened& opened : openings) {
      while (next < bases.size() && bases[next].key < opened.key) ++next;
      if (newest != nullptr && newest->key != opened.key) newest = nullptr;
      for (; next < bases.size() && bases[next].key == opened.key; ++next) {
        const Basis& basis = bases[next];
        const bool passed =
            basis.from < opened.step->occurred ||
            (basis.from == opened.step->occurred && in_time(*basis.opened, *opened.step));
        if (!passed) break;
        if (newest == nullptr || newest->step->occurred <= basis.step->occurred) newest = &basis;
      }
      if (!question.period.includes(opened.step->occurred)) continue;
      const std::int64_t window = days(question.policies.recurrence_days);
      const std::int64_t since =
          newest == nullptr ? window + 1
                            : opened.step->occurred.value() - newest->step->occurred.value();
      if (since <= window) {
        opened.member.part = Part::kNumerator;
        opened.member.need = window - since;
        // A later word that named the thing decides, too, and comes last.
        Position& last = opened.member.deciding[2];
        last = opened.member.deciding[1];
        if (last == kNoPosition) last = newest->opened->position;
        opened.member.deciding[1] = newest->step->position;
      } else {
        opened.member.part = Part::kDenominator;
      }
      into.add(opened.member);
    }
  }

 private:
  static bool earlier(const Basis& a, const Basis& b) {
    if (a.from != b.from) return a.from < b.from;
    if (a.opened != b.opened) return in_time(*a.opened, *b.opened);
    return in_time(*a.step, *b.step);
  }

  void look_at(const PersonSteps& person, const Question& question,
               std::span<const AboutEntity> own, std::vector<Basis>& bases,
               std::vector<Opened>& openings, Collector& into) const {
    const KnownIssue issue = known_issue(own);
    const Step& named = issue.opened != nullptr ? *issue.opened : *own.front().step;
    Member member;
    member.person = person.person;
    member.stream = named.stream;
    member.entity = named.entity;
    member.deciding[0] = named.position;
    member.part = Part::kExcluded;
    const auto leave_out = [&](Exclusion reason) {
      member.reason = reason;
      if (question.period.includes(named.occurred)) into.add(member);
    };
    if (issue.opened == nullptr) return leave_out(Exclusion::kIrregular);
    const Step& said = same_ == Same::kTopic ? *issue.opened : *issue.classified;
    const TextKey key = same_ == Same::kTopic ? said.value : said.key;
    member.group = group_of(question.by, said.key, said.value,
                            same_ == Same::kTopic ? issue.first_parts : issue.parts);
    if (said.position != named.position) member.deciding[1] = said.position;
    if (key == 0) return leave_out(Exclusion::kUnknown);
    if (!person.identified()) return leave_out(Exclusion::kUnidentified);
    openings.push_back({key, issue.opened, member});
    for (const AboutEntity& about : own) {
      const Step& step = *about.step;
      if (kind_of(step) != basis_) continue;
      bases.push_back({key, std::max(step.occurred, issue.opened->occurred), issue.opened, &step});
      if (same_ == Same::kTopic) break;
    }
  }

  const FigureDefinition& definition_;
  const ProblemStep basis_;
  const Same same_;
};

}  // namespace

void add_recurrences(Figures& figures) {
  figures.push_back(
      std::make_unique<Recurrences>(by_proposal(), ProblemStep::kProposed, Same::kKey));
  figures.push_back(
      std::make_unique<Recurrences>(by_confirmation(), ProblemStep::kConfirmed, Same::kKey));
  figures.push_back(
      std::make_unique<Recurrences>(of_topic(), ProblemStep::kProposed, Same::kTopic));
}

}  // namespace dangol::problems
