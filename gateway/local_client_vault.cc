// What a client asks about the vaults.
#include "events/sealing_message_capnp.h"
#include "gateway/client_line_capnp.h"
#include "gateway/local_client.h"

namespace dangol {

namespace {

void write_held(const HeldAsking& asking, wire::HeldAsked::Builder into) {
  into.setStream(asking.stream);
  into.setHold(asking.hold);
}

template <class Line>
Result<std::string> ask_for_text(Line& line, Asking& request) {
  std::string text;
  Status read = line.ask(request, wire::Answer::VAULT, [&](wire::Answer::Reader answer) {
    text = view_of(answer.getVault().getText());
    return Status(Done{});
  });
  if (!read.ok()) return read.error();
  return text;
}

}  // namespace

Result<std::string> LocalClient::rotate_vaults(const RotateAsking& asking) {
  Asking request = line_->begin();
  auto asked = request.root.initVault();
  asked.setJson(asking.json);
  auto rotate = asked.initRotate();
  rotate.setVault(asking.vault);
  rotate.setHeld(asking.held);
  return ask_for_text(*line_, request);
}

Result<std::string> LocalClient::held(const HeldAsking& asking) {
  Asking request = line_->begin();
  auto asked = request.root.initVault();
  asked.setJson(asking.json);
  write_viewer(asking.viewer, asked.initRights());
  switch (asking.task) {
    case HeldAsking::Task::kList: asked.setHeld(); break;
    case HeldAsking::Task::kRelease: write_held(asking, asked.initRelease()); break;
    case HeldAsking::Task::kExpire: asked.setExpire(!asking.dry_run); break;
  }
  return ask_for_text(*line_, request);
}

Status LocalClient::open_held(const HeldAsking& asking, const TakeHistory& take) {
  HistoryMark after;
  for (bool more = true; more;) {
    Asking request = line_->begin();
    auto asked = request.root.initVault();
    write_viewer(asking.viewer, asked.initRights());
    auto open = asked.initOpen();
    write_held(asking, open);
    open.setAfterVersion(after.version.value());
    if (after.version != Version()) open.setAfterChain(data_of(after.chain.view()));
    Status read =
        line_->ask(request, wire::Answer::VAULT, [&](wire::Answer::Reader answer) -> Status {
          const auto page = answer.getVault().getPage();
          more = page.getMore();
          for (const auto from : page.getItems()) {
            Result<HistoryItem> item = read_history_item(from);
            if (!item.ok()) return item.error();
            after = {item.value().entry.version, item.value().entry.chain};
            if (take(item.value())) continue;
            more = false;
            break;
          }
          if (more && page.getItems().size() == 0) return not_understood();
          return Done{};
        });
    if (!read.ok()) return read;
  }
  return Done{};
}

}  // namespace dangol
