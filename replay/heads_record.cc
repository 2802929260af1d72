#include "replay/heads_record.h"

#include <string>

#include <fmt/format.h>
#include <kj/exception.h>

#include "events/cloudevents.h"
#include "events/record.capnp.h"
#include "events/schema_model.h"
#include "events/sealing_message_capnp.h"
#include "events/time_text.h"
#include "store/merkle_note.h"

namespace dangol {

namespace {

Error corrupt(const char* what) { return {ErrorCode::kCorrupt, what}; }

}  // namespace

Result<std::optional<HeadKeeper::Map>> heads_claimed(std::string_view core) {
  if (!CanonicalReader::possible(core)) return corrupt("the core is no message");
  try {
    CanonicalReader reader(core);
    const auto root = reader.root<schema::Core>();
    if (root.getStreamKind() != 1 + static_cast<int>(StreamKind::kHeads)) {
      return std::optional<HeadKeeper::Map>();
    }
    const auto data = root.getEvent().getData();
    if (!data.isHeadsRecorded()) return std::optional<HeadKeeper::Map>();
    const auto said = data.getHeadsRecorded();
    if (said.getFormat() != kHeadMapFormat) {
      return corrupt("the map of heads is of a form that this program does not know");
    }
    const auto root_text = said.getRoot();
    const auto hash = from_base64({root_text.cStr(), root_text.size()});
    if (!hash || hash->size() != sizeof(Hash::bytes)) return corrupt("the map's root is no hash");
    return std::optional(HeadKeeper::Map{said.getSize(), Hash::from(*hash), said.getStreams()});
  } catch (const kj::Exception&) {
    return corrupt("the core cannot be read");
  }
}

Result<SentEvent> heads_event(const HeadKeeper::Map& map, Micros now) {
  return CloudEventsReader().read(fmt::format(
      R"({{"specversion":"1.0","id":"heads-{}","source":"{}","type":"heads.recorded",)"
      R"("subject":"{}","time":"{}","timeprecision":"micro","actorkind":"system",)"
      R"("data":{{"size":"{}","root":"{}","streams":"{}","format":{}}}}})",
      map.size, kHeadsSource, kHeadsSubject, format_full_time({now, 0, TimePrecision::kMicro}),
      map.size, to_base64(map.root.view()), map.streams, kHeadMapFormat));
}

}  // namespace dangol
