#include "app/import/importer.h"

#include <optional>

#include <fmt/format.h>

#include "app/import/event_writer.h"
#include "app/import/file_import.h"
#include "app/import/join_table.h"

namespace dangol::importing {

struct Importer::Run {
  const Mapping& mapping;
  ImportSinks sinks;
  ImportCounts counts;
  std::uint64_t bytes_total = 0;
  std::uint64_t bytes_before = 0;  // of the files that are done
  const FileImport* current = nullptr;
};

Importer::Importer(const Mapping& mapping, ImportSinks sinks)
    : run_(new Run{mapping, std::move(sinks), {}, 0, 0, nullptr}) {}
Importer::~Importer() = default;

namespace {

// Reads a file to its end without making anything of it; its size.
Result<std::uint64_t> read_through(const std::string& path, const FileLayout& layout) {
  auto reader = RowReader::open(path, layout);
  if (!reader.ok()) return reader.error();
  if (Status status = reader.value()->read_to_end(); !status.ok()) return status.error();
  return reader.value()->source().bytes_total();
}

}  // namespace

Status Importer::check(const std::vector<std::string>& files) {
  if (files.empty()) return Error{ErrorCode::kUsage, "no file to import"};
  run_->bytes_total = 0;
  for (const std::string& file : files) {
    for (const JoinSpec& join : run_->mapping.joins) {
      auto joined = read_through(joined_path(file, join), join.layout);
      if (!joined.ok()) return joined.error();
    }
    auto bytes = read_through(file, run_->mapping.layout);
    if (!bytes.ok()) return bytes.error();
    run_->bytes_total += bytes.value();
  }
  return Done{};
}

Status Importer::import(const std::vector<std::string>& files) {
  if (Status status = check(files); !status.ok()) return status;
  for (const std::string& file : files) {
    FileImport current(run_->mapping, run_->sinks, run_->counts, file);
    run_->current = &current;
    const Status status = current.run();
    run_->bytes_before += current.bytes_read();
    run_->current = nullptr;
    if (!status.ok()) return status;
  }
  return Done{};
}

const ImportCounts& Importer::counts() const { return run_->counts; }

double Importer::share_done() const {
  if (run_->bytes_total == 0) return 0;
  const std::uint64_t read =
      run_->bytes_before + (run_->current == nullptr ? 0 : run_->current->bytes_read());
  return static_cast<double>(read) / static_cast<double>(run_->bytes_total);
}

}  // namespace dangol::importing
