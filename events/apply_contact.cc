// How contacts, waits and boundaries change.
#include "events/apply_types_capnp.h"

namespace dangol {
namespace {

Contact& contact_of(FoldStep& f, capnp::Data::Reader id) {
  return f.row(EntityKind::kContact, f.customer.contacts, f.in_contact(id));
}

Wait& wait_of(FoldStep& f, capnp::Data::Reader id) {
  return f.row(EntityKind::kWait, f.customer.waits, f.token(id));
}

RemoteSession& session_of(FoldStep& f, capnp::Data::Reader id) {
  return f.row(EntityKind::kSession, f.customer.sessions.make(), f.token(id));
}

// For facts that only a started contact can have.
Contact& running_contact(FoldStep& f, capnp::Data::Reader id) {
  Contact& contact = contact_of(f, id);
  contact.in_use = true;
  return contact;
}

Touched touched(const FoldStep& f, const Contact& contact) {
  return f.touched(EntityKind::kContact, contact.id);
}

void add_step(FoldStep& f, Contact& contact, AgentStep step) {
  drop_agent_steps(f.customer, contact, f.limits.steps_kept);
  insert_in_time(contact.agents, step);
}

void agent_step(FoldStep& f, Contact& contact, capnp::Data::Reader agent, AgentStep::Kind kind,
                schema::AgentRole role) {
  add_step(f, contact, {f.moment, f.token(agent), kind, Code<AgentRoleTag>(role)});
}

// Who writes is in the contact too, also where nobody reports that they joined it.
void note_writer(FoldStep& f, Contact& contact) {
  if (f.actor_id == TokenRef()) return;
  auto& steps = contact.agents;
  const auto wrote = std::find_if(steps.begin(), steps.end(), [&](const AgentStep& step) {
    return step.kind == AgentStep::Kind::kWrote && step.agent == f.actor_id;
  });
  if (wrote != steps.end()) {
    if (wrote->moment <= f.moment) return;
    steps.erase(wrote);
  }
  add_step(f, contact, {f.moment, f.actor_id, AgentStep::Kind::kWrote, {}});
}

}  // namespace

Touched fold(FoldStep& f, schema::ContactStarted::Reader e) {
  Contact& contact = contact_of(f, e.getContactId());
  ++contact.starts;
  if (keep_earliest(contact.started, f.moment)) {
    contact.channel = Code<ChannelTag>(e.getChannel());
    contact.direction = Code<DirectionTag>(e.getDirection());
    contact.relation = Code<ContactRelationTag>(e.getRelation());
    contact.related = f.token(e.getRelatedContactId());
  }
  return touched(f, contact);
}

Touched fold(FoldStep& f, schema::ContactEnded::Reader e) {
  Contact& contact = running_contact(f, e.getContactId());
  ++contact.ends;
  if (keep_earliest(contact.ended, f.moment)) contact.ended_by = Code<EndedByTag>(e.getEndedBy());
  return touched(f, contact);
}

Touched fold(FoldStep& f, schema::AgentJoined::Reader e) {
  Contact& contact = running_contact(f, e.getContactId());
  agent_step(f, contact, e.getAgentId(), AgentStep::Kind::kJoined, e.getRole());
  return touched(f, contact);
}

Touched fold(FoldStep& f, schema::AgentLeft::Reader e) {
  Contact& contact = running_contact(f, e.getContactId());
  agent_step(f, contact, e.getAgentId(), AgentStep::Kind::kLeft, e.getRole());
  return touched(f, contact);
}

Touched fold(FoldStep& f, schema::MessageExchanged::Reader e) {
  Contact& contact = running_contact(f, e.getContactId());
  ++contact.messages;
  const auto author = e.getAuthorKind();
  if (author == schema::ActorKind::CUSTOMER) {
    f.author = Author::kCustomer;
    keep_latest(contact.last_by_customer, f.moment);
  } else if (author == schema::ActorKind::STAFF || author == schema::ActorKind::PARTNER) {
    f.author = Author::kStaff;
    keep_latest(contact.last_by_staff, f.moment);
    note_writer(f, contact);
  } else {
    f.author = Author::kOther;
  }
  return touched(f, contact);
}

Touched fold(FoldStep& f, schema::WaitStarted::Reader e) {
  const TokenRef contact = running_contact(f, e.getContactId()).id;
  Wait& wait = wait_of(f, e.getWaitId());
  if (keep_earliest(wait.started, f.moment)) {
    wait.contact = contact;
    wait.kind = Code<WaitKindTag>(e.getWaitKind());
  }
  return f.touched(EntityKind::kWait, wait.id);
}

Touched fold(FoldStep& f, schema::WaitEased::Reader e) {
  Wait& wait = wait_of(f, e.getWaitId());
  ++wait.eased;
  f.contact = wait.contact;
  return f.touched(EntityKind::kWait, wait.id);
}

Touched fold(FoldStep& f, schema::WaitEnded::Reader e) {
  Wait& wait = wait_of(f, e.getWaitId());
  ++wait.ends;
  f.contact = wait.contact;
  if (keep_earliest(wait.ended, f.moment)) wait.end = Code<WaitEndTag>(e.getEnd());
  return f.touched(EntityKind::kWait, wait.id);
}

Touched fold(FoldStep& f, schema::RemoteSessionStarted::Reader e) {
  const TokenRef contact = running_contact(f, e.getContactId()).id;
  RemoteSession& session = session_of(f, e.getSessionId());
  if (keep_earliest(session.started, f.moment)) session.contact = contact;
  return f.touched(EntityKind::kSession, session.id);
}

Touched fold(FoldStep& f, schema::RemoteSessionEnded::Reader e) {
  running_contact(f, e.getContactId());
  RemoteSession& session = session_of(f, e.getSessionId());
  keep_earliest(session.ended, f.moment);
  return f.touched(EntityKind::kSession, session.id);
}

Touched fold(FoldStep& f, schema::AbuseReported::Reader e) {
  Contact& contact = running_contact(f, e.getContactId());
  Boundary& boundary = contact.boundary.make();
  boundary.kinds.add(Code<AbuseKindTag>(e.getAbuseKind()));
  keep_earliest(boundary.reported, f.moment);
  const TokenRef agent = f.token(e.getByAgent());
  auto& agents = boundary.agents;
  if (agents.size() < f.limits.struck_agents_kept &&
      std::find(agents.begin(), agents.end(), agent) == agents.end())
    agents.push_back(agent);
  return touched(f, contact);
}

Touched fold(FoldStep& f, schema::WarningGiven::Reader e) {
  Contact& contact = running_contact(f, e.getContactId());
  Boundary& boundary = contact.boundary.make();
  ++boundary.warnings;
  keep_earliest(boundary.warned, f.moment);
  return touched(f, contact);
}

Touched fold(FoldStep& f, schema::ContactEndedForProtection::Reader e) {
  Contact& contact = running_contact(f, e.getContactId());
  keep_earliest(contact.boundary.make().protected_by_end, f.moment);
  return touched(f, contact);
}

Touched fold(FoldStep& f, schema::ContactAttributed::Reader e) {
  Contact& contact = contact_of(f, e.getContactId());
  Attribution& attribution = contact.attribution.make();
  if (keep_latest(attribution.moment, f.moment)) {
    attribution.from = f.token(e.getFrom());
    attribution.to = f.token(e.getTo());
    attribution.reason = Code<AttributionReasonTag>(e.getReason());
  }
  return touched(f, contact);
}

Touched fold(FoldStep& f, schema::CustomerIdentified::Reader e) {
  const TokenRef id = f.in_contact(e.getContactId());
  if (id == TokenRef()) return {};
  Contact& contact = contact_of(f, e.getContactId());
  const Code<IdentityStrengthTag> strength(e.getStrength());
  const bool surer = contact.identified.value == 0 || strength.value < contact.identified.value;
  if (surer && strength.value != 0) contact.identified = strength;
  return touched(f, contact);
}

}  // namespace dangol
