// Whom to believe about a log: its origin and keys, and which witnesses must have seen a checkpoint (C2SP
// tlog-policy). All of it comes from outside of what is checked; a key that a file brings along counts
// for nothing. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/outcome.h"
#include "store/merkle_note.h"

namespace dangol {

// A witness's word for a checkpoint.
struct Witnessed {
  std::string name;        // as the policy calls it
  std::uint64_t seen = 0;  // seconds since 1970: its clock when it signed
};

// Where a witness is asked for its cosignature.
struct WitnessAddress {
  NoteVerifier key;  // of type kCosignature
  std::string url;   // the submission prefix, `https://witness.example/w1`
};

class WitnessPolicy {
 public:
  // kRejected, naming the line, or over a bound of store/proof_limits.h.
  static Result<WitnessPolicy> parse(std::string_view text);

  // Keys of the logs that the policy knows; none: it leaves that to others.
  const std::vector<NoteVerifier>& logs() const { return logs_; }
  // The witnesses that have a URL, in the policy's order.
  std::vector<WitnessAddress> addresses() const;
  // Those who cosigned, when they are enough. kRejected: they are not, or a cosignature of one of them
  // does not hold.
  Result<std::vector<Witnessed>> check(const SignedNote& note) const;

 private:
  struct Line;
  // A witness, or a group of those before it.
  struct Member {
    std::string name;
    std::optional<NoteVerifier> witness;
    std::string url;  // of a witness; may be empty
    std::vector<std::size_t> members;
    std::size_t needed = 0;
  };
  Status take(const Line& line, std::vector<bool>& in_a_group);
  Status take_log(const Line& line);
  Status take_witness(const Line& line);
  Status take_group(const Line& line, std::vector<bool>& in_a_group);
  Status take_quorum(const Line& line);
  std::optional<std::size_t> find(std::string_view name) const;

  std::vector<NoteVerifier> logs_;
  std::vector<Member> members_;
  bool quorum_given_ = false;
  std::optional<std::size_t> quorum_;  // nullopt: none is needed
};

struct LogTrust {
  std::string origin;
  std::vector<NoteVerifier> keys;  // one of them must have signed
  std::optional<WitnessPolicy> policy;
};

struct TrustedCheckpoint {
  Checkpoint checkpoint;
  std::string signed_by;  // the key's text
  std::vector<Witnessed> witnesses;
};

// kRejected says what does not hold: the form, the origin, a signature, or the quorum.
Result<TrustedCheckpoint> check_checkpoint(std::string_view note, const LogTrust& trust);

}  // namespace dangol
