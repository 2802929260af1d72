#include "events/apply.h"

#include <cstring>
#include <vector>

#include <capnp/serialize.h>
#include <kj/exception.h>

#include "events/apply_capnp.h"
#include "events/apply_types_capnp.h"

namespace dangol {
namespace {

// Every type is named, so that a new one does not compile until it is folded.
Touched fold_data(FoldStep& f, schema::Event::Data::Reader data) {
  switch (data.which()) {
    case schema::Event::Data::UNSET: return {};
    case schema::Event::Data::CUSTOMER_IDENTIFIED: return fold(f, data.getCustomerIdentified());
    case schema::Event::Data::CUSTOMER_NAMED: return fold(f, data.getCustomerNamed());
    case schema::Event::Data::CUSTOMERS_MERGED: return fold(f, data.getCustomersMerged());
    case schema::Event::Data::CONTACT_ATTRIBUTED: return fold(f, data.getContactAttributed());
    case schema::Event::Data::DETAIL_CORRECTED: return fold(f, data.getDetailCorrected());
    case schema::Event::Data::ACQUISITION_LEARNT: return fold(f, data.getAcquisitionLearnt());
    case schema::Event::Data::WORD_OF_MOUTH_REPORTED: return fold(f, data.getWordOfMouthReported());
    case schema::Event::Data::CONTACT_STARTED: return fold(f, data.getContactStarted());
    case schema::Event::Data::CONTACT_PATH_BLOCKED: return fold(f, data.getContactPathBlocked());
    case schema::Event::Data::WAIT_STARTED: return fold(f, data.getWaitStarted());
    case schema::Event::Data::WAIT_EASED: return fold(f, data.getWaitEased());
    case schema::Event::Data::WAIT_ENDED: return fold(f, data.getWaitEnded());
    case schema::Event::Data::AGENT_JOINED: return fold(f, data.getAgentJoined());
    case schema::Event::Data::AGENT_LEFT: return fold(f, data.getAgentLeft());
    case schema::Event::Data::MESSAGE_EXCHANGED: return fold(f, data.getMessageExchanged());
    case schema::Event::Data::REMOTE_SESSION_STARTED:
      return fold(f, data.getRemoteSessionStarted());
    case schema::Event::Data::REMOTE_SESSION_ENDED: return fold(f, data.getRemoteSessionEnded());
    case schema::Event::Data::CONTACT_ENDED: return fold(f, data.getContactEnded());
    case schema::Event::Data::ISSUE_OPENED: return fold(f, data.getIssueOpened());
    case schema::Event::Data::ISSUE_TOUCHED: return fold(f, data.getIssueTouched());
    case schema::Event::Data::OWNER_UNKNOWN: return fold(f, data.getOwnerUnknown());
    case schema::Event::Data::ISSUE_CLASSIFIED: return fold(f, data.getIssueClassified());
    case schema::Event::Data::ACTION_TAKEN: return fold(f, data.getActionTaken());
    case schema::Event::Data::HANDED_OFF: return fold(f, data.getHandedOff());
    case schema::Event::Data::STORY_RETOLD: return fold(f, data.getStoryRetold());
    case schema::Event::Data::ESCALATED: return fold(f, data.getEscalated());
    case schema::Event::Data::ISSUE_DEFLECTED: return fold(f, data.getIssueDeflected());
    case schema::Event::Data::RESOLUTION_PROPOSED: return fold(f, data.getResolutionProposed());
    case schema::Event::Data::RESOLUTION_CONFIRMED: return fold(f, data.getResolutionConfirmed());
    case schema::Event::Data::RESOLUTION_REJECTED: return fold(f, data.getResolutionRejected());
    case schema::Event::Data::ISSUE_REOPENED: return fold(f, data.getIssueReopened());
    case schema::Event::Data::ISSUE_RECURRED: return fold(f, data.getIssueRecurred());
    case schema::Event::Data::ISSUE_CLOSED: return fold(f, data.getIssueClosed());
    case schema::Event::Data::ALTERNATIVE_OFFERED: return fold(f, data.getAlternativeOffered());
    case schema::Event::Data::PROMISE_MADE: return fold(f, data.getPromiseMade());
    case schema::Event::Data::PROMISE_KEPT: return fold(f, data.getPromiseKept());
    case schema::Event::Data::PROMISE_RELEASED: return fold(f, data.getPromiseReleased());
    case schema::Event::Data::PROMISE_LAPSED: return fold(f, data.getPromiseLapsed());
    case schema::Event::Data::SURVEY_OFFERED: return fold(f, data.getSurveyOffered());
    case schema::Event::Data::SURVEY_ANSWERED: return fold(f, data.getSurveyAnswered());
    case schema::Event::Data::PRAISE_GIVEN: return fold(f, data.getPraiseGiven());
    case schema::Event::Data::COMPLAINT_RAISED: return fold(f, data.getComplaintRaised());
    case schema::Event::Data::ORDER_PLACED: return fold(f, data.getOrderPlaced());
    case schema::Event::Data::ORDER_CANCELLED: return fold(f, data.getOrderCancelled());
    case schema::Event::Data::ORDER_DELIVERED: return fold(f, data.getOrderDelivered());
    case schema::Event::Data::RETURN_REQUESTED: return fold(f, data.getReturnRequested());
    case schema::Event::Data::RETURN_RECEIVED: return fold(f, data.getReturnReceived());
    case schema::Event::Data::RETURN_ACCEPTED: return fold(f, data.getReturnAccepted());
    case schema::Event::Data::REFUND_PAID: return fold(f, data.getRefundPaid());
    case schema::Event::Data::CONNECTION_NOTED: return fold(f, data.getConnectionNoted());
    case schema::Event::Data::KINDNESS_DONE: return fold(f, data.getKindnessDone());
    case schema::Event::Data::CONNECTION_RECIPROCATED:
      return fold(f, data.getConnectionReciprocated());
    case schema::Event::Data::CONNECTION_NOTE_RETRACTED:
      return fold(f, data.getConnectionNoteRetracted());
    case schema::Event::Data::STORY_TOLD: return fold(f, data.getStoryTold());
    case schema::Event::Data::STORY_WITHDRAWN: return fold(f, data.getStoryWithdrawn());
    case schema::Event::Data::ABUSE_REPORTED: return fold(f, data.getAbuseReported());
    case schema::Event::Data::WARNING_GIVEN: return fold(f, data.getWarningGiven());
    case schema::Event::Data::CONTACT_ENDED_FOR_PROTECTION:
      return fold(f, data.getContactEndedForProtection());
    case schema::Event::Data::STAFF_PROTECTED: return fold(f, data.getStaffProtected());
    case schema::Event::Data::RELATIONSHIP_ENDED: return fold(f, data.getRelationshipEnded());
    case schema::Event::Data::RELATIONSHIP_RESTORED: return fold(f, data.getRelationshipRestored());
    case schema::Event::Data::PROBLEM_DETECTED: return fold(f, data.getProblemDetected());
    case schema::Event::Data::PROBLEM_DECIDED: return fold(f, data.getProblemDecided());
    case schema::Event::Data::AUTHORITY_GRANTED: return fold(f, data.getAuthorityGranted());
    case schema::Event::Data::AUTHORITY_WITHDRAWN: return fold(f, data.getAuthorityWithdrawn());
    case schema::Event::Data::NOTICE_GIVEN: return fold(f, data.getNoticeGiven());
    case schema::Event::Data::CONSENT_GIVEN: return fold(f, data.getConsentGiven());
    case schema::Event::Data::CONSENT_WITHDRAWN: return fold(f, data.getConsentWithdrawn());
    case schema::Event::Data::PERSONAL_DATA_ACCESSED:
      return fold(f, data.getPersonalDataAccessed());
    case schema::Event::Data::ACCESS_RECORDS_REVIEWED:
      return fold(f, data.getAccessRecordsReviewed());
    case schema::Event::Data::SUBJECT_REQUEST_RECEIVED:
      return fold(f, data.getSubjectRequestReceived());
    case schema::Event::Data::SUBJECT_REQUEST_DECIDED:
      return fold(f, data.getSubjectRequestDecided());
    case schema::Event::Data::RETENTION_HELD: return fold(f, data.getRetentionHeld());
    case schema::Event::Data::RETENTION_RELEASED: return fold(f, data.getRetentionReleased());
    case schema::Event::Data::PERSONAL_DATA_ERASED: return fold(f, data.getPersonalDataErased());
    case schema::Event::Data::POLICY_SET: return fold(f, data.getPolicySet());
    case schema::Event::Data::HEADS_RECORDED: return fold(f, data.getHeadsRecorded());
    case schema::Event::Data::SIGNING_KEY_ANNOUNCED: return fold(f, data.getSigningKeyAnnounced());
    case schema::Event::Data::LOG_RESTORED: return fold(f, data.getLogRestored());
    case schema::Event::Data::VAULT_KEY_ROTATED: return fold(f, data.getVaultKeyRotated());
  }
  return {};  // a type of a newer schema: counted in version and chain, otherwise passed over
}

Author author_of(schema::ActorKind actor) {
  switch (actor) {
    case schema::ActorKind::CUSTOMER: return Author::kCustomer;
    case schema::ActorKind::STAFF:
    case schema::ActorKind::PARTNER: return Author::kStaff;
    case schema::ActorKind::UNSET:
    case schema::ActorKind::SYSTEM:
    case schema::ActorKind::THIRD_PARTY: return Author::kOther;
  }
  return Author::kOther;
}

// What waited for this event as its evidence can be judged now.
void answer_citations(Customer& customer, std::string_view id, const RecentEvent& event) {
  auto* evidence = customer.evidence.get();
  if (!evidence) return;
  Evidence* cited = evidence->find(customer.tokens.find(id));
  if (!cited || cited->seen) return;
  cited->seen = true;
  cited->at = event.at;
  cited->author = event.author;
  const std::vector<TokenRef> waiting = std::move(cited->issues);
  cited->issues.clear();
  for (const TokenRef issue : waiting)
    if (Issue* known = customer.issues.find(issue)) refold(customer, *known);
}

}  // namespace

IdToken id_token(std::string_view sealed) {
  IdToken token;
  std::memcpy(token.bytes.data(), sealed.data(), std::min(sealed.size(), token.bytes.size()));
  return token;
}

Touched apply(Customer& customer, const schema::Core::Reader& core, Version version,
              const StateLimits& limits) {
  settle(customer, limits);
  const auto event = core.getEvent();
  const Micros at = micros(event.getTime());
  FoldStep f{customer, limits, Moment{at, core.getOrderHint(), version}, event.getActorKind(), {},
             {},       {}};
  f.as_recorded = core.getAsRecorded();
  f.author = author_of(f.actor);
  if (f.author == Author::kStaff) f.actor_id = f.token(event.getActorId());
  const Touched touched = fold_data(f, event.getData());
  customer.version = version;
  const auto id = event.getId();
  const std::string_view sealed(reinterpret_cast<const char*>(id.begin()), id.size());
  const RecentEvent recent{id_token(sealed), ContentDigest(core.getContentDigest()), at, f.contact,
                           f.author};
  customer.recent.add(version, recent);
  answer_citations(customer, sealed, recent);
  return touched;
}

Result<Touched> apply_core(Customer& customer, std::string_view core, Version version,
                           const StateLimits& limits) {
  constexpr std::size_t kWord = sizeof(capnp::word);
  const auto damaged = [&](const char* how) {
    return Error{ErrorCode::kCorrupt, "core of version " + std::to_string(version.value()) + how};
  };
  if (core.empty() || core.size() % kWord != 0) return damaged(": its size is not of whole words");
  // Bytes out of the log stand at any address; Cap'n Proto wants whole words.
  thread_local std::vector<std::uint64_t> aligned;
  aligned.resize(core.size() / kWord);
  std::memcpy(aligned.data(), core.data(), core.size());
  try {
    const kj::ArrayPtr<const capnp::word> segment(
        reinterpret_cast<const capnp::word*>(aligned.data()), aligned.size());
    const kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>> segments(&segment, 1);
    capnp::SegmentArrayMessageReader message(segments);
    return apply(customer, message.getRoot<schema::Core>(), version, limits);
  } catch (const kj::Exception& exception) {
    return damaged(": it does not read as a message");
  }
}

}  // namespace dangol
