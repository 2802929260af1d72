// Every path by which private words, sealed or not, or the names of other people, leave the store. Each of
// them asks AccessGrant for its rights, or records the access itself, and shows nothing before that is on
// disk. Sealed records also go to who verifies or replays a log over the socket; these show nothing.
// docs/OPERATIONS.md has the same list; a test walks it, and tests/structure finds a source that opens
// anything by itself.
#pragma once

#include <array>
#include <string_view>

#include "gateway/disclosure.h"

namespace dangol {

enum class AccessPath : std::uint8_t {
  kHistory,
  kState,
  kFigureSet,
  kRegister,
  kExport,
  kForget,
  kLog,
  kProof,
  kHeldList,
  kHeld,
  kDirectory,
  kEvents
};

struct AccessPathRow {
  AccessPath path;
  std::string_view commands;  // that take it, or routes
  AccessOperation operation;  // that is recorded
  std::string_view record;    // of what one record is made
};

inline constexpr std::array kAccessPaths{
    AccessPathRow{AccessPath::kHistory, "history, record", AccessOperation::kView,
                  "a page of one subject's records"},
    AccessPathRow{AccessPath::kState, "customer", AccessOperation::kView, "one subject's state"},
    AccessPathRow{AccessPath::kFigureSet, "figures --open", AccessOperation::kDrillDown,
                  "a set of people"},
    AccessPathRow{AccessPath::kRegister, "access", AccessOperation::kSearch,
                  "a page of the register"},
    AccessPathRow{AccessPath::kExport, "export", AccessOperation::kExport,
                  "a page of one subject's records"},
    AccessPathRow{AccessPath::kForget, "forget", AccessOperation::kView,
                  "the set of those who are named beside the person"},
    AccessPathRow{AccessPath::kLog, "log export --with-records", AccessOperation::kExport,
                  "the whole log, sealed"},
    AccessPathRow{AccessPath::kProof, "log prove history --with-words", AccessOperation::kExport,
                  "one subject's records, sealed"},
    AccessPathRow{AccessPath::kHeldList, "held", AccessOperation::kSearch,
                  "all of whom a law keeps something"},
    AccessPathRow{AccessPath::kHeld, "held open", AccessOperation::kView,
                  "a page of what a law keeps of one stream"},
    AccessPathRow{AccessPath::kDirectory, "log audit-directory", AccessOperation::kSearch,
                  "all streams, and whoever is named since the directory contradicts itself"},
    AccessPathRow{AccessPath::kEvents, "GET /v1/events, GET /v1/feed, RPC", AccessOperation::kView,
                  "the streams of a page of the log"},
};

}  // namespace dangol
