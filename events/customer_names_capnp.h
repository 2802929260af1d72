// The names of the codes in a state, as the schema spells them. Only for .cc files to include.
#pragma once

#include <string_view>

#include <capnp/schema.h>

#include "events/customer.h"
#include "events/event.capnp.h"

namespace dangol {

template <class Tag>
struct SchemaEnum;
template <>
struct SchemaEnum<AbuseKindTag> {
  using type = schema::AbuseKind;
};
template <>
struct SchemaEnum<AcquisitionEvidenceTag> {
  using type = schema::AcquisitionEvidence;
};
template <>
struct SchemaEnum<AcquisitionViaTag> {
  using type = schema::AcquisitionVia;
};
template <>
struct SchemaEnum<ActorKindTag> {
  using type = schema::ActorKind;
};
template <>
struct SchemaEnum<AgentRoleTag> {
  using type = schema::AgentRole;
};
template <>
struct SchemaEnum<AttributionReasonTag> {
  using type = schema::AttributionReason;
};
template <>
struct SchemaEnum<AudienceTag> {
  using type = schema::Audience;
};
template <>
struct SchemaEnum<ChannelTag> {
  using type = schema::Channel;
};
template <>
struct SchemaEnum<ClosureTag> {
  using type = schema::Closure;
};
template <>
struct SchemaEnum<ConfirmationBasisTag> {
  using type = schema::ConfirmationBasis;
};
template <>
struct SchemaEnum<ConsentPurposeTag> {
  using type = schema::ConsentPurpose;
};
template <>
struct SchemaEnum<ContactRelationTag> {
  using type = schema::ContactRelation;
};
template <>
struct SchemaEnum<DirectionTag> {
  using type = schema::Direction;
};
template <>
struct SchemaEnum<EndedByTag> {
  using type = schema::EndedBy;
};
template <>
struct SchemaEnum<IdentityStrengthTag> {
  using type = schema::IdentityStrength;
};
template <>
struct SchemaEnum<InstrumentTag> {
  using type = schema::Instrument;
};
template <>
struct SchemaEnum<KindnessKindTag> {
  using type = schema::KindnessKind;
};
template <>
struct SchemaEnum<MergeEvidenceTag> {
  using type = schema::MergeEvidence;
};
template <>
struct SchemaEnum<NoteKindTag> {
  using type = schema::NoteKind;
};
template <>
struct SchemaEnum<PartyLevelTag> {
  using type = schema::PartyLevel;
};
template <>
struct SchemaEnum<PathBlockTag> {
  using type = schema::PathBlock;
};
template <>
struct SchemaEnum<ProblemDecisionTag> {
  using type = schema::ProblemDecision;
};
template <>
struct SchemaEnum<PromiseKindTag> {
  using type = schema::PromiseKind;
};
template <>
struct SchemaEnum<ProtectionMeasureTag> {
  using type = schema::ProtectionMeasure;
};
template <>
struct SchemaEnum<PurposeTag> {
  using type = schema::Purpose;
};
template <>
struct SchemaEnum<ReciprocitySignTag> {
  using type = schema::ReciprocitySign;
};
template <>
struct SchemaEnum<RequestOutcomeTag> {
  using type = schema::RequestOutcome;
};
template <>
struct SchemaEnum<RetractReasonTag> {
  using type = schema::RetractReason;
};
template <>
struct SchemaEnum<ReturnRuleTag> {
  using type = schema::ReturnRule;
};
template <>
struct SchemaEnum<SensitiveTag> {
  using type = schema::Sensitive;
};
template <>
struct SchemaEnum<SoughtPathTag> {
  using type = schema::SoughtPath;
};
template <>
struct SchemaEnum<StageTag> {
  using type = schema::Stage;
};
template <>
struct SchemaEnum<SubjectRightTag> {
  using type = schema::SubjectRight;
};
template <>
struct SchemaEnum<SurveyAboutTag> {
  using type = schema::SurveyAbout;
};
template <>
struct SchemaEnum<WaitEndTag> {
  using type = schema::WaitEnd;
};
template <>
struct SchemaEnum<WaitKindTag> {
  using type = schema::WaitKind;
};

// Empty for a value that this schema does not know.
template <class Tag>
std::string_view name_of(Code<Tag> code) {
  const auto names = capnp::Schema::from<typename SchemaEnum<Tag>::type>().getEnumerants();
  if (code.value >= names.size()) return {};
  return names[code.value].getProto().getName().cStr();
}
inline std::string_view name_of(Code<AboutTag> code) {
  for (const auto member : capnp::Schema::from<schema::About>().getUnionFields())
    if (member.getProto().getDiscriminantValue() == code.value)
      return member.getProto().getName().cStr();
  return {};
}

std::string_view name_of(Author author);
std::string_view name_of(AgentStep::Kind kind);
std::string_view name_of(IssueStep::Kind kind);
std::string_view name_of(IssueStanding::Status status);
std::string_view name_of(PromiseStanding standing);
std::string_view name_of(EntityKind kind);

}  // namespace dangol
