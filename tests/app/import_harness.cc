#include "tests/app/import_harness.h"

#include <unordered_set>

#include <gtest/gtest.h>
#include <zlib.h>

#include "app/import/json_scan.h"
#include "app/import/time_format.h"
#include "events/cloudevents.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {
namespace {

using importing::JsonScan;

using Values = std::vector<std::pair<std::string, std::string>>;

bool flatten(JsonScan& scan, importing::Arena& arena, const std::string& path, Values& values) {
  JsonScan::Kind kind;
  if (!scan.peek(kind)) return false;
  std::string_view text;
  if (kind == JsonScan::Kind::kText) {
    if (!scan.text(arena, text)) return false;
    values.emplace_back(path, text);
    return true;
  }
  if (kind != JsonScan::Kind::kObject && kind != JsonScan::Kind::kList) {
    if (!scan.scalar(text)) return false;
    values.emplace_back(path, text);
    return true;
  }
  const bool object = kind == JsonScan::Kind::kObject;
  const char close = object ? '}' : ']';
  scan.take(object ? '{' : '[');
  std::size_t count = 0;
  if (!scan.take(close)) {
    do {
      std::string name = std::to_string(count++);
      if (object) {
        if (!scan.text(arena, text) || !scan.take(':')) return false;
        name = text;
      }
      if (!flatten(scan, arena, path.empty() ? name : path + '.' + name, values)) return false;
    } while (scan.take(','));
    if (!scan.take(close)) return false;
  }
  if (!object) values.emplace_back(path, std::to_string(count));
  return true;
}

}  // namespace

FlatEvent::FlatEvent(std::string_view json) {
  JsonScan scan(json);
  importing::Arena arena;
  EXPECT_TRUE(flatten(scan, arena, "", values_) && scan.at_end()) << scan.reason();
}

std::string_view FlatEvent::operator[](std::string_view path) const {
  for (const auto& [name, value] : values_) {
    if (name == path) return value;
  }
  return {};
}

bool FlatEvent::has(std::string_view path) const {
  for (const auto& [name, value] : values_) {
    if (name == path) return true;
  }
  return false;
}

std::string_view FlatEvent::label(std::string_view name) const {
  for (std::size_t i = 0; i < size("data.labels"); ++i) {
    const std::string label = "data.labels." + std::to_string(i);
    if ((*this)[label + ".name"] == name) return (*this)[label + ".value"];
  }
  return {};
}

std::size_t FlatEvent::size(std::string_view path) const {
  const std::string_view count = (*this)[path];
  return count.empty() ? 0 : std::stoul(std::string(count));
}

std::int64_t FlatEvent::seconds() const {
  static const auto format = importing::TimeFormat::parse("%Y-%m-%dT%H:%M:%S%z");
  const auto reading = format.value().read((*this)["time"]);
  EXPECT_TRUE(reading.has_value()) << (*this)["time"];
  return reading.has_value() ? reading->local_seconds - *reading->offset_minutes * 60 : 0;
}

void PrintTo(const Rejected& rejected, std::ostream* out) {
  *out << "line " << rejected.line << ", column '" << rejected.column << "': " << rejected.reason;
}

std::vector<std::string> Imported::values(std::string_view type, std::string_view path) const {
  std::vector<std::string> found;
  for (const std::string& json : events) {
    const FlatEvent event(json);
    if (event.type() == type) found.emplace_back(event[path]);
  }
  return found;
}

Imported import_with(std::string_view toml, const std::vector<std::string>& files) {
  Imported result;
  auto mapping = importing::Mapping::parse(toml, "test.toml");
  if (!mapping.ok()) {
    result.error = mapping.error();
    return result;
  }
  importing::Importer importer(
      mapping.value(),
      {[&](std::string&& json, const importing::SourceLine& at) {
         result.events.push_back(std::move(json));
         result.lines.push_back(at.line);
         return Status(Done{});
       },
       [&](const importing::RejectedRow& row) {
         result.rejected.push_back({row.at.line, std::string(row.column), std::string(row.reason)});
         return Status(Done{});
       }});
  if (Status status = importer.import(files); !status.ok()) result.error = status.error();
  result.counts = importer.counts();
  return result;
}

Imported import_text(std::string_view toml, std::string_view content,
                     const std::string& file_name) {
  TempDir folder;
  const std::string path = folder / file_name;
  write_file(path, content);
  return import_with(toml, {path});
}

std::string gzipped(std::string_view text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

importing::ImportCounts import_data(const std::string& mapping,
                                    const std::vector<std::string>& files,
                                    const std::function<void(const FlatEvent&)>& each) {
  auto loaded = importing::Mapping::load(DANGOL_SOURCE_DIR "/mappings/" + mapping);
  if (!loaded.ok()) {
    ADD_FAILURE() << loaded.error().message;
    return {};
  }
  CloudEventsReader codec;
  std::unordered_set<std::string> ids;
  std::uint64_t refused = 0;
  importing::Importer importer(
      loaded.value(),
      {[&](std::string&& json, const importing::SourceLine& at) {
         const auto read = codec.read(json);
         if (!read.ok() && refused++ < 3) {
           ADD_FAILURE() << at.file << ":" << at.line << ": " << read.error().message;
         }
         const FlatEvent event(json);
         std::string identity = std::string(event["subject"]) + '\n' + std::string(event["id"]);
         EXPECT_TRUE(ids.insert(std::move(identity)).second) << at.line << ": the id came before";
         each(event);
         return Status(Done{});
       },
       [&](const importing::RejectedRow& row) {
         ADD_FAILURE() << row.at.file << ":" << row.at.line << ": " << row.column << ": "
                       << row.reason;
         return Status(Done{});
       }});
  const Status status = importer.import(files);
  if (!status.ok()) ADD_FAILURE() << status.error().message;
  EXPECT_EQ(refused, 0U);
  return importer.counts();
}

}  // namespace dangol::test
