#include "gateway/figure_service.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "events/utf8.h"
#include "gateway/limits.h"
#include "replay/answers/figure_desk.h"
#include "replay/answers/figure_form.h"
#include "replay/answers/figure_heading.h"
#include "replay/limits.h"

namespace dangol {

namespace {

// Bytes of what was typed that name a set.
constexpr std::size_t kNameBytes = 48;

// Which set of people, so that the same question opens it again.
std::string name_of(const FigureReport& report, const FigureSet& set) {
  const FigureAsking& asked = report.request.asked;
  std::string name =
      fmt::format("{}@{} {}", report.definition().name, report.definition().version, set_name(set));
  const auto add = [&](const char* what, std::string_view text) {
    if (!text.empty()) name += fmt::format(" {} {}", what, shown_text(text, kNameBytes));
  };
  add("period", asked.period);
  add("by", asked.by);
  add("group", asked.group);
  add("happened by", asked.happened_by);
  add("as of", as_of_place(report));
  return name;
}

std::vector<Disclosure> disclosures(const FigureReport& report) {
  std::vector<Disclosure> all;
  for (const FigureSet& set : report.request.open) {
    std::unordered_set<StreamToken, Bytes16Hasher> persons;
    for (const ReportGroup& group : report.groups) {
      for (const ReportSet& shown : group.sets) {
        if (!(shown.set == set)) continue;
        for (std::size_t i = 0; i < shown.shown; ++i) {
          persons.insert(report.members[shown.first + i].person);
        }
      }
    }
    if (persons.empty()) continue;
    all.push_back({AccessOperation::kDrillDown, "", name_of(report, set), persons.size()});
  }
  return all;
}

}  // namespace

FigureService::FigureService(Parts parts)
    : parts_(std::move(parts)),
      models_(open_read_models(catalogue_, parts_.store, {.live = parts_.live})) {}

Status FigureService::disclose(const FigureReport& report) const {
  if (!report.request.purpose) return Done{};
  const FigureAsking& asked = report.request.asked;
  return parts_.disclose({asked.account, asked.from, *report.request.purpose, asked.reason},
                         disclosures(report), parts_.clock());
}

Result<FigureService::Page> FigureService::ask(const FigureAsking& asked) {
  const FigureDesk desk{catalogue_, *models_, parts_.store, parts_.clock};
  Result<FigureReport> answered = desk.ask(asked);
  if (!answered.ok()) return answered.error();
  const auto report = std::make_shared<const FigureReport>(std::move(answered).value());
  if (Status recorded = disclose(*report); !recorded.ok()) return recorded.error();
  std::uint64_t number = 0;
  {
    std::lock_guard lock(mutex_);
    number = ++last_number_;
  }
  Result<Page> page = page_of(*report, number, 0);
  if (!page.ok() || page.value().report == 0) return page;
  std::lock_guard lock(mutex_);
  if (kept_.size() == kReportsKept) kept_.pop_front();
  kept_.push_back({number, report});
  return page;
}

Result<FigureService::Page> FigureService::go_on(std::uint64_t number, std::uint64_t next) {
  std::shared_ptr<const FigureReport> report;
  {
    std::lock_guard lock(mutex_);
    const auto known = std::find_if(kept_.begin(), kept_.end(),
                                    [&](const Kept& kept) { return kept.number == number; });
    if (known == kept_.end()) {
      return Error{ErrorCode::kUnavailable, "the answer is not kept any more: ask again"};
    }
    report = known->report;
  }
  Result<Page> page = page_of(*report, number, next);
  if (page.ok() && page.value().report != 0) return page;
  std::lock_guard lock(mutex_);
  std::erase_if(kept_, [&](const Kept& kept) { return kept.number == number; });
  return page;
}

Result<FigureService::Page> FigureService::page_of(const FigureReport& report, std::uint64_t number,
                                                   std::uint64_t from) const {
  Result<FigurePage> written = write_page(report, from, kMembersAtOnce, parts_.store);
  if (!written.ok()) return written.error();
  Page page;
  page.text = std::move(written.value().text);
  if (written.value().more) {
    page.report = number;
    page.next = written.value().next;
  }
  return page;
}

}  // namespace dangol
