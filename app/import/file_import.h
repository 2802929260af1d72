// The import of one file: rows, their keys, their events. Internal to Importer.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/import/event_writer.h"
#include "app/import/importer.h"
#include "app/import/join_table.h"
#include "app/import/mapping.h"
#include "app/import/open_rows.h"

namespace dangol::importing {

class FileImport {
 public:
  // Everything given outlives it; `counts` is added to.
  FileImport(const Mapping& mapping, const ImportSinks& sinks, ImportCounts& counts,
             const std::string& path);

  Status run();
  std::uint64_t bytes_read() const;

 private:
  enum class Fate { kUsed, kLeftOut, kRejected };

  Status load_joins();
  Status take_row(std::unique_ptr<Row> row);
  Result<Fate> fill(Row& row, OpenKey* open);
  bool read_time(const TimeSpec& spec, std::size_t number, Row& row, Situation& situation);
  Status write_row(Row& row, const OpenKey* open);
  Status write_group(OpenKey& open);
  Status send(std::vector<std::string>& events, std::uint64_t line);
  Status reject(std::uint64_t line, std::string_view column, std::string_view reason);
  void replace_missing(Row& row) const;
  std::string key_of(const Row& row) const;
  Situation situation_of(Row& row, const OpenKey* open) const;

  const Mapping& mapping_;
  const ImportSinks& sinks_;
  ImportCounts& counts_;
  const std::string& path_;
  std::string_view base_name_;
  std::unique_ptr<RowReader> reader_;
  std::vector<JoinTable> joins_;
  EventWriter writer_;
  OpenRows open_;
  std::string key_;
};

}  // namespace dangol::importing
