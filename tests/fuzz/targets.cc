#include <array>

#include "tests/fuzz/fuzz.h"
#include "tests/support/scene.h"

namespace dangol::fuzz {

std::vector<std::string> scene_events() {
  std::vector<std::string> all;
  for (const test::Scene& scene : test::read_scenes()) {
    all.insert(all.end(), scene.events.begin(), scene.events.end());
  }
  return all;
}

std::span<const Target> targets() {
  static const std::array kTargets{
      Target{"events", events_json, scene_events},
      Target{"message", event_message, message_seeds},
      Target{"record", stored_record, record_seeds},
      Target{"state", stored_state, state_seeds},
      Target{"signed", signed_texts, signed_seeds},
      Target{"history", history_lines, history_seeds},
      Target{"mapping", mapping_file, mapping_seeds},
      Target{"rows", delimited_file, file_seeds},
      Target{"http", http_request, request_seeds},
      Target{"tokens", token_file, token_seeds},
  };
  return kTargets;
}

}  // namespace dangol::fuzz
