// One page of events, and how a record gets into it: as text here, as a message in gateway/rpc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "events/ids.h"
#include "events/outcome.h"
#include "events/record.h"
#include "events/schema_model.h"
#include "events/sealing_open.h"
#include "gateway/http/event_cursor.h"

namespace dangol {

class RecordPage;  // gateway/rpc/record_page_capnp.h

struct EventPage {
  std::string text;                     // of a writer of text
  std::shared_ptr<RecordPage> records;  // of a writer of messages
  EventCursor next;                     // behind everything that was looked at
  Version version;                      // the same of one subject's history
  std::size_t events = 0;
  bool more = false;  // the log goes on
};

// A record while it is looked at.
struct SeenRecord {
  Place place;
  Entry entry;
  std::string_view core, words;
  StreamKind kind = StreamKind::kCustomer;
};
// The same, kept until it may be opened.
struct KeptRecord {
  Place place;
  Entry entry;
  std::string core, words;
  StreamKind kind;
};

// Writes records into one page, which outlives it, and counts them there.
class PageWriter {
 public:
  virtual ~PageWriter() = default;
  // Says nothing about anybody: ids and words stay sealed.
  virtual Status closed(const SeenRecord& seen) = 0;
  virtual Status opened(const KeptRecord& kept, const std::string& subject,
                        const OpenedEvent& event) = 0;
  // What was written.
  virtual std::size_t bytes() const = 0;
};
using MakePageWriter = std::function<std::unique_ptr<PageWriter>(EventPage& page)>;

// `sealed:` and the stream's token: a subject that is not told.
std::string sealed_subject(const StreamToken& stream);

enum class EventText : std::uint8_t {
  kArray,   // `{...},\n{...}`: items of a JSON array
  kStream,  // `id: <cursor>\ndata: {...}\n\n`: server-sent events
};
MakePageWriter text_writer(EventText form);

}  // namespace dangol
