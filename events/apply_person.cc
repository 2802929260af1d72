// How the person and their rights change.
#include "events/apply_types_capnp.h"

namespace dangol {
namespace {

Person& person_of(FoldStep& f) { return f.customer.person.make(); }
Rights& rights_of(FoldStep& f) { return f.customer.rights.make(); }

std::vector<std::uint64_t> numbers(capnp::List<std::uint64_t>::Reader of) {
  std::vector<std::uint64_t> result;
  result.reserve(of.size());
  for (const std::uint64_t number : of) result.push_back(number);
  return result;
}

SubjectRequest& request_of(FoldStep& f, capnp::Data::Reader id) {
  return f.row(EntityKind::kRequest, rights_of(f).requests, f.token(id));
}

Hold& hold_of(FoldStep& f, capnp::Data::Reader id) {
  return f.row(EntityKind::kHold, rights_of(f).holds, f.token(id));
}

// The one consent of a purpose (and category), in which the latest word is kept.
Consent& consent_of(FoldStep& f, schema::ConsentPurpose purpose, schema::Sensitive category) {
  auto& consents = rights_of(f).consents;
  const Code<ConsentPurposeTag> wanted(purpose);
  const Code<SensitiveTag> of(category);
  for (Consent& consent : consents)
    if (consent.purpose == wanted && consent.category == of) return consent;
  consents.push_back({wanted, of, {}, false, {}});
  return consents.back();
}

}  // namespace

Touched fold(FoldStep& f, schema::CustomerNamed::Reader e) {
  Person& person = person_of(f);
  keep_latest(person.named, f.moment);
  if (e.hasEpithet()) keep_latest(person.epithet, f.moment);
  return {};
}

Touched fold(FoldStep& f, schema::CustomersMerged::Reader e) {
  Person& person = person_of(f);
  if (person.merges.size() >= 2 * f.limits.listed_kept) {
    for (std::uint32_t n = 0; n < f.limits.listed_kept; ++n)
      leave(f.customer, EntityKind::kMerge, person.merges[n].absorbed, {}, f.limits);
  }
  const TokenRef absorbed = f.token(e.getAbsorbed());
  f.keep(person.merges, Merge{f.moment, f.token(e.getSurvivor()), absorbed,
                              Code<MergeEvidenceTag>(e.getEvidence())});
  if (f.customer.tokens.bytes(absorbed) == f.customer.self.view()) person.absorbed = true;
  return {};
}

Touched fold(FoldStep& f, schema::DetailCorrected::Reader e) {
  f.keep(person_of(f).corrections,
         Correction{f.moment, f.token(e.getTargetEventId()), f.text(e.getField()),
                    Code<ActorKindTag>(e.getRequestedBy())});
  return {};
}

Touched fold(FoldStep& f, schema::AcquisitionLearnt::Reader e) {
  Acquisition& acquisition = person_of(f).acquisition;
  if (keep_earliest(acquisition.moment, f.moment)) {
    acquisition.via = Code<AcquisitionViaTag>(e.getVia());
    acquisition.evidence = Code<AcquisitionEvidenceTag>(e.getEvidence());
    acquisition.referrer = f.token(e.getReferrerCustomerId());
  }
  return {};
}

Touched fold(FoldStep& f, schema::WordOfMouthReported::Reader e) {
  WordOfMouth& word = person_of(f).word_of_mouth;
  f.in_contact(e.getContactId());
  if (e.getDirection() == schema::WordDirection::HEARD_FROM) ++word.heard;
  if (e.getDirection() == schema::WordDirection::TOLD) {
    ++word.told;
    word.people_told += e.getPeopleCount();
  }
  return {};
}

Touched fold(FoldStep& f, schema::ContactPathBlocked::Reader e) {
  f.keep(person_of(f).blocked_paths,
         BlockedPath{f.moment, Code<SoughtPathTag>(e.getSought()),
                     Code<PathBlockTag>(e.getBlockedBy()), f.text(e.getWhere()),
                     f.in_contact(e.getContactId())});
  return {};
}

Touched fold(FoldStep& f, schema::RelationshipEnded::Reader e) {
  Relationship& relationship = person_of(f).relationship;
  if (keep_latest(relationship.moment, f.moment)) {
    relationship.ended = true;
    relationship.reason = f.text(e.getReason());
    relationship.decided_by = f.token(e.getDecidedBy());
    relationship.seconded_by = f.token(e.getSecondedBy());
    relationship.review_on = micros(e.getReviewOn());
  }
  return {};
}

Touched fold(FoldStep& f, schema::RelationshipRestored::Reader e) {
  Relationship& relationship = person_of(f).relationship;
  if (keep_latest(relationship.moment, f.moment)) {
    relationship.ended = false;
    relationship.reason = f.text(e.getReason());
    relationship.decided_by = f.token(e.getDecidedBy());
    relationship.seconded_by = f.token(e.getSecondedBy());
    relationship.review_on = {};
  }
  return {};
}

Touched fold(FoldStep& f, schema::NoticeGiven::Reader e) {
  f.in_contact(e.getContactId());
  const Code<ConsentPurposeTag> purpose(e.getPurpose());
  for (Notice& notice : rights_of(f).notices) {
    if (notice.purpose != purpose) continue;
    keep_earliest(notice.first, f.moment);
    return {};
  }
  rights_of(f).notices.push_back({purpose, f.moment});
  return {};
}

Touched fold(FoldStep& f, schema::ConsentGiven::Reader e) {
  f.in_contact(e.getContactId());
  Consent& consent = consent_of(f, e.getPurpose(), e.getCategory());
  if (keep_latest(consent.moment, f.moment)) {
    consent.given = true;
    consent.audience = Code<AudienceTag>(e.getAudience());
  }
  return {};
}

Touched fold(FoldStep& f, schema::ConsentWithdrawn::Reader e) {
  f.in_contact(e.getContactId());
  Consent& consent = consent_of(f, e.getPurpose(), e.getCategory());
  if (keep_latest(consent.moment, f.moment)) {
    consent.given = false;
    consent.audience = {};
  }
  return {};
}

Touched fold(FoldStep& f, schema::SubjectRequestReceived::Reader e) {
  SubjectRequest& request = request_of(f, e.getRequestId());
  if (keep_earliest(request.received, f.moment)) {
    request.right = Code<SubjectRightTag>(e.getRight());
    request.due_by = micros(e.getDueBy());
  }
  return f.touched(EntityKind::kRequest, request.id);
}

Touched fold(FoldStep& f, schema::SubjectRequestDecided::Reader e) {
  SubjectRequest& request = request_of(f, e.getRequestId());
  if (keep_earliest(request.decided, f.moment))
    request.outcome = Code<RequestOutcomeTag>(e.getOutcome());
  return f.touched(EntityKind::kRequest, request.id);
}

Touched fold(FoldStep& f, schema::RetentionHeld::Reader e) {
  Hold& hold = hold_of(f, e.getHoldId());
  if (keep_earliest(hold.held, f.moment)) {
    hold.versions = numbers(e.getVersions());
    hold.purposes = {};
    for (const auto purpose : e.getPurposes()) hold.purposes.add(Code<PurposeTag>(purpose));
    hold.law = f.text(e.getLaw());
    hold.until = micros(e.getUntil());
  }
  return f.touched(EntityKind::kHold, hold.id);
}

Touched fold(FoldStep& f, schema::RetentionReleased::Reader e) {
  Hold& hold = hold_of(f, e.getHoldId());
  keep_earliest(hold.released, f.moment);
  return f.touched(EntityKind::kHold, hold.id);
}

Touched fold(FoldStep& f, schema::PersonalDataErased::Reader e) {
  Erasure erasure;
  erasure.moment = f.moment;
  erasure.versions = numbers(e.getVersions());
  for (const auto key : e.getKeysDestroyed())
    erasure.purposes.add(Code<PurposeTag>(key.getPurpose()));
  for (const auto kept : e.getKept())
    erasure.kept_purposes.add(Code<PurposeTag>(kept.getPurpose()));
  erasure.request = f.token(e.getRequestId());
  keep_erasure(f.customer, std::move(erasure), f.limits);
  return {};
}

}  // namespace dangol
