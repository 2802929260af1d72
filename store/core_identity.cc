#include "store/core_identity.h"

#include <fmt/format.h>
#include <kj/exception.h>

#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"

namespace dangol {

Result<IndexedIdentity> identity_of(std::string_view core) {
  if (!CanonicalReader::possible(core)) {
    return Error{ErrorCode::kCorrupt, "the core is no message"};
  }
  try {
    CanonicalReader reader(core);
    const auto root = reader.root<schema::Core>();
    const std::string_view id = view_of(root.getEvent().getId());
    if (id.size() < sizeof(IdToken)) {
      return Error{ErrorCode::kCorrupt, "the core has no event id"};
    }
    return IndexedIdentity{IdToken::from(id), ContentDigest(root.getContentDigest())};
  } catch (const kj::Exception& error) {
    return Error{ErrorCode::kCorrupt,
                 fmt::format("the core cannot be read: {}", error.getDescription().cStr())};
  }
}

}  // namespace dangol
