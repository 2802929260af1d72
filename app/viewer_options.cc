#include "app/viewer_options.h"

#include <cstdlib>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include "events/json_text.h"
#include "events/limits.h"
#include "events/subject.h"
#include "events/utf8.h"

namespace dangol {

namespace {

// Who runs the program.
std::string account_name() {
  const passwd* user = ::getpwuid(::geteuid());
  return user != nullptr ? user->pw_name : fmt::format("uid-{}", ::geteuid());
}

// From where: the other end of the connection that the shell came by, and the terminal.
std::string terminal() {
  std::string from;
  if (const char* connection = std::getenv("SSH_CONNECTION")) {
    const std::string_view text = connection;
    from = text.substr(0, text.find(' '));
  }
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (const char* name = ::ttyname(descriptor)) {
      from += (from.empty() ? "" : " ") + std::string(name);
      break;
    }
  }
  return from.empty() ? "local" : shown_text(from, kMaxTokenBytes);
}

}  // namespace

void add_viewer_options(CLI::App& command, ViewerOptions& options, const std::string& opens,
                        const std::string& account) {
  command.add_option("--purpose", options.purpose,
                     opens +
                         ": identity, care, connection, survey, complaint, commerce, protection "
                         "or access. That is recorded in access/<day>/0 before anything is shown");
  command
      .add_option(account, options.account,
                  "With --purpose: who looks, as in staff/ann; else who runs the program")
      ->envname("DANGOL_ACCOUNT");
  command.add_option("--reason", options.reason, "With --purpose: why, in words");
}

Result<Viewer> read_viewer(const ViewerOptions& options) {
  const auto wrong = [](std::string text) { return Error{ErrorCode::kUsage, std::move(text)}; };
  Viewer viewer;
  viewer.account = options.account.empty() ? account_name() : options.account;
  if (viewer.account.starts_with("staff/")) viewer.account.erase(0, 6);
  if (const char* reason = bad_id("staff/" + viewer.account)) {
    return wrong(fmt::format("--account {}", reason));
  }
  if (!is_utf8(options.reason)) return wrong("--reason is not valid UTF-8");
  viewer.from = terminal();
  viewer.reason = options.reason;
  if (options.purpose.empty()) {
    if (!options.reason.empty()) return wrong("--reason needs --purpose");
    return viewer;
  }
  std::string known;
  for (std::size_t i = 1; i < kPurposes; ++i) {
    const auto candidate = static_cast<Purpose>(i);
    if (options.purpose == to_string(candidate)) viewer.purpose = candidate;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", to_string(candidate));
  }
  if (viewer.purpose != Purpose::kUnset) return viewer;
  return wrong(fmt::format("--purpose '{}': give one of {}",
                           shown_text(options.purpose, kMaxTokenBytes), known));
}

void say_redacted(const GlobalOptions& global) {
  constexpr const char* kSaid =
      "private words and other people's names are sealed; --purpose opens them, and is recorded";
  if (global.json) {
    fmt::print(stderr, "{{\"note\":{}}}\n", json_text(kSaid));
  } else {
    fmt::print(stderr, "dangol: {}\n", kSaid);
  }
}

}  // namespace dangol
