#include "tests/simulation/mutation.h"

#include <algorithm>
#include <atomic>

namespace dangol::simulation {
namespace {

std::atomic<const Mutation*> switched_off = nullptr;

}  // namespace

const std::vector<Mutation>& mutations() {
  static const std::vector<Mutation> all{
      {"sync", "a frame is written and not synced"},
      {"gate", "answers leave though the log did not confirm the frame"},
      {"sleep", "a customer may sleep before its last batch is settled"},
      {"snapshot", "a snapshot is written before its records are settled"},
      {"order", "the journal takes a shard's batches as they come"},
      {"version", "a sender's expected version is not compared"},
      {"dedupe", "an id that is recorded already is not looked for"},
      {"key id", "words are opened with any key of their purpose"},
      {"scan", "the log is opened without looking for frames that it lost"},
      {"generation", "a generation goes on after a write that was not confirmed"},
      {"index", "the index is not compared with the record that it ends with"},
      {"index end", "the index takes itself to be as long as the log"},
      {"projection", "a slice of a projection is written without some of its rows"},
      {"fence", "a writer whose claim is an older one may append"},
  };
  return all;
}

bool switch_off(std::string_view name) {
  switched_off = nullptr;
  if (name.empty()) return true;
  const auto found = std::ranges::find(mutations(), name, &Mutation::name);
  if (found == mutations().end()) return false;
  switched_off = &*found;
  return true;
}

bool off(std::string_view name) {
  const Mutation* mutation = switched_off;
  return mutation != nullptr && mutation->name == name;
}

}  // namespace dangol::simulation
