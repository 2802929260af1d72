// Deciding over a Cap'n Proto reader, and what the guards share. Only for .cc files to include.
#pragma once

#include <optional>

#include "actors/decide.h"
#include "events/record.capnp.h"

namespace dangol {

// As decide() over bytes. KJ exceptions of a damaged message pass through.
Decision decide(const Customer& customer, const schema::Core::Reader& core,
                const DecideContext& context);

namespace guard {

struct Refusal {
  std::uint8_t invariant;
  const char* reason;
};
// Nothing: no objection.
using Verdict = std::optional<Refusal>;

// One event before its stream's state.
struct Case {
  const Customer& customer;
  const DecideContext& context;
  schema::Event::Reader event;
  Micros at;

  TokenRef token(capnp::Data::Reader id) const {
    return customer.tokens.find({reinterpret_cast<const char*>(id.begin()), id.size()});
  }
  // What is known of an entity, from its row (nullptr: none) and from before it left the state.
  Past past(EntityKind kind, const Entity* row, capnp::Data::Reader id) const {
    if (row) return row->past;
    return past_of(customer, kind, {reinterpret_cast<const char*>(id.begin()), id.size()});
  }
  template <class Row>
  bool begun(EntityKind kind, const Row* row, Moment Row::*beginning,
             capnp::Data::Reader id) const {
    return (row && (row->*beginning).known()) || past(kind, row, id).begun();
  }
  template <class Row>
  bool ended(EntityKind kind, const Row* row, Moment Row::*end, capnp::Data::Reader id) const {
    return (row && (row->*end).known()) || past(kind, row, id).ended();
  }
  // The stream itself is named.
  bool is_self(capnp::Data::Reader id) const {
    return std::string_view(reinterpret_cast<const char*>(id.begin()), id.size()) ==
           customer.self.view();
  }
};

// Each says what speaks against one type; a type without a guard is always recorded.
Verdict check(const Case& c, schema::CustomersMerged::Reader e);
Verdict check(const Case& c, schema::ContactAttributed::Reader e);
Verdict check(const Case& c, schema::ResolutionConfirmed::Reader e);
Verdict check(const Case& c, schema::PromiseLapsed::Reader e);
Verdict check(const Case& c, schema::ConnectionNoted::Reader e);
Verdict check(const Case& c, schema::ConnectionNoteRetracted::Reader e);
Verdict check(const Case& c, schema::StoryTold::Reader e);
Verdict check(const Case& c, schema::StoryWithdrawn::Reader e);
Verdict check(const Case& c, schema::ContactEndedForProtection::Reader e);
Verdict check(const Case& c, schema::RelationshipEnded::Reader e);
Verdict check(const Case& c, schema::RelationshipRestored::Reader e);
Verdict check(const Case& c, schema::ProblemDetected::Reader e);
Verdict check(const Case& c, schema::ProblemDecided::Reader e);
Verdict check(const Case& c, schema::AuthorityWithdrawn::Reader e);
Verdict check(const Case& c, schema::SubjectRequestDecided::Reader e);
Verdict check(const Case& c, schema::RetentionHeld::Reader e);
Verdict check(const Case& c, schema::RetentionReleased::Reader e);
Verdict check(const Case& c, schema::PersonalDataErased::Reader e);

// The words of this record were erased, or all words of the stream up to it.
bool words_erased(const Customer& customer, Version version);

}  // namespace guard
}  // namespace dangol
