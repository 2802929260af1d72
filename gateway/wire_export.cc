#include "events/sealing_message_capnp.h"
#include "gateway/wire_capnp.h"
#include "gateway/wire_export_capnp.h"

namespace dangol {

void write_export_page(const ExportPage& page, wire::ExportPage::Builder into) {
  into.setMore(page.more);
  auto records = into.initRecords(static_cast<unsigned>(page.records.size()));
  for (unsigned i = 0; i < records.size(); ++i) {
    write_history_item(page.records[i].item, records[i].initItem());
    const auto& fields = page.records[i].fields;
    auto list = records[i].initFields(static_cast<unsigned>(fields.size()));
    for (unsigned f = 0; f < list.size(); ++f) {
      list[f].setPlace(fields[f].place);
      list[f].setField(fields[f].field);
      list[f].setKey(data_of(fields[f].key));
      list[f].setText(data_of(fields[f].text));
    }
  }
}

Result<ExportPage> read_export_page(wire::ExportPage::Reader from) {
  ExportPage page;
  page.more = from.getMore();
  for (const auto record : from.getRecords()) {
    Result<HistoryItem> item = read_history_item(record.getItem());
    if (!item.ok()) return item.error();
    ExportedRecord exported{std::move(item).value(), {}};
    for (const auto field : record.getFields()) {
      exported.fields.push_back({field.getPlace(), std::string(view_of(field.getField())),
                                 std::string(view_of(field.getKey())),
                                 std::string(view_of(field.getText()))});
    }
    page.records.push_back(std::move(exported));
  }
  return page;
}

}  // namespace dangol
