// A file that proves a history: one JSON object a line, the head first, then the stream's records from
// version 1 on (replay/history_proof.capnp, docs/FORMAT.md). Pure; nothing of a parsed line is believed
// before it is checked (replay/history_check.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/head_map.h"

namespace dangol {

// How the head's line begins.
inline constexpr std::string_view kHistoryProofStart = R"({"form":"dangol history proof v1")";

// A stream's token as text: 32 lower-case hexadecimal digits. nullopt: it is none.
std::optional<StreamToken> token_in_hex(std::string_view hex);

struct ProvedRecord {
  Position position;
  std::string entry;
  std::string core;             // empty: not shown, and so are the words
  std::string words;            // sealed; empty: none, or not shown
  std::vector<Hash> inclusion;  // in the checkpoint's tree, the nearest to the leaf first

  // Ends with a newline.
  std::string line() const;
  // kRejected: not exactly what line() writes, without its newline.
  static Result<ProvedRecord> parse(std::string_view line);
  bool operator==(const ProvedRecord&) const = default;
};

// Of a file that shows single records of a stream (replay/records_check.h): its other lines are as those of
// a history.
struct RecordsProofHead {
  StreamToken stream;
  std::string checkpoint;

  std::string line() const;
  static Result<RecordsProofHead> parse(std::string_view line);
};

struct HistoryProofHead {
  StreamToken stream;
  HeadProof last;      // by the map of heads
  ProvedRecord heads;  // the record that holds the map's root
  std::string checkpoint;
  std::vector<std::string> audits;  // replay/heads_audit.h

  std::string line() const;
  static Result<HistoryProofHead> parse(std::string_view line);
};

}  // namespace dangol
