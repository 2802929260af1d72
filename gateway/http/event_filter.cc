#include "gateway/http/event_filter.h"

#include <fmt/format.h>

#include "events/subject.h"
#include "events/utf8.h"

namespace dangol {

namespace {

constexpr std::size_t kShownWord = 32;

}  // namespace

Result<EventFilter> filter_in(const HttpRequest& request) {
  EventFilter filter;
  for (const auto& [name, value] : request.target.query) {
    if (name != "type") continue;
    bool any = false;
    for (const TypeModel& type : schema_model().types()) {
      const bool below =
          type.name.starts_with(value) && (type.name.size() == value.size() ||
                                           value.ends_with('.') || type.name[value.size()] == '.');
      if (!below || value.empty()) continue;
      any = true;
      if (filter.types.size() <= type.discriminant) filter.types.resize(type.discriminant + 1);
      filter.types[type.discriminant] = true;
    }
    if (!any) {
      return Error{ErrorCode::kRejected,
                   fmt::format("type: no type is called {}, or begins with it and a dot",
                               shown_text(value, kShownWord))};
    }
    filter.text += " type=" + value;
  }
  if (const auto word = request.parameter("kind")) {
    filter.kind = stream_kind_named(*word);
    if (!filter.kind) {
      std::string known;
      for (std::size_t i = 0; i < kStreamKinds; ++i) {
        known += fmt::format("{}{}", i == 0 ? "" : ", ", to_string(static_cast<StreamKind>(i)));
      }
      return Error{ErrorCode::kRejected, fmt::format("kind: give one of {}", known)};
    }
    filter.text += fmt::format(" kind={}", *word);
  }
  return filter;
}

}  // namespace dangol
