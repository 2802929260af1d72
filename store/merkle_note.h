// Signed notes and checkpoints, as C2SP signed-note, tlog-checkpoint and tlog-cosignature define them: a
// text that people can read, and lines of Ed25519 signatures below it. Pure but for new keys.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/hash.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "events/sealing_seams.h"

namespace dangol {

// What a key signs; part of its id.
enum class NoteKeyType : std::uint8_t {
  kNote = 1,         // the text
  kCosignature = 4,  // the text and the second in which it was seen
};

// Whether a text can be the name of a key, or of a log: UTF-8 without spaces, control characters and `+`,
// 1 to 255 bytes.
bool is_note_name(std::string_view name);

// A public key: who may have signed. A value.
struct NoteVerifier {
  std::string name;  // not empty, without spaces and `+`
  NoteKeyType type = NoteKeyType::kNote;
  std::array<std::uint8_t, 32> key{};

  // `name+1a2b3c4d+base64`, the usual text form. kRejected when it is none, or its id is not the
  // key's.
  static Result<NoteVerifier> parse(std::string_view text);
  std::string text() const;
  std::uint32_t id() const;
  bool operator==(const NoteVerifier&) const = default;
};

// A private key. Never printed but by text().
class NoteSigner {
 public:
  // kRejected: the name cannot be one.
  static Result<NoteSigner> make(std::string_view name, NoteKeyType type, Entropy& entropy);
  // `PRIVATE+KEY+name+1a2b3c4d+base64`. kRejected, without the text, when it is none.
  static Result<NoteSigner> parse(std::string_view text);
  std::string text() const;

  const NoteVerifier& verifier() const { return verifier_; }
  // A signature line over `text`, its newline included. `seen`: the second of a cosignature.
  std::string sign(std::string_view text, std::uint64_t seen = 0) const;

 private:
  NoteSigner(std::string_view name, NoteKeyType type, const Secret& seed);
  Secret seed_;
  NoteVerifier verifier_;
};

// A note as it was received: nothing of it is believed before verify().
struct SignedNote {
  std::string text;  // ends with a newline
  struct Signature {
    std::string name;
    std::uint32_t id = 0;
    std::string bytes;
  };
  std::vector<Signature> signatures;

  // kRejected, naming the place: not the form of a signed note, or over kMaxNoteBytes or
  // kMaxNoteSignatures.
  static Result<SignedNote> parse(std::string_view bytes);
};

// Whether `key` signed the note; of a cosignature, when it says that it saw it. kNotFound: no signature
// of that key. kRejected: there is one, and it does not hold.
Result<std::uint64_t> verify(const SignedNote& note, const NoteVerifier& key);

// A statement of log size and root.
struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root;
  bool operator==(const Checkpoint&) const = default;

  // The note's text.
  std::string text() const;
  // kRejected when the text says anything else: extension lines are refused, since nobody could
  // check them.
  static Result<Checkpoint> parse(std::string_view text);
};

std::string to_base64(std::string_view bytes);
// Nothing unless it is exactly what to_base64 makes.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace dangol
