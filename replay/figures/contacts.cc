// Contacts: how many came in which way, and who left before anybody was there.
#include "events/event.capnp.h"
#include "replay/figures/desk_family.h"

namespace dangol::desk {

namespace {

constexpr std::string_view kLegs = "A leg of a transferred contact is the same contact.";
constexpr std::string_view kNoBeginning =
    "What is known of a contact whose beginning is not known is irregular, and left out.";

// A figure that looks at one contact after the other.
class ContactFigure : public DeskFigure {
 public:
  using DeskFigure::DeskFigure;

 protected:
  void look(const DeskBook& book, const Question& question, Collector& into) const final {
    for (const ContactFacts& contact : book.contacts()) {
      if (contact.started != nullptr && contact.started->has(kTransferLeg)) continue;
      const Step& named = contact.started != nullptr ? *contact.started : *contact.first;
      if (!question.period.includes(named.occurred)) continue;
      const Member member = member_of(book, contact, question);
      if (contact.started == nullptr) {
        into.add(excluded(member, Exclusion::kIrregular));
      } else {
        add(contact, member, into);
      }
    }
  }
  virtual void add(const ContactFacts& contact, Member member, Collector& into) const = 0;
};

class Contacts : public ContactFigure {
 public:
  Contacts()
      : ContactFigure({
            .name = "contacts.begun",
            .kind = FigureKind::kCount,
            .projection = "desk",
            .title = {"Contacts", "접촉"},
            .sentence = {"How many contacts began, whoever began them.",
                         "누가 먼저 연락했든, 시작된 접촉의 수."},
            .period = "the contact's beginning",
            .numerator = "contacts that began",
            .source = "the vocabulary of contacts",
            .edge_cases = {kLegs, kNoBeginning},
            .keys = contact_keys(),
        }) {}

 private:
  void add(const ContactFacts&, Member member, Collector& into) const override { into.add(member); }
};

class Arrivals : public ContactFigure {
 public:
  Arrivals()
      : ContactFigure({
            .name = "load.arrivals",
            .kind = FigureKind::kCount,
            .projection = "desk",
            .title = {"Arrivals", "들어온 연락"},
            .sentence = {"How many contacts persons began, for staffing: by day, or by the hour.",
                         "고객이 먼저 건 접촉의 수. 날짜나 시각으로 나누어 인력을 짤 때 본다."},
            .period = "the contact's beginning",
            .numerator = "contacts that persons began",
            .source = "staffing needs to know when people come; how long they are served is never "
                      "computed",
            .edge_cases = {kLegs, "Where nothing says who began it, the person did.", kNoBeginning},
            .keys = contact_keys(),
        }) {}

 private:
  void add(const ContactFacts& contact, Member member, Collector& into) const override {
    if (!contact.started->has(kOutbound)) into.add(member);
  }
};

class LeftBefore : public ContactFigure {
 public:
  LeftBefore()
      : ContactFigure({
            .name = "waits.left-before-queue",
            .kind = FigureKind::kShare,
            .projection = "desk",
            .title = {"Left before any queue", "줄 서기 전에 끊음"},
            .sentence =
                {"Of the contacts that ended, the share that the person ended without "
                 "having waited in a queue and before anybody joined.",
                 "끝난 접촉 가운데 대기열에 서지 않고 아무도 응대하기 전에 고객이 끝낸 것의 비율."},
            .period = "the contact's beginning",
            .numerator = "contacts that the person ended before any queue",
            .denominator = "contacts that ended",
            .source =
                "the field counts these apart from abandonment, since nobody kept them waiting",
            .edge_cases = {kLegs, "A contact that has not ended is not yet observable.",
                           kNoBeginning},
            .keys = contact_keys(),
        }) {}

 private:
  void add(const ContactFacts& contact, Member member, Collector& into) const override {
    if (contact.ended == nullptr) return into.add(excluded(member, Exclusion::kNotYetObservable));
    member.deciding[1] = contact.ended->position;
    member.part = contact.left_before_queue() ? Part::kNumerator : Part::kDenominator;
    into.add(member);
  }
};

class AtOnce : public ContactFigure {
 public:
  AtOnce()
      : ContactFigure({
            .name = "contacts.served-at-once",
            .kind = FigureKind::kShare,
            .projection = "desk",
            .title = {"Served at once", "바로 응대"},
            .sentence = {"Of the contacts that ended, the share in which the person neither waited "
                         "in a queue nor left before anybody joined.",
                         "끝난 접촉 가운데 대기열에 서지도, 응대 전에 끊지도 않은 것의 비율."},
            .period = "the contact's beginning",
            .numerator = "contacts without a wait in a queue that the person did not leave",
            .denominator = "contacts that ended",
            .source = "the counterpart of the waits in a queue",
            .edge_cases = {kLegs, "A contact that has not ended is not yet observable.",
                           "Who served it need not be known.", kNoBeginning},
            .keys = contact_keys(),
        }) {}

 private:
  void add(const ContactFacts& contact, Member member, Collector& into) const override {
    if (contact.ended == nullptr) return into.add(excluded(member, Exclusion::kNotYetObservable));
    member.deciding[1] = contact.ended->position;
    const bool at_once = !contact.queued && !contact.left_before_queue();
    member.part = at_once ? Part::kNumerator : Part::kDenominator;
    into.add(member);
  }
};

// Persons, by how often they were in contact.
class Callers : public DeskFigure {
 public:
  Callers()
      : DeskFigure({
            .name = "contacts.persons-again",
            .kind = FigureKind::kShare,
            .projection = "desk",
            .title = {"Persons in contact again", "다시 연락한 사람"},
            .sentence = {"Of the identified persons who were in contact, the share who were so at "
                         "least twice.",
                         "접촉이 있었던, 신원을 아는 고객 가운데 두 번 이상 접촉한 사람의 비율."},
            .period = "the contacts' beginnings",
            .numerator = "identified persons with at least two contacts",
            .denominator = "identified persons with a contact",
            .source = "the vocabulary of contacts",
            .edge_cases = {kLegs, "Contacts of nobody known are left out one by one."},
            .need = "contacts",
        }) {}

 protected:
  void look(const DeskBook& book, const Question& question, Collector& into) const override {
    Member person;
    person.person = book.person().person;
    for (const Step* call : book.calls()) {
      if (!question.period.includes(call->occurred)) continue;
      if (!book.person().identified()) {
        Member nobody = person;
        nobody.stream = call->stream;
        nobody.entity = call->entity;
        nobody.deciding[0] = call->position;
        into.add(excluded(nobody, Exclusion::kUnidentified));
        continue;
      }
      if (person.need < 3) person.deciding[static_cast<std::size_t>(person.need)] = call->position;
      if (person.need == 0) person.stream = call->stream;
      ++person.need;
    }
    if (person.need == 0) return;
    person.part = person.need >= 2 ? Part::kNumerator : Part::kDenominator;
    into.add(person);
  }
};

}  // namespace

void add_contact_figures(Figures& figures) {
  figures.push_back(std::make_unique<LeftBefore>());
  figures.push_back(std::make_unique<Contacts>());
  figures.push_back(std::make_unique<AtOnce>());
  figures.push_back(std::make_unique<Callers>());
  figures.push_back(std::make_unique<Arrivals>());
}

}  // namespace dangol::desk
