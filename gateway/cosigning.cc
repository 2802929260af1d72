#include "gateway/cosigning.h"

#include <future>
#include <utility>

#include "store/anchor.h"

namespace dangol {

Cosigners::Cosigners(std::vector<WitnessAddress> witnesses) {
  for (WitnessAddress& witness : witnesses) witnesses_.push_back({std::move(witness), 0});
}

Cosigners::Gathered Cosigners::gather(std::string note, const ProveFrom& prove) {
  Gathered gathered{std::move(note), {}};
  const Result<Checkpoint> said = checkpoint_in(gathered.note);
  const Result<SignedNote> read = SignedNote::parse(gathered.note);
  if (!said.ok() || !read.ok()) return gathered;
  const std::string sent = gathered.note;
  std::vector<std::future<Result<std::string>>> answers;
  for (Asked& witness : witnesses_) {
    if (verify(read.value(), witness.address.key).ok()) continue;
    answers.push_back(std::async(std::launch::async, [&witness, &sent, &said, &prove] {
      return ask_witness(witness.address, witness.known, sent, said.value().size, prove);
    }));
  }
  for (auto& answer : answers) {
    Result<std::string> line = answer.get();
    if (line.ok()) {
      gathered.note = with_cosignature(gathered.note, line.value());
    } else {
      gathered.failures.push_back(line.error());
    }
  }
  return gathered;
}

}  // namespace dangol
