// What is fuzzed: every reader of bytes that come from outside, or from a disk.
//
// A target takes any bytes. It must return: a crash, a hang, a leak, or a promise that does not hold is a bug.
// `dangol_fuzz --target=NAME` mutates them by coverage (libFuzzer; `cmake --preset fuzz`), test_fuzz runs the seeds,
// whatever was once found (tests/fuzz/found/NAME/) and some blind mutations in every ./check.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::fuzz {

struct Target {
  const char* name;
  void (*run)(std::string_view bytes);
  // What mutation starts from: real ones, made by the program itself.
  std::vector<std::string> (*seeds)();
};
std::span<const Target> targets();

// A promise that holds for all bytes.
inline void promise(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "a promise does not hold: %s\n", what);
  std::abort();
}

// Of the scenes of tests/scenes.
std::vector<std::string> scene_events();

void events_json(std::string_view bytes);     // CloudEvents
void event_message(std::string_view bytes);   // an event by Cap'n Proto RPC, or over the socket
void stored_record(std::string_view bytes);   // an entry, a core, a frame's header
void stored_state(std::string_view bytes);    // a snapshot
void signed_texts(std::string_view bytes);    // checkpoints, proofs, keys, the anchor
void history_lines(std::string_view bytes);   // a proof of a history
void mapping_file(std::string_view bytes);    // docs/MAPPINGS.md
void delimited_file(std::string_view bytes);  // CSV, TSV, JSON lines
void http_request(std::string_view bytes);    // a request's target, headers and body
void token_file(std::string_view bytes);      // who may come in

std::vector<std::string> message_seeds();
std::vector<std::string> record_seeds();
std::vector<std::string> state_seeds();
std::vector<std::string> signed_seeds();
std::vector<std::string> history_seeds();
std::vector<std::string> mapping_seeds();
std::vector<std::string> file_seeds();
std::vector<std::string> request_seeds();
std::vector<std::string> token_seeds();

}  // namespace dangol::fuzz
