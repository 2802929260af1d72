// An answer with everything that is shown of it: the texts of its groups, and the members of the sets
// that are opened. What is not shown is dropped, so a report of closed sets is small.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "replay/answers/figure_moment.h"
#include "replay/answers/figure_request.h"
#include "replay/figure_answer.h"
#include "replay/read_models.h"

namespace dangol {

struct ReportSet {
  FigureSet set;
  std::uint64_t size = 0;
  bool opened = false;
  std::size_t first = 0;  // of FigureReport::members
  std::size_t shown = 0;
};

struct ReportGroup {
  std::optional<std::string> group;  // nullopt: not given by the source, or nothing divides
  std::optional<std::string> bar;
  std::int64_t group_number = 0;  // of days, months and numbers
  std::int64_t bar_number = 0;
  std::optional<FigureValue> value;
  Tally tally;
  std::vector<ReportSet> sets;  // every set that the figure can have; of reasons those that occur
};

struct FigureReport {
  FigureRequest request;
  FigureMoment moment;
  std::vector<ReportGroup> groups;  // by bar, then by text
  std::vector<Member> members;      // of all opened sets, in the order in which they are shown

  const FigureDefinition& definition() const { return request.definition(); }
  bool is_register() const { return definition().kind == FigureKind::kRegister; }
  // Of money: the currency that the group is in.
  std::string currency_of(const ReportGroup& group) const;
  // How many persons the members are.
  std::uint64_t persons() const;
};

// kNotFound: no group of the name that was asked for.
Result<FigureReport> make_report(const WithStore& store, FigureRequest request, FigureMoment moment,
                                 FigureAnswer answer);

}  // namespace dangol
