// What is asked about one subject.
#include <charconv>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "events/event.capnp.h"
#include "events/record.h"
#include "events/sealing_message_capnp.h"
#include "gateway/http/event_filter.h"
#include "gateway/http/limits.h"
#include "gateway/http/problem.h"
#include "gateway/http/query.h"
#include "gateway/http/reads.h"
#include "gateway/limits.h"
#include "replay/history_json.h"

namespace dangol {

namespace {

// The version that a client has, by `If-None-Match`: one tag, or several.
std::optional<Version> known_version(const HttpRequest& request, const std::string& tag) {
  const auto header = request.header("if-none-match");
  if (!header || header->find(tag) == header->npos) return std::nullopt;
  std::uint64_t version = 0;
  std::from_chars(tag.data() + 1, tag.data() + tag.size() - 1, version);
  return Version(version);
}

std::string tag_of(Version version) { return fmt::format("\"{}\"", version.value()); }

// Behind the record of a version. kNotFound: there is none.
Result<HistoryMark> mark_of(Engine& engine, const std::string& subject, Version version) {
  HistoryMark mark{version, Hash()};
  if (version.value() == 0) return mark;
  Status read = engine.read([&](Store& store) -> Status {
    auto token = store.vault().find(subject);
    if (!token.ok()) return token.error();
    if (!token.value()) return Done{};  // whoever reads on says so
    auto last = store.index().last(*token.value());
    if (!last.ok()) return last.error();
    if (!last.value()) return Done{};
    auto positions = store.index().positions(*token.value(), version, 1);
    if (!positions.ok()) return positions.error();
    if (positions.value().empty()) {
      return Error{ErrorCode::kNotFound, fmt::format("after: the subject has no record of version "
                                                     "{}",
                                                     version.value())};
    }
    auto records = store.log().get(PartitionId(0), positions.value(), ReadWords::kNo);
    if (!records.ok()) return records.error();
    Result<Entry> entry = decode_entry(records.value().front().entry);
    if (!entry.ok()) return entry.error();
    mark.chain = entry.value().chain;
    return Done{};
  });
  if (!read.ok()) return read.error();
  return mark;
}

bool takes(const EventFilter& filter, const HistoryItem& item) {
  if (filter.types.empty()) return true;
  CanonicalReader reader(item.event.event.view());
  return filter.takes(static_cast<std::uint16_t>(reader.root<schema::Event>().getData().which()),
                      StreamKind::kCustomer);
}

}  // namespace

HttpAnswer HttpReads::subject(const HttpRequest& request) const {
  Status good = check_parameters(request, {"as-of"});
  if (!good.ok()) return problem_of(good.error());
  Result<AsOf> as_of = as_of_in(request);
  if (!as_of.ok()) return problem_of(as_of.error());
  auto viewer = viewer_of(request);
  if (auto* refused = std::get_if<HttpAnswer>(&viewer)) return std::move(*refused);
  const std::string subject = subject_of_path(request);
  std::optional<Version> known;
  if (request.header("if-none-match")) {
    // Which version it is, is no word: it is asked first, with nothing shown.
    Viewer nobody = std::get<Viewer>(viewer);
    nobody.purpose = Purpose::kUnset;
    auto now = subjects_.state_beyond(std::nullopt, subject, as_of.value(), nobody, false);
    if (!now.ok()) return problem_of(now.error());
    known = known_version(request, tag_of(now.value().version));
  }
  auto shown =
      subjects_.state_beyond(known, subject, as_of.value(), std::get<Viewer>(viewer), false);
  if (!shown.ok()) return problem_of(shown.error());
  HttpAnswer answer;
  answer.headers.emplace_back("ETag", tag_of(shown.value().version));
  answer.headers.emplace_back("Vary", "Dangol-Purpose");
  if (shown.value().json.empty()) {
    answer.status = 304;
    return answer;
  }
  answer.body = std::move(shown.value().json) + "\n";
  return answer;
}

std::variant<SubjectPage, HttpAnswer> HttpReads::subject_page(const HttpRequest& request) const {
  Status good = check_parameters(request, {"after", "limit", "type", "as-of"}, "type");
  if (!good.ok()) return problem_of(good.error());
  Result<AsOf> as_of = as_of_in(request);
  if (!as_of.ok()) return problem_of(as_of.error());
  Result<EventFilter> filter = filter_in(request);
  if (!filter.ok()) return problem_of(filter.error());
  Result<std::uint64_t> limit =
      number_parameter(request, "limit", kUsualPageEvents, 1, kPageRecords);
  if (!limit.ok()) return problem_of(limit.error());
  Result<std::uint64_t> after = number_parameter(request, "after", 0, 0, UINT64_MAX);
  if (!after.ok()) return problem_of(after.error());
  auto viewer = viewer_of(request);
  if (auto* refused = std::get_if<HttpAnswer>(&viewer)) return std::move(*refused);
  SubjectPage shown;
  shown.subject = subject_of_path(request);
  Result<HistoryMark> mark = mark_of(serving_.engine(), shown.subject, Version(after.value()));
  if (!mark.ok() && mark.error().code == ErrorCode::kNotFound) {
    return problem(410, "gone", mark.error().message);
  }
  if (!mark.ok()) return problem_of(mark.error());
  auto page = subjects_.history(shown.subject, as_of.value(), std::get<Viewer>(viewer),
                                mark.value(), limit.value());
  if (!page.ok()) return problem_of(page.error());
  shown.page = std::move(page).value();
  shown.next = Version(after.value());
  for (const HistoryItem& item : shown.page.items) {
    shown.next = item.entry.version;
    if (takes(filter.value(), item)) shown.taken.push_back(&item);
  }
  return shown;
}

HttpAnswer HttpReads::subject_events(const HttpRequest& request) const {
  auto read = subject_page(request);
  if (auto* refused = std::get_if<HttpAnswer>(&read)) return std::move(*refused);
  const SubjectPage& shown = std::get<SubjectPage>(read);
  HttpAnswer answer;
  answer.body = "{\"events\":[";
  const char* comma = "\n";
  for (const HistoryItem* item : shown.taken) {
    Result<std::string> json = cloudevent_of(*item, shown.subject);
    if (!json.ok()) return problem_of(json.error());
    answer.body += comma + json.value();
    comma = ",\n";
  }
  answer.body +=
      fmt::format("\n],\"next\":\"{}\",\"more\":{}}}\n", shown.next.value(), shown.page.more);
  return answer;
}

}  // namespace dangol
