#include "events/sealing_message_capnp.h"
#include "gateway/wire_access_capnp.h"
#include "gateway/wire_capnp.h"

namespace dangol {

void write_question(const RegisterQuestion& question, const RegisterMark& from,
                    wire::RegisterAsked::Builder into) {
  into.setMonth(question.month);
  into.setSubject(question.subject);
  into.setAccount(question.account);
  write_mark(from, into.initFrom());
}

RegisterQuestion read_question(wire::RegisterAsked::Reader asked) {
  return {std::string(view_of(asked.getMonth())), std::string(view_of(asked.getSubject())),
          std::string(view_of(asked.getAccount()))};
}

void write_mark(const RegisterMark& mark, wire::RegisterMark::Builder into) {
  into.setDay(mark.day);
  into.setShard(mark.shard);
  into.setVersion(mark.after.version.value());
  into.setChain(data_of(mark.after.chain.view()));
}

Result<RegisterMark> read_mark(wire::RegisterMark::Reader mark) {
  RegisterMark read{mark.getDay(), mark.getShard(), {Version(mark.getVersion()), {}}};
  const std::string_view chain = view_of(mark.getChain());
  if (chain.size() == read.after.chain.bytes.size()) {
    read.after.chain = Hash::from(chain);
  } else if (!chain.empty()) {
    return Error{ErrorCode::kRejected, "chain: not 32 bytes"};
  }
  return read;
}

void write_register_page(const RegisterPage& page, wire::AccessAnswer::Builder into) {
  into.setMore(page.more);
  write_mark(page.next, into.initNext());
  auto entries = into.initEntries(static_cast<unsigned>(page.entries.size()));
  for (unsigned i = 0; i < entries.size(); ++i) {
    entries[i].setStream(page.entries[i].stream);
    write_history_item(page.entries[i].item, entries[i].initItem());
  }
}

Result<RegisterPage> read_register_page(wire::AccessAnswer::Reader answer) {
  RegisterPage page;
  page.more = answer.getMore();
  Result<RegisterMark> next = read_mark(answer.getNext());
  if (!next.ok()) return next.error();
  page.next = next.value();
  for (const auto from : answer.getEntries()) {
    Result<HistoryItem> item = read_history_item(from.getItem());
    if (!item.ok()) return item.error();
    page.entries.push_back({std::string(view_of(from.getStream())), std::move(item).value()});
  }
  return page;
}

void write_expired(const std::vector<ExpiredMonth>& months, wire::AccessAnswer::Builder into) {
  auto list = into.initExpired(static_cast<unsigned>(months.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    list[i].setMonth(months[i].month);
    list[i].setStreams(months[i].streams);
    list[i].setRecords(months[i].records);
  }
}

std::vector<ExpiredMonth> read_expired(wire::AccessAnswer::Reader answer) {
  std::vector<ExpiredMonth> months;
  for (const auto from : answer.getExpired()) {
    months.push_back({std::string(view_of(from.getMonth())), from.getStreams(), from.getRecords()});
  }
  return months;
}

}  // namespace dangol
