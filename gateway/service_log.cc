#include "gateway/service_log.h"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "events/json_text.h"

namespace dangol {

namespace {

constexpr const char* kJsonLine = R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})";
constexpr const char* kTextLine = "%Y-%m-%dT%H:%M:%S.%eZ %l %v";

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo: return spdlog::level::info;
    case LogLevel::kWarning: return spdlog::level::warn;
    case LogLevel::kError: return spdlog::level::err;
    case LogLevel::kOff: break;
  }
  return spdlog::level::off;
}

std::string json_members(std::string_view event, std::span<const LogField> fields) {
  std::string text = "\"event\":" + json_text(event);
  for (const LogField& field : fields) {
    text += fmt::format(",{}:", json_text(field.name));
    if (const auto* number = std::get_if<std::uint64_t>(&field.value)) {
      text += std::to_string(*number);
    } else {
      text += json_text(std::get<std::string_view>(field.value));
    }
  }
  return text;
}

std::string plain(std::string_view event, std::span<const LogField> fields) {
  std::string text(event);
  for (const LogField& field : fields) {
    if (const auto* number = std::get_if<std::uint64_t>(&field.value)) {
      text += fmt::format(" {}={}", field.name, *number);
      continue;
    }
    const std::string_view value = std::get<std::string_view>(field.value);
    const bool quoted = value.empty() || value.find_first_of(" \"\\\n\t=") != value.npos;
    text += fmt::format(" {}={}", field.name, quoted ? json_text(value) : std::string(value));
  }
  return text;
}

}  // namespace

const char* to_string(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo: return "info";
    case LogLevel::kWarning: return "warning";
    case LogLevel::kError: return "error";
    case LogLevel::kOff: break;
  }
  return "off";
}

class ServiceLog::Impl {
 public:
  explicit Impl(Options options)
      : format_(options.format), logger_("dangol", std::make_shared<Sink>(options.to)) {
    logger_.set_formatter(std::make_unique<spdlog::pattern_formatter>(
        format_ == LogFormat::kJson ? kJsonLine : kTextLine, spdlog::pattern_time_type::utc, "\n"));
    logger_.set_level(level_of(options.level));
  }
  void say(LogLevel level, std::string_view event, std::span<const LogField> fields) {
    if (!logger_.should_log(level_of(level))) return;
    const std::string text =
        format_ == LogFormat::kJson ? json_members(event, fields) : plain(event, fields);
    // Not as a format: braces of the text are no places for others.
    logger_.log(level_of(level), spdlog::string_view_t(text.data(), text.size()));
  }

 private:
  // Of any file, where spdlog's own are of two.
  class Sink final : public spdlog::sinks::stdout_sink_base<spdlog::details::console_mutex> {
   public:
    explicit Sink(std::FILE* file) : stdout_sink_base(file) {}
  };

  const LogFormat format_;
  spdlog::logger logger_;
};

ServiceLog::ServiceLog(Options options) : impl_(std::make_unique<Impl>(options)) {}
ServiceLog::~ServiceLog() = default;
void ServiceLog::say(LogLevel level, std::string_view event, std::span<const LogField> fields) {
  impl_->say(level, event, fields);
}

}  // namespace dangol
