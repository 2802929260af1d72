// The vault: the only place that knows who stands behind a stream token, and that holds the keys to
// personal words. A database of its own, so that it is backed up and purged on its own.
//
// New rows are pending until sync(): a frame that uses a new token or key is appended only after
// the sync that holds it, so that no record on disk can lack its key. Rows are added and destroyed,
// never overwritten: a second key under the same name would make words unreadable for ever.
//
// Every function may be called from any thread; two callers that ask for the same new thing get the
// same one. After sync() failed every function is kUnavailable: the vault must be opened again.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/sealing_seams.h"

namespace dangol {

class Vault : public KeyStore, public Subjects {
 public:
  // keys_of() and token_of() of many streams in one reading of the disk. Each answers for itself, in
  // the order asked.
  virtual std::vector<Result<KeySet>> keys_of_each(std::span<const StreamToken> streams) = 0;
  virtual std::vector<Result<StreamToken>> tokens_of(std::span<const std::string> subjects) = 0;

  // Makes every row that was pending when called durable, in one synced batch. Costs one atomic
  // read when nothing is.
  virtual Status sync() = 0;
  // How many syncs are on disk, ever. A log names the count that its records need, so that a vault
  // which is older than its log is found out.
  virtual std::uint64_t syncs() const = 0;
  // Forgets the rows that are pending, because the generation that made them failed. REQUIRES:
  // nobody uses a token or a key that was given out and not synced, from now on.
  virtual void drop_pending() = 0;

  // The blind index: finds a person by something they identify with. `identifier` is taken in the
  // form that normalised_identifier() gives. Adding what is there already changes nothing.
  virtual Status add_identifier(StreamToken stream, std::string_view kind,
                                std::string_view identifier) = 0;
  virtual Result<std::vector<StreamToken>> streams_with_identifier(std::string_view kind,
                                                                   std::string_view identifier) = 0;

  // Destroys a stream's keys of these purposes and names them as destroyed; durable on return.
  // Nothing more can be opened with them here; an old copy of the disk needs the key-encryption
  // key, until that is rotated.
  virtual Status destroy_keys(StreamToken stream, std::span<const Purpose> purposes) = 0;
  // Removes who stands behind the token, with its identifiers; durable on return.
  virtual Status forget_subject(StreamToken stream) = 0;
};

// One writing of what a sender may write in several ways. `kind` is the schema's name for it: a
// phone keeps its digits and a leading plus, an e-mail address and a handle lose blanks at the ends
// and the case of ASCII letters, anything else loses blanks at the ends.
std::string normalised_identifier(std::string_view kind, std::string_view identifier);

}  // namespace dangol
