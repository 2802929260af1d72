// The witnesses whose cosignatures a log gathers for its checkpoints.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events/outcome.h"
#include "gateway/witness_client.h"

namespace dangol {

// One thread at a time.
class Cosigners {
 public:
  explicit Cosigners(std::vector<WitnessAddress> witnesses);

  struct Gathered {
    std::string note;             // with what came
    std::vector<Error> failures;  // of the witnesses that gave nothing; see ask_witness()
  };
  // Asks every witness that has not signed the note yet, all at once. `prove` is called from any
  // thread, several at a time.
  Gathered gather(std::string note, const ProveFrom& prove);

 private:
  struct Asked {
    WitnessAddress address;
    std::uint64_t known = 0;  // records that it cosigned last, as far as we know
  };
  std::vector<Asked> witnesses_;
};

}  // namespace dangol
