#include <map>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <kj/exception.h>

#include "app/command.h"
#include "app/record_access.h"
#include "app/store_access.h"
#include "app/viewer_options.h"
#include "events/cloudevents.h"
#include "events/event.capnp.h"
#include "events/json_text.h"
#include "events/sealing_message_capnp.h"
#include "events/time_text.h"
#include "gateway/access_review.h"
#include "gateway/frame_capnp.h"

namespace dangol {

namespace {

struct AccessArguments {
  RegisterQuestion question;
  ViewerOptions viewer;
  std::string month;     // of review
  std::string findings;  // of review
  bool dry_run = false;  // of expire
};

std::string utc(Micros at) { return format_full_time({at, 0, TimePrecision::kMicro}); }

std::string text_of(schema::Private<capnp::Text>::Reader words) {
  if (words.isClear()) return std::string(view_of(words.getClear()));
  return words.isErased() ? "(erased)" : words.isSealed() ? "(sealed)" : "";
}

// A register entry as a person reads it.
Result<std::string> line_of(const RegisterEntry& entry) {
  try {
    CanonicalReader reader(entry.item.event.event.view());
    const auto event = reader.root<schema::Event>();
    const std::string place = to_string(entry.item.place);
    if (event.getData().isAccessRecordsReviewed()) {
      const auto review = event.getData().getAccessRecordsReviewed();
      const std::string findings = text_of(review.getFindings());
      return fmt::format("{}  {:<12} reviewed the records of {}{}  {}",
                         utc(Micros(event.getTime().getMicros())), view_of(review.getReviewer()),
                         view_of(review.getMonth()), findings.empty() ? "" : ": " + findings,
                         place);
    }
    const auto access = event.getData().getPersonalDataAccessed();
    std::string whose;
    if (access.hasCustomerId()) {
      whose = "customer/" + std::string(view_of(access.getCustomerId()));
    } else {
      whose = fmt::format("{} ({})", view_of(access.getSetId()), access.getSetSize());
    }
    const auto operation = static_cast<AccessOperation>(access.getOperation());
    std::string line =
        fmt::format("{}  {:<12} {:<9} {}  for {}", utc(Micros(access.getAt().getMicros())),
                    view_of(access.getAccount()), to_string(operation), whose,
                    to_string(static_cast<Purpose>(access.getPurpose())));
    if (const std::string from = text_of(access.getFrom()); !from.empty()) line += "  from " + from;
    if (const std::string why = text_of(access.getReason()); !why.empty())
      line += "  because: " + why;
    return line + "  " + place;
  } catch (const kj::Exception&) {
    return Error{ErrorCode::kCorrupt, to_string(entry.item.place) + ": the event does not read"};
  }
}

Result<std::string> json_of(const RegisterEntry& entry) {
  WrittenWith with;
  with.subject = entry.stream;
  with.place = entry.item.place;
  with.version = entry.item.entry.version;
  with.recorded_at = entry.item.entry.recorded_at;
  return write_cloudevent(entry.item.event.event, with);
}

ExitCode list(const GlobalOptions& global, const AccessArguments& arguments) {
  Result<Viewer> viewer = read_viewer(arguments.viewer);
  if (!viewer.ok()) return fail(global, viewer.error());
  if (Status good = check_question(arguments.question); !good.ok())
    return fail(global, good.error());
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  std::uint64_t shown = 0;
  std::optional<Error> failed;
  Status read =
      store.value()->accesses(arguments.question, viewer.value(), [&](const RegisterEntry& entry) {
        Result<std::string> line = global.json ? json_of(entry) : line_of(entry);
        if (!line.ok()) {
          failed = line.error();
          return false;
        }
        ++shown;
        fmt::print("{}\n", line.value());
        return true;
      });
  if (failed) read = *failed;
  if (!read.ok()) return fail(global, read.error());
  if (!global.json) fmt::print("{} record{}\n", shown, shown == 1 ? "" : "s");
  if (shown > 0 && viewer.value().purpose == Purpose::kUnset) say_redacted(global);
  return ExitCode::kOk;
}

// Says that the month's access records were checked.
ExitCode review(const GlobalOptions& global, const AccessArguments& arguments) {
  Result<Viewer> viewer = read_viewer(arguments.viewer);
  if (!viewer.ok()) return fail(global, viewer.error());
  Result<SentEvent> event =
      review_event(arguments.month, viewer.value().account, arguments.findings, system_clock()());
  if (!event.ok()) return fail(global, event.error());
  std::vector<SentEvent> events;
  events.push_back(std::move(event).value());
  Result<Place> recorded = append_own(global, std::move(events));
  if (!recorded.ok()) return fail(global, recorded.error());
  if (global.json) {
    fmt::print("{{\"reviewed\":{}}}\n", json_text(arguments.month));
  } else {
    fmt::print("reviewed {}, recorded at {}\n", arguments.month, to_string(recorded.value()));
  }
  return ExitCode::kOk;
}

ExitCode expire(const GlobalOptions& global, const AccessArguments& arguments) {
  ViewerOptions options = arguments.viewer;
  if (options.purpose.empty()) options.purpose = to_string(Purpose::kAccess);
  Result<Viewer> viewer = read_viewer(options);
  if (!viewer.ok()) return fail(global, viewer.error());
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  auto ended = store.value()->expire_accesses(
      viewer.value(), arguments.dry_run ? Expiring::kTell : Expiring::kDestroy);
  if (!ended.ok()) return fail(global, ended.error());
  for (const ExpiredMonth& month : ended.value()) {
    if (global.json) {
      fmt::print("{{\"month\":\"{}\",\"streams\":{},\"records\":{},\"destroyed\":{}}}\n",
                 month.month, month.streams, month.records, !arguments.dry_run);
    } else {
      fmt::print("{}  {} records of {} days: keys {}\n", month.month, month.records, month.streams,
                 arguments.dry_run ? "would be destroyed" : "destroyed");
    }
  }
  if (!global.json && ended.value().empty()) fmt::print("no access record is old enough\n");
  return ExitCode::kOk;
}

}  // namespace

void add_access_command(Program& program) {
  auto arguments = std::make_shared<AccessArguments>();
  CLI::App* command = program.app.add_subcommand(
      "access", "Show who looked at whose data; say that a month was reviewed; end old months");
  command->add_option("--month", arguments->question.month, "Only of this month (UTC): 2026-11");
  command->add_option("--subject", arguments->question.subject,
                      "Only to the data of this subject: customer/42");
  command->add_option("--account", arguments->question.account, "Only by this account: ann");
  add_viewer_options(*command, arguments->viewer,
                     "Show who and whose, for this purpose; from where and why with access",
                     "--as");
  command->footer(
      "  dangol access --month 2026-11 --purpose access\n"
      "  dangol access --subject customer/42 --purpose access\n"
      "  dangol access review 2026-10 --as ann --findings 'two exports, both asked for'\n"
      "  dangol access expire --dry-run");
  CLI::App* reviewing =
      command->add_subcommand("review", "Record that a month's access records were checked");
  reviewing->add_option("MONTH", arguments->month, "Which month: 2026-10")->required();
  reviewing->add_option("--findings", arguments->findings, "What was found");
  CLI::App* expiring = command->add_subcommand(
      "expire", "Destroy the keys of months that are over by the policy access.months");
  expiring->add_flag("--dry-run", arguments->dry_run, "Only say which");
  command->fallthrough();
  reviewing->fallthrough();
  expiring->fallthrough();
  command->require_subcommand(0, 1);
  command->callback([&program, arguments, reviewing, expiring] {
    program.run = [&program, arguments, reviewing, expiring] {
      if (reviewing->parsed()) return review(program.options, *arguments);
      if (expiring->parsed()) return expire(program.options, *arguments);
      return list(program.options, *arguments);
    };
  });
}

}  // namespace dangol
