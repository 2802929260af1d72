// What the projection `responses` keeps. Only for the figures about first responses.
#pragma once

#include <memory>

#include "replay/projection.h"
#include "replay/step.h"

namespace dangol::responses {

enum class ResponseStep : std::uint8_t {
  // Of an issue: `entity` is the issue.
  kOpened = 1,  // contact; value: topic; key: product
  kLabel,       // of its opening. value: the name; key: the value
  kTouched,     // contact
  kAction,      // by staff or a partner
  kClosed,      // code: closure
  // Of a contact: `entity` and `contact` are the contact.
  kContact = 64,  // code: channel
  kAsked,         // a message by the person
  kAnswered,      // a message by staff or a partner
};

constexpr std::uint8_t type_of(ResponseStep type) { return static_cast<std::uint8_t>(type); }
inline bool is(const Step& step, ResponseStep type) { return step.type == type_of(type); }
inline bool of_an_issue(const Step& step) { return step.type < type_of(ResponseStep::kContact); }
inline bool of_a_contact(const Step& step) { return !of_an_issue(step); }

std::unique_ptr<Projection> responses_projection();

}  // namespace dangol::responses
