// The right to see personal words and other people's names: had by who looks only once that is on
// disk. Every path that opens anything asks here for its rights; docs/OPERATIONS.md lists the paths,
// and tests/structure finds a source that makes rights for itself.
#pragma once

#include <vector>

#include "events/outcome.h"
#include "events/sealing_open.h"
#include "gateway/disclosure.h"
#include "gateway/viewer.h"

namespace dangol {

class AccessGrant {
 public:
  // Ids of the stream's own things, and nothing else: no words, no other people.
  static AccessGrant redacted();
  // As far as the viewer's purpose goes, once `shown` is recorded; without a purpose redacted, and
  // nothing is recorded. Errors are those of `disclose`.
  static Result<AccessGrant> recorded(const Disclose& disclose, const Viewer& viewer,
                                      const std::vector<Disclosure>& shown, Micros now);

  const ReaderRights& rights() const { return rights_; }

 private:
  explicit AccessGrant(ReaderRights rights) : rights_(rights) {}
  ReaderRights rights_;
};

// Whether words that are held for `held` are opened to who reads for `reading`. A reader for care sees
// what the person told us and how they like to be called; evidence of abuse is opened to protect staff
// or to answer a complaint; who looked at whose data only to who reads for that.
bool opens(Purpose reading, Purpose held);

}  // namespace dangol
