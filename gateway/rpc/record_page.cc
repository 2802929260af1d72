#include <algorithm>
#include <cstring>

#include "client/wire_capnp.h"
#include "events/event.capnp.h"
#include "events/record.capnp.h"
#include "events/record.h"
#include "events/sealing_message_capnp.h"
#include "gateway/rpc/record_page_capnp.h"

namespace dangol {

namespace {

constexpr std::string_view kSealed = "sealed:";
// Of a cursor, that is never this long.
constexpr std::size_t kCursorBytes = 64;

void write_place(wire::Recorded::Builder into, Place place, const Entry& entry,
                 std::string& scratch) {
  into.setPartition(place.partition.value());
  into.setPosition(place.position.value());
  into.setVersion(entry.version.value());
  into.setRecordedAt(entry.recorded_at.value());
  scratch.clear();
  append_cursor(scratch, place.position, entry);
  set_text(into.initCursor(static_cast<unsigned>(scratch.size())), scratch);
}

void write_opened(wire::Recorded::Builder into, std::string_view subject,
                  const OpenedEvent& event) {
  set_text(into.initSubject(static_cast<unsigned>(subject.size())), subject);
  CanonicalReader reader(event.event.view());
  into.setEvent(reader.root<schema::Event>());
  into.setAsRecorded(event.as_recorded);
  into.setOrderHint(event.order_hint);
  set_if_given(event.correlation_id, [&](unsigned size) { return into.initCorrelationId(size); });
  set_if_given(event.causation_id, [&](unsigned size) { return into.initCausationId(size); });
}

class MessageWriter final : public PageWriter {
 public:
  MessageWriter(unsigned most, EventPage& page) : page_(page) {
    page_.records = std::make_shared<RecordPage>(most);
    scratch_.reserve(kCursorBytes);
  }

  // From the stored message as it is.
  Status closed(const SeenRecord& seen) override {
    const auto into = next(seen.place, seen.entry, seen.core.size());
    CanonicalReader reader(seen.core);
    const auto core = reader.root<schema::Core>();
    write_sealed_subject(into, seen.entry.stream);
    wire::Recorded::Builder(into).setEvent(core.getEvent());
    wire::Recorded::Builder(into).setTokensSealed(true);
    wire::Recorded::Builder(into).setAsRecorded(core.getAsRecorded());
    wire::Recorded::Builder(into).setOrderHint(core.getOrderHint());
    return Done{};
  }

  Status opened(const KeptRecord& kept, const std::string& subject,
                const OpenedEvent& event) override {
    write_opened(next(kept.place, kept.entry, event.event.view().size()), subject, event);
    return Done{};
  }

  std::size_t bytes() const override { return bytes_; }

 private:
  wire::Recorded::Builder next(Place place, const Entry& entry, std::size_t bytes) {
    const auto into = page_.records->add();
    write_place(into, place, entry, scratch_);
    bytes_ += bytes + kRecordBytes;
    ++page_.events;
    return into;
  }

  static void write_sealed_subject(wire::Recorded::Builder into, const StreamToken& stream) {
    const std::string hex = to_hex(stream.view());
    auto text = into.initSubject(static_cast<unsigned>(kSealed.size() + hex.size()));
    std::memcpy(text.begin(), kSealed.data(), kSealed.size());
    std::memcpy(text.begin() + kSealed.size(), hex.data(), hex.size());
  }

  // Beside its event.
  static constexpr std::size_t kRecordBytes = 160;

  EventPage& page_;
  std::string scratch_;
  std::size_t bytes_ = 0;
};

}  // namespace

RecordPage::RecordPage(unsigned most)
    : orphan_(message_.getOrphanage().newOrphan<capnp::List<wire::Recorded>>(most)),
      list_(orphan_.get()) {}

void RecordPage::write(const Behind& behind, wire::Page::Builder into) const {
  auto records = into.initRecords(count_);
  for (unsigned i = 0; i < count_; ++i) records.setWithCaveats(i, list_.asReader()[i]);
  set_if_given(behind.cursor, [&](unsigned size) { return into.initCursor(size); });
  into.setVersion(behind.version);
  into.setMore(behind.more);
}

MakePageWriter record_writer(unsigned most) {
  return [most](EventPage& page) { return std::make_unique<MessageWriter>(most, page); };
}

std::shared_ptr<RecordPage> record_page_of(const std::vector<const HistoryItem*>& items,
                                           std::string_view subject) {
  auto page = std::make_shared<RecordPage>(static_cast<unsigned>(items.size()));
  std::string scratch;
  for (const HistoryItem* item : items) {
    const auto into = page->add();
    write_place(into, item->place, item->entry, scratch);
    write_opened(into, subject, item->event);
  }
  return page;
}

}  // namespace dangol
