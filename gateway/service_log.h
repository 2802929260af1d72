// What a service says of itself while it runs: one line a happening, as JSON or as text. Never a subject, an
// id or a word of anybody: fields hold counts, and names that are the program's own.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace dangol {

enum class LogLevel : std::uint8_t { kInfo, kWarning, kError, kOff };
enum class LogFormat : std::uint8_t { kJson, kText };
const char* to_string(LogLevel level);  // `warning`

struct LogField {
  std::string_view name;
  std::variant<std::uint64_t, std::string_view> value;
};

// Thread-safe. A line is written whole, and at once.
class ServiceLog {
 public:
  struct Options {
    LogLevel level = LogLevel::kInfo;  // what is less is not told; kOff: nothing is
    LogFormat format = LogFormat::kJson;
    std::FILE* to = stderr;  // outlives the log
  };
  explicit ServiceLog(Options options);
  ~ServiceLog();
  ServiceLog(const ServiceLog&) = delete;
  ServiceLog& operator=(const ServiceLog&) = delete;

  // `event`: what happened, a word of ours (`started`).
  void say(LogLevel level, std::string_view event, std::span<const LogField> fields = {});
  void say(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    say(level, event, std::span<const LogField>(fields.begin(), fields.size()));
  }

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace dangol
