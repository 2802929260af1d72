// The paths of issues, the paths that were blocked, and the stages of a purchase where things are
// unsolved.
#include <map>

#include "events/event.capnp.h"
#include "replay/figures/issues_family.h"
#include "replay/figures/issues_path.h"

namespace dangol {

namespace {

constexpr std::string_view kIrregularIssue =
    "An issue whose opening is not known is irregular, and left out.";
constexpr std::string_view kOfThePath =
    "A contact belongs to the issues that were opened, taken up, told again or reopened in it.";
constexpr std::string_view kBlockedBefore =
    "A way to us that was sought in vain outside any contact belongs to the person's next issue, "
    "if "
    "it is opened within `silence.days`.";

constexpr GroupingKey kChannels = {.name = "channels",
                                   .meaning = {"how many channels it took", "거친 경로의 수"},
                                   .kind = GroupingKey::Kind::kNumber};
constexpr GroupingKey kBySought = {.name = "sought",
                                   .meaning = {"what the person looked for", "찾던 것"},
                                   .kind = GroupingKey::Kind::kEnum,
                                   .type = "contactpath.blocked",
                                   .field = "sought"};
constexpr GroupingKey kByBlock = {.name = "blockedBy",
                                  .meaning = {"what stood in the way", "막은 것"},
                                  .kind = GroupingKey::Kind::kEnum,
                                  .type = "contactpath.blocked",
                                  .field = "blockedBy"};
constexpr GroupingKey kByWhere = {.name = "where", .meaning = {"where they looked", "찾은 곳"}};

// A figure that walks the paths of a person's issues.
class PathFigure : public Figure {
 public:
  explicit PathFigure(FigureDefinition definition) : definition_(std::move(definition)) {}
  const FigureDefinition& definition() const override { return definition_; }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    const IssueBook& book = book_of(person);
    if (book.issues().empty()) return;
    const Paths paths(book, question.policies.silence_days);
    for (const IssueFacts& issue : book.issues()) {
      if (!question.period.includes(issue.since())) continue;
      Member member = member_of(book, issue);
      const Grouped grouped = group_of(book, issue, question);
      member.group = grouped.group;
      if (grouped.named != nullptr) member.deciding[2] = grouped.named->position;
      if (issue.opened == nullptr) {
        into.add(excluded(member, Exclusion::kIrregular));
        continue;
      }
      const IssuePath path = paths.of(issue);
      member.need = static_cast<std::int64_t>(path.stops.size());
      add(path, member, into);
    }
  }

 protected:
  virtual void add(const IssuePath& path, Member member, Collector& into) const = 0;

 private:
  const FigureDefinition definition_;
};

class Stops : public PathFigure {
 public:
  Stops()
      : PathFigure({
            .name = "paths.stops",
            .kind = FigureKind::kRegister,
            .projection = "issues",
            .title = {"The path of an issue", "문의가 지나온 길"},
            .sentence =
                {"Every stop on the way of an issue: where the person looked for us in "
                 "vain, each contact and leg, who came in, and to whom it was passed on.",
                 "문의가 지나온 곳: 찾지 못한 연락 경로, 접촉과 그 마디, 함께한 사람, 넘겨진 "
                 "곳."},
            .period = "the issue's opening",
            .numerator = "stops, each measured by its place on the path, from 1",
            .source = "the essays' one issue over telephone, social network, e-mail, remote "
                      "session and telephone",
            .edge_cases = {kOfThePath, kBlockedBefore,
                           "The second deciding record is the stop; the first is the issue's "
                           "opening.",
                           kIrregularIssue},
            .keys = issue_keys(),
            .policies = {"silence.days"},
            .need = "stops on the issue's path",
        }) {}

 protected:
  void add(const IssuePath& path, Member member, Collector& into) const override {
    for (const PathStop& stop : path.stops) {
      ++member.measure;
      member.deciding[1] = stop.step->position;
      into.add(member);
    }
  }
};

class Channels : public PathFigure {
 public:
  Channels()
      : PathFigure({
            .name = "paths.channels",
            .kind = FigureKind::kCount,
            .projection = "issues",
            .title = {"Issues by channels", "경로 수별 문의"},
            .sentence = {"How many channels it took: issues by the number of different channels of "
                         "their contacts.",
                         "몇 가지 경로를 거쳤는지: 접촉한 경로의 가짓수마다의 문의."},
            .period = "the issue's opening",
            .numerator = "issues",
            .source = "the essays' one issue over telephone, social network, e-mail, remote "
                      "session and telephone",
            .edge_cases = {kOfThePath, "A contact whose channel is not known adds none.",
                           kIrregularIssue},
            .keys = issue_keys(),
            .bars = &kChannels,
            .policies = {"silence.days"},
            .need = "stops on the issue's path",
        }) {}

 protected:
  void add(const IssuePath& path, Member member, Collector& into) const override {
    member.bar = path.channels;
    member.measure = static_cast<std::int64_t>(path.channels);
    into.add(member);
  }
};

class Blocked : public Figure {
 public:
  const FigureDefinition& definition() const override {
    static const FigureDefinition definition = {
        .name = "paths.blocked",
        .kind = FigureKind::kCount,
        .projection = "issues",
        .title = {"Blocked paths", "막힌 연락 경로"},
        .sentence = {"How often persons looked for a way to us and did not find it, by what they "
                     "looked for.",
                     "고객이 연락할 길을 찾다가 찾지 못한 횟수 (찾던 것마다)."},
        .period = "when they looked",
        .numerator = "ways to us that were sought in vain",
        .source =
            "the essays' telephone number on top of every page: where a way is blocked, it "
            "belongs there",
        .edge_cases = {"Also of persons who are not known."},
        .keys = {&kByWhere, &kByBlock},
        .bars = &kBySought,
    };
    return definition;
  }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    for (const Step& step : person.steps) {
      if (!is(step, CareStep::kPathBlocked) || !question.period.includes(step.occurred)) continue;
      Member member;
      member.person = person.person;
      member.stream = step.stream;
      member.entity = step.contact;
      member.deciding[0] = step.position;
      member.bar = step.code & 0xf;
      if (question.by == &kByWhere) member.group = step.key;
      if (question.by == &kByBlock) member.group = step.code >> 4;
      into.add(member);
    }
  }
};

constexpr std::string_view kUnsolved =
    "An issue is unsolved while no confirmation stands, also when it is closed; withdrawn issues "
    "and duplicates are not, and one that the source labels `state` = `unknown` is unknown.";
constexpr std::string_view kWhichStage =
    "The stage is the issue's own, else that of the contact in which it came up.";

// What becomes of an issue that no confirmation resolves; kNone: it is unsolved.
Exclusion not_unsolved(const IssueFacts& issue) {
  if (issue.closed_as(schema::Closure::WITHDRAWN)) return Exclusion::kWithdrawn;
  if (issue.closed_as(schema::Closure::DUPLICATE)) return Exclusion::kDuplicate;
  return issue.state_unknown ? Exclusion::kUnknown : Exclusion::kNone;
}

class UnsolvedByStage : public IssueFigure {
 public:
  UnsolvedByStage()
      : IssueFigure({
            .name = "stages.unsolved",
            .kind = FigureKind::kCount,
            .projection = "issues",
            .title = {"Unsolved issues by stage", "구매 단계별 풀리지 않은 문의"},
            .sentence = {"Issues that are open, or closed without a resolution, by the stage of a "
                         "purchase that the person stood at.",
                         "열려 있거나 해결 없이 끝난 문의 (고객이 서 있던 구매 단계마다)."},
            .period = "the issue's opening",
            .numerator = "unsolved issues",
            .source = "the essays' customer experience, from considering to after-sales",
            .edge_cases = {kUnsolved, kWhichStage, kIrregularIssue},
            .keys = issue_keys(),
            .bars = &kByStage,
            .need = "seconds since the person's last unanswered word",
        }) {}

 protected:
  bool concerns(const IssueFacts&) const override { return true; }
  void count_issue(const IssueBook& book, const IssueFacts& issue, const Question& question,
                   Member member, Collector& into) const override {
    if (issue.confirmed != nullptr) return;
    member.bar = stage_of(book, issue);
    if (issue.closed != nullptr) member.deciding[1] = issue.closed->position;
    if (const Exclusion reason = not_unsolved(issue); reason != Exclusion::kNone) {
      return into.add(excluded(member, reason));
    }
    if (const Step* word = book.unanswered(issue)) member.need = seconds_since(*word, question);
    into.add(member);
  }
};

class PersonsByStage : public Figure {
 public:
  const FigureDefinition& definition() const override {
    static const FigureDefinition definition = {
        .name = "stages.persons",
        .kind = FigureKind::kCount,
        .projection = "issues",
        .title = {"Persons by stage", "구매 단계별 사람"},
        .sentence = {"Persons with an unsolved issue, by the stage of a purchase that they stand "
                     "at.",
                     "풀리지 않은 문의가 있는 사람 (서 있는 구매 단계마다)."},
        .period = "the issue's opening",
        .numerator = "persons with an unsolved issue",
        .source = "the essays' customer experience, from considering to after-sales",
        .edge_cases = {kUnsolved, kWhichStage,
                       "A person is at every stage where an issue of theirs is unsolved. Somebody "
                       "who is not known is unidentified, and left out.",
                       kIrregularIssue},
        .bars = &kByStage,
        .need = "unsolved issues",
    };
    return definition;
  }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    const IssueBook& book = book_of(person);
    std::map<std::uint64_t, Member> at;  // by stage
    for (const IssueFacts& issue : book.issues()) {
      if (issue.opened == nullptr || !question.period.includes(issue.since())) continue;
      if (issue.confirmed != nullptr || not_unsolved(issue) != Exclusion::kNone) continue;
      Member& member = at[stage_of(book, issue)];
      ++member.need;
      member.deciding[0] = std::min(member.deciding[0], issue.opened->position);
    }
    for (auto& [stage, member] : at) {
      member.person = member.stream = person.person;
      member.bar = stage;
      member.measure = member.need;
      into.add(person.identified() ? member : excluded(member, Exclusion::kUnidentified));
    }
  }
};

}  // namespace

void add_path_figures(Figures& figures) {
  figures.push_back(std::make_unique<Stops>());
  figures.push_back(std::make_unique<Channels>());
  figures.push_back(std::make_unique<Blocked>());
  figures.push_back(std::make_unique<UnsolvedByStage>());
  figures.push_back(std::make_unique<PersonsByStage>());
}

}  // namespace dangol
