// Waits and how they ended. A wait is the one length of time that is ever computed: it is the person's.
#include <algorithm>

#include "events/event.capnp.h"
#include "replay/figures/desk_family.h"

namespace dangol::desk {

namespace {

constexpr std::uint8_t kAbandoned = static_cast<std::uint8_t>(schema::WaitEnd::ABANDONED);

constexpr std::string_view kOpen = "A wait that has not ended is not yet observable.";
constexpr std::string_view kEndsWithContact =
    "A wait without an end of its own ends with its contact, closed by the system.";
constexpr std::string_view kIrregular =
    "An end without a beginning or before it, and a wait given up after which somebody joined the "
    "contact, are irregular, and left out.";
constexpr std::string_view kQueueOnly =
    "Only waits in a queue: being held, transferred or left without an answer are other kinds.";
constexpr std::string_view kNoDay = "Where only the day of an end is known, no length is.";

// How a figure looks at waits in a queue that ended.
class EndedQueueWaits : public DeskFigure {
 public:
  using DeskFigure::DeskFigure;

 protected:
  void look(const DeskBook& book, const Question& question, Collector& into) const final {
    for (const WaitFacts& wait : book.waits()) {
      if (wait.started != nullptr && !is_queue(wait)) continue;
      // Of an easing alone nobody knows whether it was a queue.
      if (wait.started == nullptr && wait.ended.step == nullptr) continue;
      const Exclusion fault = fault_of(book, wait);
      const Micros at =
          wait.ended.step != nullptr ? wait.ended.step->occurred : wait.started->occurred;
      if (fault == Exclusion::kNotYetObservable ? at >= question.period.until
                                                : !question.period.includes(at)) {
        continue;
      }
      const Member member = member_of(book, wait, question);
      if (fault != Exclusion::kNone) {
        into.add(excluded(member, fault));
      } else {
        add(wait, question, member, into);
      }
    }
  }
  virtual void add(const WaitFacts& wait, const Question& question, Member member,
                   Collector& into) const = 0;
};

class Abandonment : public EndedQueueWaits {
 public:
  Abandonment()
      : EndedQueueWaits({
            .name = "waits.abandonment",
            .kind = FigureKind::kShare,
            .projection = "desk",
            .title = {"Abandonment", "포기율"},
            .sentence = {"Of the waits in a queue that ended, the share that ended because the "
                         "person gave up.",
                         "끝난 대기열 대기 가운데 고객이 포기해서 끝난 것의 비율."},
            .period = "the wait's end",
            .numerator = "queue waits that the person gave up",
            .denominator = "queue waits that ended",
            .source = "the field's usual definition; who leaves before any queue is another figure",
            .edge_cases = {kQueueOnly, kOpen, kEndsWithContact, kIrregular},
            .keys = wait_keys(),
        }) {}

 private:
  void add(const WaitFacts& wait, const Question&, Member member, Collector& into) const override {
    member.part = ended_as(wait, kAbandoned) ? Part::kNumerator : Part::kDenominator;
    into.add(member);
  }
};

FigureDefinition length(std::string_view name, double quantile, Bilingual title,
                        Bilingual sentence) {
  return {
      .name = name,
      .kind = FigureKind::kQuantile,
      .unit = Unit::kMicros,
      .quantile = quantile,
      .projection = "desk",
      .title = title,
      .sentence = sentence,
      .period = "the wait's end",
      .numerator = "queue waits that ended, each with its length",
      .source = "the value at place floor(q n) of the n lengths in order, counted from 0",
      .edge_cases = {kQueueOnly, kOpen, kEndsWithContact, kIrregular, kNoDay,
                     "However it ended: waits that were given up count as well."},
      .keys = wait_keys(),
      .need = "length of the wait",
  };
}

bool known_length(const WaitFacts& wait) {
  return wait.started->precision != TimePrecision::kDay &&
         wait.ended.step->precision != TimePrecision::kDay;
}

std::int64_t length_of(const WaitFacts& wait) {
  return wait.ended.step->occurred.value() - wait.started->occurred.value();
}

class Length : public EndedQueueWaits {
 public:
  using EndedQueueWaits::EndedQueueWaits;

 private:
  void add(const WaitFacts& wait, const Question&, Member member, Collector& into) const override {
    if (!known_length(wait)) return into.add(excluded(member, Exclusion::kNoTime));
    member.measure = length_of(wait);
    member.need = member.measure;
    into.add(member);
  }
};

class LongWaits : public EndedQueueWaits {
 public:
  LongWaits()
      : EndedQueueWaits({
            .name = "waits.long",
            .kind = FigureKind::kShare,
            .projection = "desk",
            .title = {"Long waits", "긴 대기"},
            .sentence = {"Of the waits in a queue that ended, the share that was longer than the "
                         "policy's number of seconds.",
                         "끝난 대기열 대기 가운데 정책이 정한 초보다 길었던 것의 비율."},
            .period = "the wait's end",
            .numerator = "queue waits that were longer than that",
            .denominator = "queue waits that ended",
            .source = "an essay on a public help desk that turned to humour after thirty seconds",
            .edge_cases = {kQueueOnly, kOpen, kEndsWithContact, kIrregular, kNoDay},
            .keys = wait_keys(),
            .policies = {"longwait.seconds"},
            .need = "length of the wait",
        }) {}

 private:
  void add(const WaitFacts& wait, const Question& question, Member member,
           Collector& into) const override {
    if (!known_length(wait)) return into.add(excluded(member, Exclusion::kNoTime));
    member.need = length_of(wait);
    const std::int64_t limit = question.policies.long_wait_seconds * kSecondMicros;
    member.part = member.need > limit ? Part::kNumerator : Part::kDenominator;
    into.add(member);
  }
};

class Ends : public EndedQueueWaits {
 public:
  Ends()
      : EndedQueueWaits({
            .name = "waits.ends",
            .kind = FigureKind::kCount,
            .projection = "desk",
            .title = {"How waits ended", "대기가 끝난 까닭"},
            .sentence = {"How many waits in a queue ended in which way.",
                         "대기열 대기가 어떻게 끝났는지, 까닭마다 몇 건인지."},
            .period = "the wait's end",
            .numerator = "queue waits that ended so",
            .source = "the vocabulary of waits",
            .edge_cases = {kQueueOnly, kOpen, kEndsWithContact, kIrregular},
            .keys = wait_keys(),
            .bars = &kBarEnd,
        }) {}

 private:
  void add(const WaitFacts& wait, const Question&, Member member, Collector& into) const override {
    member.bar = wait.ended.how;
    into.add(member);
  }
};

class Eased : public DeskFigure {
 public:
  Eased()
      : DeskFigure({
            .name = "waits.eased",
            .kind = FigureKind::kShare,
            .projection = "desk",
            .title = {"Waits made lighter", "덜어 준 대기"},
            .sentence = {"Of all waits, the share in which something made waiting lighter: a joke, "
                         "music, the place in the queue, a call back instead.",
                         "모든 대기 가운데 농담, 음악, 순서 안내, 콜백 제안으로 기다림을 덜어 준 "
                         "것의 비율."},
            .period = "the wait's beginning",
            .numerator = "waits that were made lighter",
            .denominator = "waits that began",
            .source = "an essay on a help desk whose callers could choose a joke by a key",
            .edge_cases = {"Every kind of wait counts, ended or not.",
                           "Something that eased a wait whose beginning is not known is "
                           "irregular, and left out."},
            .keys = wait_keys(),
        }) {}

 protected:
  void look(const DeskBook& book, const Question& question, Collector& into) const override {
    for (const WaitFacts& wait : book.waits()) {
      const Step& named = wait.started != nullptr ? *wait.started : *wait.first;
      if (!question.period.includes(named.occurred)) continue;
      Member member = member_of(book, wait, question);
      member.deciding[1] = wait.eased != nullptr ? wait.eased->position : kNoPosition;
      if (wait.started == nullptr) {
        if (wait.eased != nullptr) into.add(excluded(member, Exclusion::kIrregular));
        continue;
      }
      member.part = wait.eased != nullptr ? Part::kNumerator : Part::kDenominator;
      into.add(member);
    }
  }
};

class EasedBy : public DeskFigure {
 public:
  EasedBy()
      : DeskFigure({
            .name = "waits.eased-by",
            .kind = FigureKind::kShare,
            .projection = "desk",
            .title = {"What made waits lighter, by choice", "기다림을 덜어 준 것과 고객의 선택"},
            .sentence = {"For each thing that made a wait lighter, the share of those waits in "
                         "which the person had chosen it.",
                         "기다림을 덜어 준 것마다, 고객이 스스로 고른 대기의 비율."},
            .period = "the easing",
            .numerator = "waits that were made lighter by what the person chose",
            .denominator = "waits that were made lighter so",
            .source = "an essay on a help desk whose callers could choose a joke by a key",
            .edge_cases = {"The first thing that eased a wait counts.",
                           "Where nothing says that the person chose, they did not."},
            .keys = wait_keys(),
            .bars = &kBarEase,
        }) {}

 protected:
  void look(const DeskBook& book, const Question& question, Collector& into) const override {
    for (const WaitFacts& wait : book.waits()) {
      if (wait.eased == nullptr || !question.period.includes(wait.eased->occurred)) continue;
      Member member = member_of(book, wait, question);
      member.bar = wait.eased->code;
      member.deciding[1] = wait.eased->position;
      if (wait.started == nullptr) member = excluded(member, Exclusion::kIrregular);
      if (wait.started != nullptr && !wait.eased->has(kChosen)) member.part = Part::kDenominator;
      into.add(member);
    }
  }
};

class OpenWaits : public DeskFigure {
 public:
  OpenWaits()
      : DeskFigure({
            .name = "load.open-waits",
            .kind = FigureKind::kCount,
            .projection = "desk",
            .title = {"Waiting now", "지금 기다리는 사람"},
            .sentence = {"How many waits have begun and not ended.",
                         "시작되고 아직 끝나지 않은 대기의 수."},
            .period = "the wait's beginning",
            .numerator = "waits that go on",
            .source = "staffing needs to know who waits; how many contacts are open is never "
                      "counted, since with the arrivals it would tell how long people are served",
            .edge_cases = {kEndsWithContact},
            .keys = wait_keys(),
            .need = "time waited so far",
        }) {}

 protected:
  void look(const DeskBook& book, const Question& question, Collector& into) const override {
    const Micros now = std::min(question.vantage.observed_at, question.vantage.happened_by);
    for (const WaitFacts& wait : book.waits()) {
      if (wait.started == nullptr || wait.ended.step != nullptr) continue;
      if (!question.period.includes(wait.started->occurred)) continue;
      Member member = member_of(book, wait, question);
      member.need = now.value() == INT64_MAX ? -wait.started->occurred.value()
                                             : now.value() - wait.started->occurred.value();
      into.add(member);
    }
  }
};

}  // namespace

void add_wait_figures(Figures& figures) {
  figures.push_back(std::make_unique<Abandonment>());
  figures.push_back(std::make_unique<Length>(
      length("waits.median", 0.5, {"Median wait", "대기의 중앙값"},
             {"The length of the wait in a queue that stands in the middle of all that ended.",
              "끝난 대기열 대기를 길이순으로 놓았을 때 한가운데 있는 것의 길이."})));
  figures.push_back(std::make_unique<Length>(
      length("waits.p90", 0.9, {"90th percentile of waits", "대기의 90번째 백분위수"},
             {"The length of the wait in a queue that nine in ten of all that ended do not exceed.",
              "끝난 대기열 대기 열 건 가운데 아홉 건이 넘지 않는 길이."})));
  figures.push_back(
      std::make_unique<Length>(length("waits.longest", 1.0, {"Longest wait", "가장 긴 대기"},
                                      {"The length of the longest wait in a queue that ended.",
                                       "끝난 대기열 대기 가운데 가장 긴 것의 길이."})));
  figures.push_back(std::make_unique<LongWaits>());
  figures.push_back(std::make_unique<Ends>());
  figures.push_back(std::make_unique<Eased>());
  figures.push_back(std::make_unique<EasedBy>());
  figures.push_back(std::make_unique<OpenWaits>());
}

}  // namespace dangol::desk
