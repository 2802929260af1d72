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

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/sealing_seams.h"

namespace dangol {

// One event of a stream, as its sender named it.
struct EventName {
  std::string source;
  std::string id;
};

// A data key as it leaves one vault for another.
struct KeptKey {
  KeyName name;
  std::uint32_t generation = 0;
  Secret secret;
};
// Why words stay, and how long.
struct Keeping {
  Purpose purpose = Purpose::kUnset;  // of the words
  Micros until;
  std::string law;
  auto operator<=>(const Keeping&) const = default;
};
// What a law keeps of a stream that is forgotten: who it was, and keys.
struct KeptStream {
  StreamToken stream;
  std::string subject;  // empty: not known
  std::vector<KeptKey> keys;
  std::vector<Keeping> keepings;  // at most one a purpose
};

// What was destroyed in a vault since its key-encryption key was made. Who has that key and an older copy
// of the vault can still open it.
struct DestroyedHere {
  std::uint64_t streams = 0;  // whose keys
  Micros oldest;              // when the first of them was; of 0 streams: nothing
  bool operator==(const DestroyedHere&) const = default;
};
// The key-encryption key was made anew, and the log does not tell of it yet.
struct UntoldRotation {
  std::array<std::uint8_t, 16> id{};  // random: so that it is told once
  std::uint64_t streams = 0;          // whose keys had been destroyed under the key before
  std::uint64_t size = 0;             // records of the log then
  Micros at;
  bool operator==(const UntoldRotation&) const = default;
};

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
  // As EventLog::give_back(). What is pending stays.
  virtual void give_back() {}
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
  // key, until that is rotated (store/vault_rotation.h). `now` is noted with the first since then.
  virtual Status destroy_keys(StreamToken stream, std::span<const Purpose> purposes,
                              Micros now) = 0;
  // Removes who stands behind the token, with its identifiers; durable on return.
  virtual Status forget_subject(StreamToken stream) = 0;

  // Both of every key and the subject, in one write. Nothing of the stream is left but the names of its
  // keys as destroyed.
  virtual Status forget_stream(StreamToken stream, Micros now) = 0;
  // On return no file of the vault holds what a removed row said. Costs rewriting the vault.
  virtual Status purge() = 0;

  virtual Result<DestroyedHere> destroyed() = 0;
  virtual Result<std::optional<UntoldRotation>> untold_rotation() = 0;
  // The log tells of it now; durable on return.
  virtual Status rotation_told() = 0;

  // ---- What is known of those who were forgotten: that, and since when, told only to who asks with
  // the subject. From then on token_of() gives such a subject a token that leads nowhere, another one
  // each time, so that being mentioned brings nobody back.

  // Notes that the subject is forgotten, and the names of its events; durable on return. `since`: what
  // happened up to then is not taken again. May be repeated, and said in parts.
  virtual Status fence(std::string_view subject, Micros since,
                       std::span<const EventName> events) = 0;
  // The latest since; nullopt: was never forgotten.
  virtual Result<std::optional<Micros>> forgotten_since(std::string_view subject) = 0;
  virtual Result<bool> is_forgotten_event(std::string_view subject, const EventName& event) = 0;
  // A new relation with a forgotten subject: from here on `token` stands for it, as after token_of().
  // kConflict: another one does already.
  virtual Status begin_anew(std::string_view subject, StreamToken token) = 0;

  // ---- From this vault to one that is locked apart

  // The stream's live keys of these purposes, and who it is.
  virtual Result<KeptStream> kept_of(StreamToken stream, std::span<const Purpose> purposes) = 0;
  // Takes what another vault gave, durable on return. What is there already stays as it is.
  virtual Status keep(const KeptStream& stream) = 0;
  // From now on only the words of these purposes are kept of the stream: the keys of all others are
  // destroyed, but the one to ids, which goes with the name when nothing is kept any more.
  virtual Status keep_only(StreamToken stream, std::span<const Purpose> purposes, Micros now) = 0;
  // What was taken and not forgotten since, in order of stream, without keys.
  virtual Result<std::vector<KeptStream>> kept() = 0;
};

// One writing of what a sender may write in several ways. `kind` is the schema's name for it: a
// phone keeps its digits and a leading plus, an e-mail address and a handle lose blanks at the ends
// and the case of ASCII letters, anything else loses blanks at the ends.
std::string normalised_identifier(std::string_view kind, std::string_view identifier);

}  // namespace dangol
