// Mappings, and the files that they are for.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <sys/mman.h>
#include <unistd.h>

#include "app/import/importer.h"
#include "app/import/mapping.h"
#include "tests/fuzz/fuzz.h"

namespace dangol::fuzz {

namespace {

using importing::Importer;
using importing::ImportSinks;
using importing::Mapping;

constexpr char kBetween = '\x1e';  // a mapping and a file

// A file that is nowhere.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : fd_(::memfd_create("rows", MFD_CLOEXEC)) {
    for (std::string_view rest = bytes; !rest.empty();) {
      const ssize_t written = ::write(fd_, rest.data(), rest.size());
      if (written <= 0) std::abort();
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  ~MemoryFile() { ::close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  const int fd_;
};

void import(const Mapping& mapping, std::string_view file) {
  const MemoryFile rows(file);
  ImportSinks sinks;
  sinks.event = [](std::string&&, const importing::SourceLine&) -> Status { return Done{}; };
  sinks.rejected = [](const importing::RejectedRow&) -> Status { return Done{}; };
  Importer importer(mapping, sinks);
  (void)importer.import({rows.path()});
  const importing::ImportCounts& counts = importer.counts();
  promise(counts.left_out + counts.silent + counts.rejected <= counts.rows, "every row is counted");
}

std::string content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

// Three columns, in each of the formats.
std::string simple_mapping(const std::string& format) {
  return "name = \"calls\"\nsource = \"urn:calls\"\nformat = \"" + format + R"toml("
[columns]
use = ["person", "at", "said"]
[derive]
call = "concat(person, '-', at)"
[times.began]
text = "{at}"
format = "%Y-%m-%d %H:%M"
zone = "UTC"
precision = "minute"
[event_defaults]
subject = "customer/{person}"
time = "began"
[[event]]
type = "contact.started"
when = "said != missing"
id = "{call}/contact"
actorkind = "customer"
[event.data]
contactId = "{call}"
channel = "phone"
direction = "inbound"
)toml";
}

}  // namespace

void mapping_file(std::string_view bytes) {
  const std::size_t end = std::min(bytes.find(kBetween), bytes.size());
  const auto mapping = Mapping::parse(bytes.substr(0, end), "fuzzed");
  if (!mapping.ok() || end == bytes.size()) return;
  import(mapping.value(), bytes.substr(end + 1));
}

void delimited_file(std::string_view bytes) {
  if (bytes.empty()) return;
  for (const auto format : {importing::FileFormat::kCsv, importing::FileFormat::kTsv,
                            importing::FileFormat::kJsonLines}) {
    const MemoryFile rows(bytes);
    importing::FileLayout layout;
    layout.format = format;
    layout.delimiter = format == importing::FileFormat::kTsv ? '\t' : ',';
    layout.quotes = bytes.size() % 2 == 0 ? importing::Quotes::kDoubled : importing::Quotes::kNone;
    layout.columns.wanted = {{"person", {0, false}}, {"at", {1, true}}, {"said", {2, true}}};
    layout.columns.others_allowed = true;
    auto reader = importing::RowReader::open(rows.path(), layout);
    if (!reader.ok()) continue;
    importing::Row row;
    for (;;) {
      row.clear(3);
      const auto read = reader.value()->next(row);
      if (!read.ok() || read.value() == importing::ReadRow::kEnd) break;
    }
  }
}

std::vector<std::string> mapping_seeds() {
  std::vector<std::string> seeds;
  for (const auto& entry : std::filesystem::directory_iterator(DANGOL_SOURCE_DIR "/mappings")) {
    seeds.push_back(content(entry.path()));
  }
  for (const char* format : {"csv", "tsv", "jsonl"}) {
    for (const std::string& file : file_seeds()) {
      seeds.push_back(simple_mapping(format) + kBetween + file);
    }
  }
  for (const std::string& seed : seeds) {
    promise(Mapping::parse(seed.substr(0, seed.find(kBetween)), "seed").ok(),
            "a seed is a mapping");
  }
  return seeds;
}

std::vector<std::string> file_seeds() {
  return {
      "person,at,said\nkim,2016-07-27 11:07,hello\nlee,2016-07-28 09:00,\"two \"\"words\"\"\"\n",
      "person\tat\tsaid\nkim\t2016-07-27 11:07\thello\n",
      "{\"person\":\"kim\",\"at\":\"2016-07-27 11:07\",\"said\":\"hello\"}\n{\"person\":3}\n",
      "\xef\xbb\xbfperson,at\r\nkim,\"a\r\nb\"\r\n"};
}

}  // namespace dangol::fuzz
