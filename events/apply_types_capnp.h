// What the folds of single event types share. Only for the apply*.cc files to include.
#pragma once

#include "events/customer.h"
#include "events/customer_leaving.h"
#include "events/event.capnp.h"

namespace dangol {

// One event on its way into the state.
struct FoldStep {
  Customer& customer;
  const StateLimits& limits;
  Moment moment;
  schema::ActorKind actor;
  TokenRef actor_id;
  TokenRef contact;                  // set by the types that name their contact
  Author author = Author::kUnknown;  // set by the types whose words are the customer's own
  bool as_recorded = false;          // history from elsewhere

  TokenRef token(capnp::Data::Reader id) {
    return customer.tokens.token({reinterpret_cast<const char*>(id.begin()), id.size()});
  }
  TextRef text(capnp::Text::Reader of) { return customer.tokens.text({of.begin(), of.size()}); }
  TokenRef in_contact(capnp::Data::Reader id) { return contact = token(id); }
  // The entity of that name, new or known or back again; its other pointers into the table die.
  template <class Row>
  Row& row(EntityKind kind, Table<Row>& table, TokenRef id) {
    Row* row = table.find(id);
    if (!row) {
      row = &table.add(id);
      row->past = come_back(customer, kind, id);
    }
    row->mentioned = moment.version;
    return *row;
  }
  // Puts a thing without an id at its place in time; the oldest leave.
  template <class Item>
  void keep(std::vector<Item>& list, Item item) {
    note_steps_left(customer, drop_oldest(list, limits.listed_kept));
    insert_in_time(list, std::move(item));
  }
  Touched touched(EntityKind kind, TokenRef entity) const { return {kind, entity, moment}; }
};

inline Micros micros(schema::Time::Reader time) { return Micros(time.getMicros()); }
inline Amount amount(FoldStep& fold, schema::Money::Reader money) {
  return {money.getMinor(), fold.text(money.getCurrency()), money.getExtraDigits()};
}
// Of the first `most` ids.
inline std::vector<TokenRef> tokens(FoldStep& fold, capnp::List<capnp::Data>::Reader ids,
                                    std::uint32_t most) {
  std::vector<TokenRef> result;
  result.reserve(std::min(ids.size(), most));
  for (const auto id : ids)
    if (result.size() < most) result.push_back(fold.token(id));
  return result;
}

// One overload a type of event; apply.cc's switch names them all.
#define DANGOL_FOLD(Type) Touched fold(FoldStep& f, schema::Type::Reader e)
DANGOL_FOLD(CustomerIdentified);
DANGOL_FOLD(CustomerNamed);
DANGOL_FOLD(CustomersMerged);
DANGOL_FOLD(ContactAttributed);
DANGOL_FOLD(DetailCorrected);
DANGOL_FOLD(AcquisitionLearnt);
DANGOL_FOLD(WordOfMouthReported);
DANGOL_FOLD(ContactStarted);
DANGOL_FOLD(ContactPathBlocked);
DANGOL_FOLD(WaitStarted);
DANGOL_FOLD(WaitEased);
DANGOL_FOLD(WaitEnded);
DANGOL_FOLD(AgentJoined);
DANGOL_FOLD(AgentLeft);
DANGOL_FOLD(MessageExchanged);
DANGOL_FOLD(RemoteSessionStarted);
DANGOL_FOLD(RemoteSessionEnded);
DANGOL_FOLD(ContactEnded);
DANGOL_FOLD(IssueOpened);
DANGOL_FOLD(IssueTouched);
DANGOL_FOLD(OwnerUnknown);
DANGOL_FOLD(IssueClassified);
DANGOL_FOLD(ActionTaken);
DANGOL_FOLD(HandedOff);
DANGOL_FOLD(StoryRetold);
DANGOL_FOLD(Escalated);
DANGOL_FOLD(IssueDeflected);
DANGOL_FOLD(ResolutionProposed);
DANGOL_FOLD(ResolutionConfirmed);
DANGOL_FOLD(ResolutionRejected);
DANGOL_FOLD(IssueReopened);
DANGOL_FOLD(IssueRecurred);
DANGOL_FOLD(IssueClosed);
DANGOL_FOLD(AlternativeOffered);
DANGOL_FOLD(PromiseMade);
DANGOL_FOLD(PromiseKept);
DANGOL_FOLD(PromiseReleased);
DANGOL_FOLD(PromiseLapsed);
DANGOL_FOLD(SurveyOffered);
DANGOL_FOLD(SurveyAnswered);
DANGOL_FOLD(PraiseGiven);
DANGOL_FOLD(ComplaintRaised);
DANGOL_FOLD(OrderPlaced);
DANGOL_FOLD(OrderCancelled);
DANGOL_FOLD(OrderDelivered);
DANGOL_FOLD(ReturnRequested);
DANGOL_FOLD(ReturnReceived);
DANGOL_FOLD(ReturnAccepted);
DANGOL_FOLD(RefundPaid);
DANGOL_FOLD(ConnectionNoted);
DANGOL_FOLD(KindnessDone);
DANGOL_FOLD(ConnectionReciprocated);
DANGOL_FOLD(ConnectionNoteRetracted);
DANGOL_FOLD(StoryTold);
DANGOL_FOLD(StoryWithdrawn);
DANGOL_FOLD(AbuseReported);
DANGOL_FOLD(WarningGiven);
DANGOL_FOLD(ContactEndedForProtection);
DANGOL_FOLD(StaffProtected);
DANGOL_FOLD(RelationshipEnded);
DANGOL_FOLD(RelationshipRestored);
DANGOL_FOLD(ProblemDetected);
DANGOL_FOLD(ProblemDecided);
DANGOL_FOLD(AuthorityGranted);
DANGOL_FOLD(AuthorityWithdrawn);
DANGOL_FOLD(NoticeGiven);
DANGOL_FOLD(ConsentGiven);
DANGOL_FOLD(ConsentWithdrawn);
DANGOL_FOLD(PersonalDataAccessed);
DANGOL_FOLD(AccessRecordsReviewed);
DANGOL_FOLD(SubjectRequestReceived);
DANGOL_FOLD(SubjectRequestDecided);
DANGOL_FOLD(RetentionHeld);
DANGOL_FOLD(RetentionReleased);
DANGOL_FOLD(PersonalDataErased);
DANGOL_FOLD(PolicySet);
DANGOL_FOLD(HeadsRecorded);
DANGOL_FOLD(SigningKeyAnnounced);
DANGOL_FOLD(LogRestored);
DANGOL_FOLD(VaultKeyRotated);
#undef DANGOL_FOLD

}  // namespace dangol
