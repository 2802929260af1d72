#include "actors/sent_event.h"

#include "events/event.capnp.h"
#include "events/sealing_message_capnp.h"

namespace dangol {

namespace {

const char* name_of(schema::IdentifierKind kind) {
  switch (kind) {
    case schema::IdentifierKind::UNSET: return "unset";
    case schema::IdentifierKind::PHONE: return "phone";
    case schema::IdentifierKind::EMAIL: return "email";
    case schema::IdentifierKind::HANDLE: return "handle";
    case schema::IdentifierKind::ORDER_NO: return "orderNo";
    case schema::IdentifierKind::CUSTOMER_NO: return "customerNo";
  }
  return "unset";
}

}  // namespace

SentLook look_at(const SentEvent& event) {
  CanonicalReader reader(event.event.view());
  const auto root = reader.root<schema::Event>();
  const auto source = root.getSource();
  const auto data = root.getData();
  SentLook look;
  look.from_dangol = std::string_view(source.cStr(), source.size()).starts_with("dangol:");
  look.names_somebody = data.isCustomerIdentified();
  look.ends_watch = data.isCustomersMerged() || data.isPersonalDataErased();
  look.may_recur = data.isIssueOpened() || data.isIssueClassified() ||
                   data.isResolutionProposed() || data.isResolutionConfirmed();
  // A merge only makes fewer persons of several.
  look.may_concern_many =
      data.isIssueOpened() || data.isIssueClassified() || data.isContactAttributed();
  look.erases = data.isPersonalDataErased();
  look.concerns_two = data.isContactAttributed() || data.isCustomersMerged();
  return look;
}

SentToForgotten look_as_forgotten(const SentEvent& event) {
  CanonicalReader reader(event.event.view());
  const auto root = reader.root<schema::Event>();
  const auto data = root.getData();
  return {root.getSource().cStr(), std::string(view_of(root.getId())),
          Micros(root.getTime().getMicros()),
          data.isContactStarted() || data.isOrderPlaced() || data.isConsentGiven() ||
              data.isNoticeGiven() || data.isSubjectRequestReceived() || data.isAuthorityGranted()};
}

std::optional<SentIdentifier> identifier_of(const SentEvent& event) {
  CanonicalReader reader(event.event.view());
  const auto data = reader.root<schema::Event>().getData();
  if (!data.isCustomerIdentified()) return std::nullopt;
  const auto identified = data.getCustomerIdentified();
  if (!identified.hasIdentifier() || !identified.getIdentifier().isClear()) return std::nullopt;
  return SentIdentifier{name_of(identified.getIdentifierKind()),
                        identified.getIdentifier().getClear().cStr()};
}

}  // namespace dangol
