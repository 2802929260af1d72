#include "gateway/directory.h"

#include <kj/exception.h>

#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "events/subject.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

// Whether a record of the stream says that all of it was erased.
Result<bool> says_erased(Store& store, const StreamToken& stream) {
  bool erased = false;
  std::optional<Error> failed;
  Status read = read_stream(
      store, stream, Version(), Hash{}, ReadWords::kNo, [&](const StreamRecord& record) {
        try {
          CanonicalReader core(record.core);
          const auto data = core.root<schema::Core>().getEvent().getData();
          erased = erased || (data.isPersonalDataErased() &&
                              data.getPersonalDataErased().getVersions().size() == 0);
        } catch (const kj::Exception&) {
          failed = at(record.place, {ErrorCode::kCorrupt, "the core is not a readable message"});
        }
        return !failed;
      });
  if (failed) return *failed;
  if (!read.ok()) return read.error();
  return erased;
}

Status look_at(Store& store, const StreamToken& stream, DirectoryFound& found) {
  auto subject = store.vault().subject_of(stream);
  if (!subject.ok()) return subject.error();
  if (!subject.value()) {
    Result<bool> erased = says_erased(store, stream);
    if (!erased.ok()) return erased.error();
    if (erased.value()) {
      ++found.erased;
    } else {
      found.faults.push_back({stream, DirectoryFaultKind::kNobody, "", std::nullopt});
    }
    return Done{};
  }
  const std::string& name = *subject.value();
  if (!parse_subject(name).ok()) {
    found.faults.push_back({stream, DirectoryFaultKind::kNoSubject, name, std::nullopt});
    return Done{};
  }
  // The way back. Two streams of one subject cannot both be what it leads to.
  auto leads_to = store.vault().find(name);
  if (!leads_to.ok()) return leads_to.error();
  if (!leads_to.value()) {
    found.faults.push_back({stream, DirectoryFaultKind::kNoneSuch, name, std::nullopt});
  } else if (*leads_to.value() != stream) {
    found.faults.push_back({stream, DirectoryFaultKind::kTwoStreams, name, *leads_to.value()});
  } else {
    ++found.subjects;
  }
  return Done{};
}

}  // namespace

const char* to_string(DirectoryFaultKind kind) {
  switch (kind) {
    case DirectoryFaultKind::kNobody: return "nobody stands behind it, and no erasure says why";
    case DirectoryFaultKind::kTwoStreams: return "its subject leads to another stream";
    case DirectoryFaultKind::kNoneSuch: return "its subject leads to no stream";
    case DirectoryFaultKind::kNoSubject: return "what stands behind it is no subject";
  }
  return "";
}

Result<DirectoryFound> Directory::look(const std::vector<StreamToken>& streams,
                                       const Viewer& viewer) const {
  if (viewer.purpose == Purpose::kUnset) {
    return Error{ErrorCode::kUsage, "looking into the directory needs a purpose: --purpose"};
  }
  DirectoryFound found;
  Status looked = parts_.store([&](Store& store) -> Status {
    for (const StreamToken& stream : streams) {
      if (Status one = look_at(store, stream, found); !one.ok()) return one;
    }
    return Done{};
  });
  if (!looked.ok()) return looked.error();
  if (found.faults.empty()) return found;
  Status recorded =
      parts_.disclose(viewer,
                      {{AccessOperation::kSearch, "", "streams that contradict the directory",
                        found.faults.size()}},
                      parts_.clock());
  if (!recorded.ok()) return recorded.error();
  return found;
}

}  // namespace dangol
