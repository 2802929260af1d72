#include "gateway/event_source.h"

#include "events/event.capnp.h"
#include "events/sealing_message_capnp.h"

namespace dangol {

std::string_view event_source(const SentEvent& event) {
  CanonicalReader message(event.event.view());  // aligned, so it is read in place
  const auto source = message.root<schema::Event>().getSource();
  return {source.begin(), source.size()};
}

bool is_below(std::string_view source, std::string_view prefix) {
  if (!source.starts_with(prefix)) return false;
  return source.size() == prefix.size() || prefix.ends_with('/') || source[prefix.size()] == '/';
}

}  // namespace dangol
