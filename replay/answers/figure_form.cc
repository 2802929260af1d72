#include "replay/answers/figure_form.h"

#include <algorithm>

namespace dangol {

std::string set_name(const FigureSet& set) {
  switch (set.part) {
    case Part::kNumerator: return "numerator";
    case Part::kDenominator: return "denominator";
    case Part::kExcluded: break;
  }
  return to_string(set.reason);
}

std::unique_ptr<FigureWriter> writer_for(const FigureReport& report) {
  switch (report.request.asked.form) {
    case FigureForm::kText: break;
    case FigureForm::kJson: return json_writer(report);
    case FigureForm::kCsv: return csv_writer(report);
    case FigureForm::kPlot: return plot_writer(report);
  }
  return text_writer(report);
}

Result<FigurePage> write_page(const FigureReport& report, std::size_t from, std::size_t members,
                              const WithStore& store) {
  const std::size_t total = report.members.size();
  from = std::min(from, total);
  const std::size_t until = std::min(total, from + members);
  std::vector<OpenedMember> opened;
  if (from < until) {
    const ReaderRights rights =
        report.request.purpose ? ReaderRights::none().add_names() : ReaderRights::none();
    const FigureForm form = report.request.asked.form;
    const ShownTo to = form == FigureForm::kJson || form == FigureForm::kCsv ? ShownTo::kPrograms
                                                                             : ShownTo::kReader;
    Status read = store([&](Store& open) -> Status {
      auto found =
          open_members(open, std::span(report.members).subspan(from, until - from), rights, to);
      if (!found.ok()) return found.error();
      opened = std::move(found).value();
      return Done{};
    });
    if (!read.ok()) return read.error();
  }
  FigurePage page;
  page.next = until;
  page.more = until < total;
  // What stands before the member numbered `at` belongs to the page of that member; what stands
  // behind the last one, to the last page.
  const auto here = [&](std::size_t at) {
    return at >= from && (at < until || (at == total && !page.more));
  };
  const std::unique_ptr<FigureWriter> writer = writer_for(report);
  std::string& out = page.text;
  std::size_t at = 0;
  if (here(at)) writer->head(out);
  for (const ReportGroup& group : report.groups) {
    if (here(at)) writer->group_head(group, out);
    for (const ReportSet& set : group.sets) {
      if (here(at)) writer->set_head(group, set, out);
      for (std::size_t place = 0; place < set.shown; ++place, ++at) {
        if (at >= from && at < until) writer->member(group, set, opened[at - from], place, out);
      }
      if (here(at)) writer->set_foot(group, set, out);
    }
    if (here(at)) writer->group_foot(group, out);
  }
  if (here(at)) writer->foot(out);
  return page;
}

}  // namespace dangol
