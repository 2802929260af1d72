#include "events/cloudevents_capnp.h"
#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "gateway/http/limits.h"
#include "gateway/http/page_writer.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

WrittenWith beside(Place place, const Entry& entry) {
  WrittenWith with;
  with.place = place;
  with.version = entry.version;
  with.recorded_at = entry.recorded_at;
  return with;
}

class TextWriter final : public PageWriter {
 public:
  TextWriter(EventText form, EventPage& page) : form_(form), page_(page) {
    page_.text.reserve(kFeedPageBytes + kFeedPageBytes / 8);
  }

  Status closed(const SeenRecord& seen) override {
    CanonicalReader reader(seen.core);
    const auto core = reader.root<schema::Core>();
    const std::string subject = sealed_subject(seen.entry.stream);
    WrittenWith with = beside(seen.place, seen.entry);
    with.subject = subject;
    with.order_hint = core.getOrderHint();
    with.tokens = WrittenWith::Tokens::kSealed;
    return add(seen.place, seen.entry, write_cloudevent(core.getEvent(), with));
  }

  Status opened(const KeptRecord& kept, const std::string& subject,
                const OpenedEvent& event) override {
    WrittenWith with = beside(kept.place, kept.entry);
    with.subject = subject;
    with.correlation_id = event.correlation_id;
    with.causation_id = event.causation_id;
    with.order_hint = event.order_hint;
    return add(kept.place, kept.entry, write_cloudevent(event.event, with));
  }

  std::size_t bytes() const override { return page_.text.size(); }

 private:
  Status add(Place place, const Entry& entry, const Result<std::string>& json) {
    if (!json.ok()) return at(place, json.error());
    std::string& text = page_.text;
    if (form_ == EventText::kStream) {
      text += "id: ";
      append_cursor(text, place.position, entry);
      text += "\ndata: ";
      text += json.value();
      text += "\n\n";
    } else {
      if (page_.events > 0) text += ",\n";
      text += json.value();
    }
    ++page_.events;
    return Done{};
  }

  const EventText form_;
  EventPage& page_;
};

}  // namespace

std::string sealed_subject(const StreamToken& stream) { return "sealed:" + to_hex(stream.view()); }

MakePageWriter text_writer(EventText form) {
  return [form](EventPage& page) { return std::make_unique<TextWriter>(form, page); };
}

}  // namespace dangol
