// The forms in which a report is written. Each is told its parts in order; each part is text, a pure
// function of what is handed over, so an answer can be written in pages and by any process.
#pragma once

#include <memory>
#include <string>

#include "replay/answers/figure_members.h"
#include "replay/answers/figure_report.h"

namespace dangol {

// Not thread-safe. Appends to `out`.
class FigureWriter {
 public:
  explicit FigureWriter(const FigureReport& report) : report_(report) {}
  virtual ~FigureWriter() = default;

  virtual void head(std::string& out) const = 0;
  virtual void group_head(const ReportGroup&, std::string&) const {}
  // Every set of the group, also those that stay closed.
  virtual void set_head(const ReportGroup&, const ReportSet&, std::string&) const {}
  // `place`: within the set, from 0.
  virtual void member(const ReportGroup&, const ReportSet&, const OpenedMember&, std::size_t place,
                      std::string& out) const = 0;
  virtual void set_foot(const ReportGroup&, const ReportSet&, std::string&) const {}
  virtual void group_foot(const ReportGroup&, std::string&) const {}
  virtual void foot(std::string&) const {}

 protected:
  const FigureReport& report_;
};

std::unique_ptr<FigureWriter> text_writer(const FigureReport& report);
std::unique_ptr<FigureWriter> json_writer(const FigureReport& report);
std::unique_ptr<FigureWriter> csv_writer(const FigureReport& report);
std::unique_ptr<FigureWriter> plot_writer(const FigureReport& report);
std::unique_ptr<FigureWriter> writer_for(const FigureReport& report);

// `numerator`, `denominator`, or the reason of an exclusion.
std::string set_name(const FigureSet& set);

// A page: `members` members from the one numbered `from` on, over all sets, and what stands around
// them. A report without opened sets is one page.
struct FigurePage {
  std::string text;
  std::size_t next = 0;  // the `from` of the next page
  bool more = false;
};
// `rights` as the request says. Pages follow each other without a gap, whatever their lengths.
Result<FigurePage> write_page(const FigureReport& report, std::size_t from, std::size_t members,
                              const WithStore& store);

}  // namespace dangol
