// Files in, events out.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/import/mapping.h"
#include "events/outcome.h"

namespace dangol::importing {

// Where something stands in the input: the file as it was named to `import`, a line from 1.
struct SourceLine {
  std::string_view file;
  std::uint64_t line = 0;
};

// A row of which no event was made. Holds nothing of its content. `column` may be empty.
struct RejectedRow {
  SourceLine at;
  std::string_view column;
  std::string_view reason;
};

struct ImportCounts {
  std::uint64_t rows = 0;      // read, rejected ones too
  std::uint64_t left_out = 0;  // by the mapping's `where`
  std::uint64_t silent = 0;    // rows no event was made of, without being left out or rejected
  std::uint64_t rejected = 0;
  std::uint64_t events = 0;
};

// Takes what an import gives. An error from a sink ends the import with that error.
struct ImportSinks {
  // One CloudEvent in JSON (structured mode). The events of a row come together and in the
  // mapping's order; `at` is the row, or the first row of a group.
  std::function<Status(std::string&& cloudevent_json, const SourceLine& at)> event;
  std::function<Status(const RejectedRow& row)> rejected;
};

// Reads files by a mapping, row by row, in bounded memory. One thread. The mapping outlives it.
class Importer {
 public:
  Importer(const Mapping& mapping, ImportSinks sinks);
  ~Importer();
  Importer(const Importer&) = delete;
  Importer& operator=(const Importer&) = delete;

  // Reads every file, and every file joined with it, once to its end without making events:
  // kNotFound when one is absent, kRejected when one is empty, a directory, binary, cut short, or
  // lacks a column.
  Status check(const std::vector<std::string>& files);

  // Checks all files, then makes events of them in their order. Errors as `check`, before the first
  // event; later errors come from a sink, from a file that changed, or from a limit that the
  // sentence names. Bad rows go to the sink and the import goes on.
  Status import(const std::vector<std::string>& files);

  const ImportCounts& counts() const;
  // Of the bytes of all files, 0 to 1.
  double share_done() const;

 private:
  struct Run;
  std::unique_ptr<Run> run_;
};

}  // namespace dangol::importing
