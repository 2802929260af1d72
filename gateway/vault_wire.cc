#include "events/sealing_message_capnp.h"
#include "gateway/held_service.h"
#include "gateway/vault_rotating.h"
#include "gateway/vault_wire_capnp.h"
#include "gateway/wire_capnp.h"

namespace dangol {

namespace {

std::vector<WireFrame> text_answer(std::uint64_t id, const std::string& text) {
  capnp::MallocMessageBuilder message;
  auto answer = message.initRoot<wire::Answer>();
  answer.setId(id);
  answer.initVault().setText(data_of(text));
  std::vector<WireFrame> frames;
  frames.push_back(to_frame(message));
  return frames;
}

Result<std::vector<WireFrame>> answer_open(std::uint64_t id, wire::HeldAsked::Reader asked,
                                           const Viewer& viewer, const HeldService& held) {
  Result<HistoryMark> after = mark_in(asked);
  if (!after.ok()) return after.error();
  auto found = held.open(view_of(asked.getStream()), viewer, after.value());
  if (!found.ok()) return found.error();
  capnp::MallocMessageBuilder message;
  auto answer = message.initRoot<wire::Answer>();
  answer.setId(id);
  auto page = answer.initVault().initPage();
  page.setMore(found.value().more);
  const auto& items = found.value().items;
  auto list = page.initItems(static_cast<unsigned>(items.size()));
  for (unsigned i = 0; i < list.size(); ++i) write_history_item(items[i], list[i]);
  std::vector<WireFrame> frames;
  frames.push_back(to_frame(message));
  return frames;
}

}  // namespace

Result<std::vector<WireFrame>> answer_vault(std::uint64_t id, wire::VaultAsked::Reader asked,
                                            Engine& engine) {
  const HeldService held(
      engine, [&engine](const Viewer& viewer, const std::vector<Disclosure>& shown, Micros now) {
        return record_disclosures(engine, viewer, shown, now);
      });
  const Viewer viewer = read_viewer(asked.getRights());
  if (asked.isOpen()) return answer_open(id, asked.getOpen(), viewer, held);
  Result<std::string> told =
      Error{ErrorCode::kRejected, "vault: something that this version does not know"};
  if (asked.isRotate()) {
    const auto rotate = asked.getRotate();
    told = rotate_and_tell(engine, {rotate.getVault(), rotate.getHeld(), asked.getJson()});
  }
  if (asked.isHeld()) told = held.list(viewer, asked.getJson());
  if (asked.isRelease()) {
    const auto release = asked.getRelease();
    told = held.release(view_of(release.getStream()), std::string(view_of(release.getHold())),
                        viewer, asked.getJson());
  }
  if (asked.isExpire()) {
    told = held.expire(
        asked.getExpire() ? HeldService::Expiring::kDestroy : HeldService::Expiring::kTell,
        asked.getJson());
  }
  if (!told.ok()) return told.error();
  return text_answer(id, told.value());
}

}  // namespace dangol
