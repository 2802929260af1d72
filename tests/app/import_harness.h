// Runs imports for tests and looks into the events that come out.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/import/importer.h"
#include "events/outcome.h"
#include "tests/support/data_file.h"

namespace dangol::test {

// One CloudEvent, flat: `data.lines.0.item`. A counter of its own, apart from what wrote the text.
class FlatEvent {
 public:
  explicit FlatEvent(std::string_view json);
  // Empty when there is none.
  std::string_view operator[](std::string_view path) const;
  bool has(std::string_view path) const;
  // The value of the label of that name in `data.labels`.
  std::string_view label(std::string_view name) const;
  // Items of the list at that path.
  std::size_t size(std::string_view path) const;
  std::string_view type() const { return (*this)["type"]; }
  // Seconds since 1970 of `time`.
  std::int64_t seconds() const;

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};

struct Rejected {
  std::uint64_t line;
  std::string column;
  std::string reason;
  bool operator==(const Rejected&) const = default;
};
void PrintTo(const Rejected& rejected, std::ostream* out);

struct Imported {
  std::optional<Error> error;
  std::vector<std::string> events;
  std::vector<std::uint64_t> lines;  // of the events
  std::vector<Rejected> rejected;
  importing::ImportCounts counts;

  // The values at `path` of all events of that type, in order.
  std::vector<std::string> values(std::string_view type, std::string_view path) const;
  std::string reason() const { return error.has_value() ? error->message : ""; }
};

// Imports `files` by the mapping in `toml`. A mapping that does not load is the error.
Imported import_with(std::string_view toml, const std::vector<std::string>& files);

// The same over one file that holds `content`.
Imported import_text(std::string_view toml, std::string_view content,
                     const std::string& file_name = "rows.csv");

// `text` packed by gzip.
std::string gzipped(std::string_view text);

// Imports real files by a shipped mapping, reads every event by the strict codec as well and hands
// it on. Fails the test on a rejected row, an event the codec refuses, or an id given twice.
importing::ImportCounts import_data(const std::string& mapping,
                                    const std::vector<std::string>& files,
                                    const std::function<void(const FlatEvent&)>& each);

}  // namespace dangol::test
