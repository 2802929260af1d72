#include "app/import/zone.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <fmt/format.h>

namespace dangol::importing {
namespace {

constexpr std::string_view kZoneDirectory = "/usr/share/zoneinfo";
constexpr std::size_t kHeaderBytes = 44;  // RFC 8536, section 3.1

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  if (static_cast<unsigned char>(bytes[0]) & 0x80) value = ~std::uint64_t{0};
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(value);
}

struct Counts {
  std::size_t utc_indicators, standard_indicators, leaps, changes, types, letters;

  std::size_t bytes(std::size_t time_bytes) const {
    return changes * (time_bytes + 1) + types * 6 + letters + leaps * (time_bytes + 4) +
           standard_indicators + utc_indicators;
  }
};

// The counts of a TZif header at `at`; false when there is none.
bool read_counts(std::string_view file, std::size_t at, Counts& counts) {
  if (file.size() < at + kHeaderBytes || file.substr(at, 4) != "TZif") return false;
  const auto count = [&](int index) {
    return static_cast<std::size_t>(big_endian(file.substr(at + 20 + 4 * index, 4)));
  };
  counts = {count(0), count(1), count(2), count(3), count(4), count(5)};
  return counts.types > 0 && counts.changes < file.size() && counts.types < file.size() &&
         counts.leaps < file.size() && counts.letters < file.size();
}

bool two_digits(std::string_view text, int& value) {
  if (text.size() != 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') {
    return false;
  }
  value = (text[0] - '0') * 10 + (text[1] - '0');
  return true;
}

}  // namespace

Zone Zone::fixed(int offset_minutes) {
  Zone zone;
  zone.first_offset_seconds_ = offset_minutes * 60;
  return zone;
}

Result<Zone> Zone::parse(std::string_view text) {
  if (text == "Z" || text == "UTC") return fixed(0);
  int hours, minutes;
  if (text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':') {
    if (two_digits(text.substr(1, 2), hours) && two_digits(text.substr(4, 2), minutes) &&
        hours < 24 && minutes < 60) {
      const int total = hours * 60 + minutes;
      return fixed(text[0] == '-' ? -total : total);
    }
  }
  return read_table(text);
}

Result<Zone> Zone::read_table(std::string_view name) {
  const auto failure = [&](std::string_view reason) {
    return Error{ErrorCode::kRejected, fmt::format("zone '{}' {}", name, reason)};
  };
  const bool plain = !name.empty() && name.front() != '/' && name.find("..") == name.npos &&
                     name.find_first_not_of(
                         "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                         "0123456789_+-/") == name.npos;
  if (!plain) return failure("is neither an offset such as +09:00 nor an IANA name");
  const char* directory = std::getenv("TZDIR");
  const std::string path =
      fmt::format("{}/{}", directory == nullptr ? kZoneDirectory : directory, name);
  std::ifstream stream(path, std::ios::binary);
  const std::string file{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  Counts old_counts, counts;
  if (!read_counts(file, 0, old_counts)) return failure("has no table (is tzdata installed?)");
  const std::size_t header = kHeaderBytes + old_counts.bytes(4);
  if (file[4] < '2' || !read_counts(file, header, counts)) return failure("has a table too old");
  const std::size_t body = header + kHeaderBytes;
  if (file.size() < body + counts.bytes(8)) return failure("has a damaged table");

  const std::string_view bytes(file);
  const std::size_t kinds = body + counts.changes * 8;
  const std::size_t types = kinds + counts.changes;
  const auto offset_of = [&](std::size_t type) {
    return static_cast<int>(big_endian(bytes.substr(types + type * 6, 4)));
  };
  Zone zone;
  zone.first_offset_seconds_ = offset_of(0);
  for (std::size_t i = 0; i < counts.changes; ++i) {
    const auto type = static_cast<unsigned char>(bytes[kinds + i]);
    if (type >= counts.types) return failure("has a damaged table");
    zone.changes_.push_back({big_endian(bytes.substr(body + i * 8, 8)), offset_of(type)});
  }
  // The footer holds the rule for later times; a comma in it means that clocks still change.
  const std::string_view footer = bytes.substr(body + counts.bytes(8));
  zone.table_ends_ = footer.find(',') != footer.npos;
  return zone;
}

bool Zone::offset_minutes_at(std::int64_t local_seconds, int& minutes) const {
  int offset = first_offset_seconds_;
  // The earlier of two candidates: go forward while the reading lies after a change under the
  // offset that held before it.
  const auto later = std::partition_point(
      changes_.begin(), changes_.end(), [&, before = first_offset_seconds_](const Change& change) {
        const auto index = static_cast<std::size_t>(&change - changes_.data());
        const int old = index == 0 ? before : changes_[index - 1].offset_seconds;
        return local_seconds >= change.utc_seconds + std::max(old, change.offset_seconds);
      });
  if (later != changes_.begin()) offset = std::prev(later)->offset_seconds;
  if (table_ends_ && later == changes_.end() && !changes_.empty()) return false;
  minutes = offset / 60;
  return true;
}

}  // namespace dangol::importing
