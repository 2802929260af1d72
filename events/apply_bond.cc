// How promises, surveys, voices, notes, kindnesses and stories change.
#include "events/apply_types_capnp.h"

namespace dangol {
namespace {

Bond& bond_of(FoldStep& f) { return f.customer.bond.make(); }

Promise& promise_of(FoldStep& f, capnp::Data::Reader id) {
  return f.row(EntityKind::kPromise, bond_of(f).promises, f.token(id));
}

Survey& survey_of(FoldStep& f, capnp::Data::Reader id) {
  return f.row(EntityKind::kSurvey, bond_of(f).surveys, f.token(id));
}

Note& note_of(FoldStep& f, capnp::Data::Reader id) {
  return f.row(EntityKind::kNote, bond_of(f).notes, f.token(id));
}

Story& story_of(FoldStep& f, capnp::Data::Reader id) {
  return f.row(EntityKind::kStory, bond_of(f).stories, f.token(id));
}

Voice voice(FoldStep& f, schema::About::Reader about, capnp::Data::Reader contact) {
  Voice said;
  f.author = Author::kCustomer;
  said.moment = f.moment;
  said.about_kind = Code<AboutTag>(about.which());
  switch (about.which()) {
    case schema::About::UNSET: break;
    case schema::About::PERSON: said.person = f.token(about.getPerson()); break;
    case schema::About::PRODUCT: said.thing = f.text(about.getProduct()); break;
    case schema::About::POLICY: said.thing = f.text(about.getPolicy()); break;
    case schema::About::WAIT: said.person = f.token(about.getWait()); break;
  }
  said.contact = f.in_contact(contact);
  return said;
}

}  // namespace

Touched fold(FoldStep& f, schema::PromiseMade::Reader e) {
  Promise& promise = promise_of(f, e.getPromiseId());
  if (keep_earliest(promise.made, f.moment)) {
    promise.kind = Code<PromiseKindTag>(e.getPromiseKind());
    promise.window_start = micros(e.getWindowStart());
    promise.window_end = micros(e.getWindowEnd());
    promise.issue = f.token(e.getIssueId());
    promise.contact = f.in_contact(e.getContactId());
    promise.as_recorded = f.as_recorded;
  }
  return f.touched(EntityKind::kPromise, promise.id);
}

Touched fold(FoldStep& f, schema::PromiseKept::Reader e) {
  Promise& promise = promise_of(f, e.getPromiseId());
  keep_earliest(promise.kept, f.moment);
  return f.touched(EntityKind::kPromise, promise.id);
}

Touched fold(FoldStep& f, schema::PromiseReleased::Reader e) {
  Promise& promise = promise_of(f, e.getPromiseId());
  keep_earliest(promise.released, f.moment);
  return f.touched(EntityKind::kPromise, promise.id);
}

Touched fold(FoldStep& f, schema::PromiseLapsed::Reader e) {
  Promise& promise = promise_of(f, e.getPromiseId());
  keep_earliest(promise.lapsed, f.moment);
  return f.touched(EntityKind::kPromise, promise.id);
}

Touched fold(FoldStep& f, schema::SurveyOffered::Reader e) {
  Survey& survey = survey_of(f, e.getSurveyId());
  if (keep_earliest(survey.offered, f.moment)) {
    survey.about_kind = Code<SurveyAboutTag>(e.getAboutKind());
    survey.about = f.token(e.getAboutId());
    survey.instrument = Code<InstrumentTag>(e.getInstrument());
  }
  return f.touched(EntityKind::kSurvey, survey.id);
}

Touched fold(FoldStep& f, schema::SurveyAnswered::Reader e) {
  f.author = Author::kCustomer;
  Survey& survey = survey_of(f, e.getSurveyId());
  SurveyAnswer answer;
  answer.moment = f.moment;
  answer.question = f.token(e.getQuestionId());
  answer.scale_min = e.getScaleMin();
  answer.scale_max = e.getScaleMax();
  answer.scored = e.isScore();
  if (answer.scored) answer.score = e.getScore();
  drop_answers(f.customer, survey, f.limits.steps_kept);
  insert_in_time(survey.answers, answer);
  return f.touched(EntityKind::kSurvey, survey.id);
}

Touched fold(FoldStep& f, schema::PraiseGiven::Reader e) {
  f.keep(bond_of(f).voices, voice(f, e.getAbout(), e.getContactId()));
  return {};
}

Touched fold(FoldStep& f, schema::ComplaintRaised::Reader e) {
  Voice said = voice(f, e.getAbout(), e.getContactId());
  said.complaint = true;
  said.issue = f.token(e.getIssueId());
  said.complaint_id = f.token(e.getComplaintId());
  f.keep(bond_of(f).voices, said);
  return {};
}

Touched fold(FoldStep& f, schema::ConnectionNoted::Reader e) {
  Note& note = note_of(f, e.getNoteId());
  if (keep_earliest(note.noted, f.moment)) {
    note.kind = Code<NoteKindTag>(e.getNoteKind());
    note.sensitive = Code<SensitiveTag>(e.getSensitive());
    note.evidence = f.token(e.getEvidenceEventId());
    note.by = f.token(e.getBy());
  }
  return f.touched(EntityKind::kNote, note.id);
}

Touched fold(FoldStep& f, schema::ConnectionNoteRetracted::Reader e) {
  Note& note = note_of(f, e.getNoteId());
  if (keep_earliest(note.retracted, f.moment))
    note.retract_reason = Code<RetractReasonTag>(e.getReason());
  return f.touched(EntityKind::kNote, note.id);
}

Touched fold(FoldStep& f, schema::KindnessDone::Reader e) {
  Kindness& kindness =
      f.row(EntityKind::kKindness, bond_of(f).kindnesses, f.token(e.getKindnessId()));
  if (keep_earliest(kindness.done, f.moment)) {
    kindness.kind = Code<KindnessKindTag>(e.getKindnessKind());
    kindness.cost = e.hasCost() ? amount(f, e.getCost()) : Amount{};
    kindness.note = f.token(e.getNoteId());
    kindness.by = f.token(e.getBy());
    kindness.contact = f.in_contact(e.getContactId());
  }
  return f.touched(EntityKind::kKindness, kindness.id);
}

Touched fold(FoldStep& f, schema::ConnectionReciprocated::Reader e) {
  Reciprocation back;
  back.moment = f.moment;
  if (e.isNoteId()) back.note = f.token(e.getNoteId());
  if (e.isKindnessId()) back.kindness = f.token(e.getKindnessId());
  back.sign = Code<ReciprocitySignTag>(e.getSign());
  back.evidence = f.token(e.getEvidenceEventId());
  note_reciprocations_leave(f.customer, f.limits.listed_kept);
  f.keep(bond_of(f).reciprocations, back);
  return f.touched(EntityKind::kReciprocation, back.note != TokenRef() ? back.note : back.kindness);
}

Touched fold(FoldStep& f, schema::StoryTold::Reader e) {
  Story& story = story_of(f, e.getStoryId());
  if (keep_earliest(story.told, f.moment)) {
    story.audience = Code<AudienceTag>(e.getAudience());
    story.events = tokens(f, e.getEventIds(), f.limits.story_items_kept);
    story.consents = tokens(f, e.getConsents(), f.limits.story_items_kept);
    story.pseudonymous = e.getPseudonymous() == schema::YesNo::YES;
    story.topic = f.text(e.getTopic());
  }
  return {};
}

Touched fold(FoldStep& f, schema::StoryWithdrawn::Reader e) {
  Story& story = story_of(f, e.getStoryId());
  keep_earliest(story.withdrawn, f.moment);
  return {};
}

}  // namespace dangol
