#include "events/sealing_message_capnp.h"
#include "gateway/forget_service.h"
#include "gateway/forget_wire_capnp.h"
#include "gateway/wire_capnp.h"

namespace dangol {

Result<std::vector<WireFrame>> answer_forget(std::uint64_t id, wire::Forget::Reader asked,
                                             Engine& engine) {
  ForgetAsking asking;
  asking.request.subject = asked.getSubject().cStr();
  asking.request.events = read_texts(asked.getEvents());
  asking.request.reason = asked.getReason().cStr();
  asking.request.by = asked.getBy().cStr();
  asking.request.request = asked.getRequest().cStr();
  asking.dry_run = asked.getDryRun();
  asking.json = asked.getJson();
  asking.viewer = read_viewer(asked.getRights());
  const auto told = forget_and_tell(
      asking, [&](const auto& read) { return engine.read(read); },
      [&](const Viewer& viewer, const std::vector<Disclosure>& shown, Micros now) {
        return record_disclosures(engine, viewer, shown, now);
      },
      [&](const ForgetRequest& request) { return engine.forget(request); });
  if (!told.ok()) return told.error();
  capnp::MallocMessageBuilder message;
  auto answer = message.initRoot<wire::Answer>();
  answer.setId(id);
  answer.initForget().setText(data_of(told.value()));
  std::vector<WireFrame> frames;
  frames.push_back(to_frame(message));
  return frames;
}

}  // namespace dangol
