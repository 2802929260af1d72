// Guards of what happens between a person and us: merging, attributing, resolutions by silence,
// promises by the clock.
#include "actors/decide_capnp.h"
#include "events/standing.h"

namespace dangol::guard {
namespace {

bool same(capnp::Data::Reader a, capnp::Data::Reader b) { return a == b; }

// Attributed to another stream, by the latest word.
bool moved_away(const Case& c, const Contact& contact) {
  const Attribution* attribution = contact.attribution.get();
  return attribution && c.customer.tokens.bytes(attribution->to) != c.customer.self.view();
}

// A contact, an order or an issue of this name, also one that left the state.
bool has_anything(const Case& c, capnp::Data::Reader name) {
  const TokenRef id = c.token(name);
  const Commerce* commerce = c.customer.commerce.get();
  if (c.customer.contacts.find(id) || c.customer.issues.find(id) ||
      (commerce && commerce->orders.find(id)))
    return true;
  return c.past(EntityKind::kContact, nullptr, name).left() ||
         c.past(EntityKind::kIssue, nullptr, name).left() ||
         c.past(EntityKind::kOrder, nullptr, name).left();
}

Verdict check_silence(const Case& c, schema::ResolutionConfirmed::Reader e) {
  if (!c.context.by_clock)
    return Refusal{6, "that silence confirms a resolution is the clock's word alone"};
  const Issue* issue = c.customer.issues.find(c.token(e.getIssueId()));
  if (!issue || issue->now.status != IssueStanding::Status::kOpen)
    return Refusal{6, "the issue is not open, so silence confirms nothing"};
  const std::optional<Silence> silence = silence_of(c.customer, *issue);
  const bool named = e.getResolutionId().size() != 0;
  if (!silence || (named && silence->resolution != c.token(e.getResolutionId())))
    return Refusal{6, "no resolution of the issue was proposed that silence confirms"};
  if (e.getWindowDays() < c.context.policies.silence_days)
    return Refusal{6, "the window of silence is shorter than the policy's"};
  if (c.at.value() - silence->since.value() < e.getWindowDays() * kMicrosPerDay)
    return Refusal{6, "a contact touched the issue inside the window of silence"};
  return std::nullopt;
}

}  // namespace

Verdict check(const Case& c, schema::CustomersMerged::Reader e) {
  if (same(e.getSurvivor(), e.getAbsorbed()))
    return Refusal{1, "a stream cannot be merged into itself"};
  if (!c.is_self(e.getSurvivor()) && !c.is_self(e.getAbsorbed()))
    return Refusal{1, "a merge is recorded on the two streams that it names"};
  const Person* person = c.customer.person.get();
  if (!person || !c.is_self(e.getAbsorbed())) return std::nullopt;
  const Refusal merged_already{1, "the surviving stream was itself merged into this one"};
  const TokenRef survivor = c.token(e.getSurvivor());
  for (const Merge& merge : person->merges)
    if (survivor != TokenRef() && merge.absorbed == survivor) return merged_already;
  if (c.past(EntityKind::kMerge, nullptr, e.getSurvivor()).left()) return merged_already;
  return std::nullopt;
}

Verdict check(const Case& c, schema::ContactAttributed::Reader e) {
  if (same(e.getFrom(), e.getTo())) return Refusal{17, "the contact is on that stream already"};
  if (!c.is_self(e.getFrom()) && !c.is_self(e.getTo()))
    return Refusal{17, "an attribution is recorded on the two streams that it names"};
  if (!c.is_self(e.getFrom())) return std::nullopt;
  if (!has_anything(c, e.getContactId()))
    return Refusal{17, "the contact to attribute is not known on the stream it is to leave"};
  const Contact* contact = c.customer.contacts.find(c.token(e.getContactId()));
  if (contact && moved_away(c, *contact))
    return Refusal{17, "the contact was attributed to another stream already"};
  return std::nullopt;
}

Verdict check(const Case& c, schema::ResolutionConfirmed::Reader e) {
  switch (e.getBasis()) {
    case schema::ConfirmationBasis::SILENCE: return check_silence(c, e);
    case schema::ConfirmationBasis::SOURCE_MARKED:
      if (c.context.as_recorded) return std::nullopt;
      return Refusal{6, "that a source marked an issue as solved is an importer's word alone"};
    case schema::ConfirmationBasis::UNSET:
    case schema::ConfirmationBasis::CUSTOMER_SAID:
    case schema::ConfirmationBasis::CUSTOMER_ACTED:
    case schema::ConfirmationBasis::SURVEY_YES:
      return std::nullopt;  // facts: recorded, and irregular while evidence lacks
  }
  return std::nullopt;
}

Verdict check(const Case& c, schema::PromiseLapsed::Reader e) {
  if (!c.context.by_clock) return Refusal{9, "that a promise lapsed is the clock's word alone"};
  const Bond* bond = c.customer.bond.get();
  const Promise* promise = bond ? bond->promises.find(c.token(e.getPromiseId())) : nullptr;
  if (!c.begun(EntityKind::kPromise, promise, &Promise::made, e.getPromiseId()))
    return Refusal{9, "the promise that would lapse is not known"};
  if (!promise || !promise->made.known())
    return Refusal{9, "the promise left the state, so it is not known whether its window is over"};
  if (promise_standing(*promise) != PromiseStanding::kDue)
    return Refusal{9, "the promise was kept, released or lapsed already"};
  if (e.getNoWordBy().getMicros() < promise->window_end.value() || c.at < promise->window_end)
    return Refusal{9, "the promise's window is not over"};
  return std::nullopt;
}

}  // namespace dangol::guard
