#include "events/sealing_message_capnp.h"
#include "gateway/notary_wire_capnp.h"
#include "gateway/wire_capnp.h"

namespace dangol {

Result<std::vector<WireFrame>> answer_notary(std::uint64_t id, wire::NotaryAsked::Reader asked,
                                             Notary* notary) {
  if (notary == nullptr) {
    return Error{ErrorCode::kUnavailable, "the running writer signs nothing: it has no notary"};
  }
  Result<Notarial> told = Error{ErrorCode::kRejected,
                                "a task of the notary that this version does "
                                "not know"};
  switch (asked.getTask()) {
    case wire::NotaryTask::UNSET: break;
    case wire::NotaryTask::SIGN: told = notary->run(NotaryTask::kSign); break;
    case wire::NotaryTask::KEYS: told = notary->run(NotaryTask::kKeys); break;
    case wire::NotaryTask::ROTATE: told = notary->run(NotaryTask::kRotate); break;
    case wire::NotaryTask::RETIRE: told = notary->run(NotaryTask::kRetire); break;
  }
  if (!told.ok()) return told.error();
  capnp::MallocMessageBuilder message;
  auto answer = message.initRoot<wire::Answer>();
  answer.setId(id);
  write_notarized(told.value(), answer.initCheckpoint());
  std::vector<WireFrame> frames;
  frames.push_back(to_frame(message));
  return frames;
}

wire::NotaryTask wire_task(NotaryTask task) {
  switch (task) {
    case NotaryTask::kSign: return wire::NotaryTask::SIGN;
    case NotaryTask::kKeys: return wire::NotaryTask::KEYS;
    case NotaryTask::kRotate: return wire::NotaryTask::ROTATE;
    case NotaryTask::kRetire: return wire::NotaryTask::RETIRE;
  }
  return wire::NotaryTask::UNSET;
}

void write_notarized(const Notarial& told, wire::NotaryAnswer::Builder into) {
  into.setNote(data_of(told.note));
  std::vector<std::string> keys;
  for (const NoteVerifier& key : told.keys) keys.push_back(key.text());
  write_texts(keys, into.initKeys(static_cast<unsigned>(keys.size())));
  write_texts(told.warnings, into.initWarnings(static_cast<unsigned>(told.warnings.size())));
}

Result<Notarial> read_notarized(wire::NotaryAnswer::Reader told) {
  Notarial read;
  read.note = view_of(told.getNote());
  for (const std::string& text : read_texts(told.getKeys())) {
    Result<NoteVerifier> key = NoteVerifier::parse(text);
    if (!key.ok()) {
      return Error{ErrorCode::kCorrupt, "the running writer named a key that is none"};
    }
    read.keys.push_back(std::move(key).value());
  }
  read.warnings = read_texts(told.getWarnings());
  return read;
}

}  // namespace dangol
