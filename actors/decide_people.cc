// Guards of what touches people most: notes, stories, protection, the end of a relationship.
#include <algorithm>

#include "actors/decide_capnp.h"

namespace dangol::guard {
namespace {

struct Cited {
  RecentEvent event;
  Version version;  // 0: older than the state keeps
};

std::optional<Cited> cited_event(const Case& c, capnp::Data::Reader id) {
  const auto found =
      c.customer.recent.find(id_token({reinterpret_cast<const char*>(id.begin()), id.size()}));
  if (found) return Cited{found->event, found->version};
  if (c.context.cited) return Cited{*c.context.cited, Version()};
  return std::nullopt;
}

bool in_contact(const Contact& contact, TokenRef agent) {
  return std::any_of(contact.agents.begin(), contact.agents.end(),
                     [&](const AgentStep& step) { return step.agent == agent; });
}

bool consents_to(const Customer& customer, schema::ConsentPurpose purpose,
                 schema::Sensitive category) {
  const Rights* rights = customer.rights.get();
  return rights &&
         std::any_of(rights->consents.begin(), rights->consents.end(), [&](const Consent& consent) {
           return consent.given && consent.purpose == Code<ConsentPurposeTag>(purpose) &&
                  consent.category == Code<SensitiveTag>(category);
         });
}

bool consents_to_public_story(const Customer& customer) {
  const Rights* rights = customer.rights.get();
  return rights &&
         std::any_of(rights->consents.begin(), rights->consents.end(), [](const Consent& consent) {
           return consent.given &&
                  consent.purpose == Code<ConsentPurposeTag>(schema::ConsentPurpose::STORY) &&
                  consent.audience == Code<AudienceTag>(schema::Audience::PUBLIC);
         });
}

const Note* note_of(const Case& c, capnp::Data::Reader id) {
  const Bond* bond = c.customer.bond.get();
  return bond ? bond->notes.find(c.token(id)) : nullptr;
}

}  // namespace

Verdict check(const Case& c, schema::ConnectionNoted::Reader e) {
  const auto actor = c.event.getActorKind();
  if (actor != schema::ActorKind::STAFF && actor != schema::ActorKind::PARTNER)
    return Refusal{12, "a note about a person is written by a human"};
  const auto cited = cited_event(c, e.getEvidenceEventId());
  if (!cited) return Refusal{12, "the event that the note comes from is not known on this stream"};
  if (cited->event.author != Author::kCustomer)
    return Refusal{12, "the event that the note comes from is not the person's own"};
  if (words_erased(c.customer, cited->version))
    return Refusal{15, "the words of the event that the note comes from were erased"};
  if (cited->event.contact != TokenRef()) {
    const Contact* contact = c.customer.contacts.find(cited->event.contact);
    if (!contact || !in_contact(*contact, c.token(e.getBy())))
      return Refusal{12, "the note's author was not in the contact that it comes from"};
  }
  const auto sensitive = e.getSensitive();
  if (sensitive != schema::Sensitive::NONE &&
      !consents_to(c.customer, schema::ConsentPurpose::SENSITIVE_NOTE, sensitive))
    return Refusal{12,
                   "a note of a protected category needs the person's consent: act on it "
                   "without noting it"};
  return std::nullopt;
}

Verdict check(const Case& c, schema::ConnectionNoteRetracted::Reader e) {
  const Note* note = note_of(c, e.getNoteId());
  if (!c.begun(EntityKind::kNote, note, &Note::noted, e.getNoteId()))
    return Refusal{17, "the note to retract is not known"};
  if (c.ended(EntityKind::kNote, note, &Note::retracted, e.getNoteId()))
    return Refusal{17, "the note was retracted already"};
  return std::nullopt;
}

Verdict check(const Case& c, schema::StoryTold::Reader e) {
  for (const auto id : e.getEventIds()) {
    const auto cited = cited_event(c, id);
    if (cited && words_erased(c.customer, cited->version))
      return Refusal{15, "the words of an event that the story tells were erased"};
  }
  if (e.getAudience() != schema::Audience::PUBLIC) return std::nullopt;
  if (e.getConsents().size() == 0 || !consents_to_public_story(c.customer))
    return Refusal{19, "a story is told in public only with the person's consent to that"};
  return std::nullopt;
}

Verdict check(const Case& c, schema::StoryWithdrawn::Reader e) {
  const Bond* bond = c.customer.bond.get();
  const Story* story = bond ? bond->stories.find(c.token(e.getStoryId())) : nullptr;
  if (!c.begun(EntityKind::kStory, story, &Story::told, e.getStoryId()))
    return Refusal{17, "the story to withdraw is not known"};
  return std::nullopt;
}

Verdict check(const Case& c, schema::ContactEndedForProtection::Reader e) {
  const Contact* contact = c.customer.contacts.find(c.token(e.getContactId()));
  const Boundary* boundary = contact ? contact->boundary.get() : nullptr;
  const bool grave =
      boundary && (boundary->kinds.has(Code<AbuseKindTag>(schema::AbuseKind::THREAT)) ||
                   boundary->kinds.has(Code<AbuseKindTag>(schema::AbuseKind::SEXUAL)));
  if (grave || (boundary && boundary->warned.known())) return std::nullopt;
  return Refusal{14,
                 "a contact is ended for protection only after a warning in it, unless the "
                 "abuse was a threat or sexual"};
}

Verdict check(const Case& c, schema::RelationshipEnded::Reader e) {
  if (e.getDecidedBy() == e.getSecondedBy())
    return Refusal{14, "ending a relationship needs a second person to decide it"};
  if (e.getReviewOn().getMicros() <= c.at.value())
    return Refusal{14, "an ended relationship is looked at again, at a later day"};
  const TokenRef second = c.token(e.getSecondedBy());
  if (second == TokenRef()) return std::nullopt;
  for (const Contact& contact : c.customer.contacts.rows()) {
    const Boundary* boundary = contact.boundary.get();
    if (!boundary) continue;
    const auto& struck = boundary->agents;
    if (in_contact(contact, second) ||
        std::find(struck.begin(), struck.end(), second) != struck.end())
      return Refusal{14,
                     "the second to decide the end of a relationship was not in its contacts "
                     "of abuse"};
  }
  return std::nullopt;
}

Verdict check(const Case& c, schema::RelationshipRestored::Reader) {
  const Person* person = c.customer.person.get();
  if (person && person->relationship.ended) return std::nullopt;
  return Refusal{17, "the relationship to restore has not ended"};
}

}  // namespace dangol::guard
