#include "actors/decide.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include <capnp/serialize.h>
#include <kj/exception.h>

#include "actors/decide_capnp.h"
#include "events/standing.h"

namespace dangol {
namespace guard {
namespace {

// Whoever believed another's word here would take a false list of records for a whole one.
Verdict check_said_of_log(const Case& c) {
  if (c.context.about_log) return std::nullopt;
  return Refusal{22, "what is said of the log itself is Dangol's word alone"};
}

// Every type is named, so that a new one does not compile until it is known whether it is guarded.
Verdict check_data(const Case& c, schema::Event::Data::Reader data) {
  switch (data.which()) {
    case schema::Event::Data::UNSET: return Refusal{18, "the event has no type"};
    case schema::Event::Data::CUSTOMERS_MERGED: return check(c, data.getCustomersMerged());
    case schema::Event::Data::CONTACT_ATTRIBUTED: return check(c, data.getContactAttributed());
    case schema::Event::Data::RESOLUTION_CONFIRMED: return check(c, data.getResolutionConfirmed());
    case schema::Event::Data::PROMISE_LAPSED: return check(c, data.getPromiseLapsed());
    case schema::Event::Data::CONNECTION_NOTED: return check(c, data.getConnectionNoted());
    case schema::Event::Data::CONNECTION_NOTE_RETRACTED:
      return check(c, data.getConnectionNoteRetracted());
    case schema::Event::Data::STORY_TOLD: return check(c, data.getStoryTold());
    case schema::Event::Data::STORY_WITHDRAWN: return check(c, data.getStoryWithdrawn());
    case schema::Event::Data::CONTACT_ENDED_FOR_PROTECTION:
      return check(c, data.getContactEndedForProtection());
    case schema::Event::Data::RELATIONSHIP_ENDED: return check(c, data.getRelationshipEnded());
    case schema::Event::Data::RELATIONSHIP_RESTORED:
      return check(c, data.getRelationshipRestored());
    case schema::Event::Data::PROBLEM_DETECTED: return check(c, data.getProblemDetected());
    case schema::Event::Data::PROBLEM_DECIDED: return check(c, data.getProblemDecided());
    case schema::Event::Data::AUTHORITY_WITHDRAWN: return check(c, data.getAuthorityWithdrawn());
    case schema::Event::Data::SUBJECT_REQUEST_DECIDED:
      return check(c, data.getSubjectRequestDecided());
    case schema::Event::Data::RETENTION_HELD: return check(c, data.getRetentionHeld());
    case schema::Event::Data::RETENTION_RELEASED: return check(c, data.getRetentionReleased());
    case schema::Event::Data::PERSONAL_DATA_ERASED: return check(c, data.getPersonalDataErased());
    case schema::Event::Data::CUSTOMER_IDENTIFIED:
    case schema::Event::Data::CUSTOMER_NAMED:
    case schema::Event::Data::DETAIL_CORRECTED:
    case schema::Event::Data::ACQUISITION_LEARNT:
    case schema::Event::Data::WORD_OF_MOUTH_REPORTED:
    case schema::Event::Data::CONTACT_STARTED:
    case schema::Event::Data::CONTACT_PATH_BLOCKED:
    case schema::Event::Data::WAIT_STARTED:
    case schema::Event::Data::WAIT_EASED:
    case schema::Event::Data::WAIT_ENDED:
    case schema::Event::Data::AGENT_JOINED:
    case schema::Event::Data::AGENT_LEFT:
    case schema::Event::Data::MESSAGE_EXCHANGED:
    case schema::Event::Data::REMOTE_SESSION_STARTED:
    case schema::Event::Data::REMOTE_SESSION_ENDED:
    case schema::Event::Data::CONTACT_ENDED:
    case schema::Event::Data::ISSUE_OPENED:
    case schema::Event::Data::ISSUE_TOUCHED:
    case schema::Event::Data::OWNER_UNKNOWN:
    case schema::Event::Data::ISSUE_CLASSIFIED:
    case schema::Event::Data::ACTION_TAKEN:
    case schema::Event::Data::HANDED_OFF:
    case schema::Event::Data::STORY_RETOLD:
    case schema::Event::Data::ESCALATED:
    case schema::Event::Data::ISSUE_DEFLECTED:
    case schema::Event::Data::RESOLUTION_PROPOSED:
    case schema::Event::Data::RESOLUTION_REJECTED:
    case schema::Event::Data::ISSUE_REOPENED:
    case schema::Event::Data::ISSUE_RECURRED:
    case schema::Event::Data::ISSUE_CLOSED:
    case schema::Event::Data::ALTERNATIVE_OFFERED:
    case schema::Event::Data::PROMISE_MADE:
    case schema::Event::Data::PROMISE_KEPT:
    case schema::Event::Data::PROMISE_RELEASED:
    case schema::Event::Data::SURVEY_OFFERED:
    case schema::Event::Data::SURVEY_ANSWERED:
    case schema::Event::Data::PRAISE_GIVEN:
    case schema::Event::Data::COMPLAINT_RAISED:
    case schema::Event::Data::ORDER_PLACED:
    case schema::Event::Data::ORDER_CANCELLED:
    case schema::Event::Data::ORDER_DELIVERED:
    case schema::Event::Data::RETURN_REQUESTED:
    case schema::Event::Data::RETURN_RECEIVED:
    case schema::Event::Data::RETURN_ACCEPTED:
    case schema::Event::Data::REFUND_PAID:
    case schema::Event::Data::KINDNESS_DONE:
    case schema::Event::Data::CONNECTION_RECIPROCATED:
    case schema::Event::Data::ABUSE_REPORTED:
    case schema::Event::Data::WARNING_GIVEN:
    case schema::Event::Data::STAFF_PROTECTED:
    case schema::Event::Data::AUTHORITY_GRANTED:
    case schema::Event::Data::NOTICE_GIVEN:
    case schema::Event::Data::CONSENT_GIVEN:
    case schema::Event::Data::CONSENT_WITHDRAWN:
    case schema::Event::Data::PERSONAL_DATA_ACCESSED:
    case schema::Event::Data::ACCESS_RECORDS_REVIEWED:
    case schema::Event::Data::SUBJECT_REQUEST_RECEIVED:
    case schema::Event::Data::POLICY_SET: return std::nullopt;
    case schema::Event::Data::HEADS_RECORDED:
    case schema::Event::Data::SIGNING_KEY_ANNOUNCED:
    case schema::Event::Data::LOG_RESTORED:
    case schema::Event::Data::VAULT_KEY_ROTATED: return check_said_of_log(c);
  }
  return Refusal{18, "the event is of a type that is not known here"};
}

// A right over one's data, and the undoing of a merge, stay possible on an absorbed stream.
bool allowed_when_absorbed(schema::Event::Data::Which type) {
  using Type = schema::Event::Data;
  return type == Type::CONTACT_ATTRIBUTED || type == Type::SUBJECT_REQUEST_DECIDED ||
         type == Type::RETENTION_HELD || type == Type::RETENTION_RELEASED ||
         type == Type::PERSONAL_DATA_ERASED || type == Type::CONNECTION_NOTE_RETRACTED ||
         type == Type::STORY_WITHDRAWN;
}

// Those that no importer lifts: they protect people and proofs, not order.
bool lifted_by_import(std::uint8_t invariant) {
  switch (invariant) {
    case 6:
    case 12:
    case 14:
    case 15:
    case 18:
    case 22: return false;
    default: return true;
  }
}

Verdict judge(const Case& c, const TypeModel& type) {
  if (!type.accepts(c.context.kind))
    return Refusal{18, "the event's type does not belong on a stream of this kind"};
  if (c.context.other && !type.accepts(*c.context.other))
    return Refusal{18, "the other stream that the event names is of a kind that does not take it"};
  const auto data = c.event.getData();
  if (type.decided && absorbed(c.customer) && !allowed_when_absorbed(data.which()))
    return Refusal{1, "this stream was merged into another, which takes its decisions"};
  return check_data(c, data);
}

}  // namespace

bool words_erased(const Customer& customer, Version version) {
  const Rights* rights = customer.rights.get();
  if (!rights) return false;
  for (const Erasure& erasure : rights->erasures) {
    const auto& listed = erasure.versions;
    if (listed.empty() ? version < erasure.moment.version
                       : std::find(listed.begin(), listed.end(), version.value()) != listed.end())
      return true;
  }
  const ErasedEarlier* earlier = rights->erased_earlier.get();
  if (!earlier) return false;
  const std::uint64_t wanted = version.value();
  return wanted < earlier->before ||
         std::any_of(earlier->ranges.begin(), earlier->ranges.end(), [&](const VersionRange& gone) {
           return gone.first <= wanted && wanted <= gone.last;
         });
}

}  // namespace guard

Decision decide(const Customer& customer, const schema::Core::Reader& core,
                const DecideContext& context) {
  const auto event = core.getEvent();
  const auto type = static_cast<std::uint16_t>(event.getData().which());
  const TypeModel* model = schema_model().type_at(type);
  if (!model) return {false, 18, "the event is of a type that is not known here"};
  const guard::Case c{customer, context, event, Micros(event.getTime().getMicros())};
  const guard::Verdict refusal = guard::judge(c, *model);
  if (!refusal) return {};
  const bool lifted = (context.as_recorded && guard::lifted_by_import(refusal->invariant)) ||
                      (context.mirrored && refusal->invariant == 17);
  if (lifted) return {};
  return {false, refusal->invariant,
          "invariant " + std::to_string(refusal->invariant) + ": " + refusal->reason};
}

Decision decide(const Customer& customer, std::string_view core, const DecideContext& context) {
  constexpr std::size_t kWord = sizeof(capnp::word);
  thread_local std::vector<std::uint64_t> aligned;
  aligned.resize((core.size() + kWord - 1) / kWord);
  if (!core.empty()) std::memcpy(aligned.data(), core.data(), core.size());
  try {
    const kj::ArrayPtr<const capnp::word> segment(
        reinterpret_cast<const capnp::word*>(aligned.data()), aligned.size());
    const kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>> segments(&segment, 1);
    capnp::SegmentArrayMessageReader message(segments);
    return decide(customer, message.getRoot<schema::Core>(), context);
  } catch (const kj::Exception&) {
    return {false, 18, "the event does not read as a message"};
  }
}

Policies policies_of(const Customer& policy_stream, Micros at) {
  Policies policies;
  const Common* common = policy_stream.common.get();
  if (!common) return policies;
  // Of two that hold from the same moment the state keeps one.
  std::vector<const PolicyValue*> in_order;
  for (const PolicyValue& value : common->policies)
    if (value.from <= at) in_order.push_back(&value);
  std::sort(in_order.begin(), in_order.end(),
            [](const auto* a, const auto* b) { return a->from < b->from; });
  const TokenTable& tokens = policy_stream.tokens;
  for (const PolicyValue* value : in_order)
    set_policy(policies, tokens.bytes(value->name), tokens.bytes(value->value));
  return policies;
}

}  // namespace dangol
