// What leaves one entity or a list: steps, answers, erasures.
#include "events/customer_finder_capnp.h"
#include "events/customer_leaving.h"

namespace dangol {
namespace {

// Puts them in order, joins those that touch, then the oldest until so many are left. Joining says
// of too many records that they are erased, never of too few.
void join_ranges(std::vector<VersionRange>& ranges, std::uint32_t kept) {
  std::sort(ranges.begin(), ranges.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::size_t last = 0;
  for (std::size_t n = 1; n < ranges.size(); ++n) {
    if (ranges[n].first <= ranges[last].last + 1)
      ranges[last].last = std::max(ranges[last].last, ranges[n].last);
    else
      ranges[++last] = ranges[n];
  }
  ranges.resize(ranges.empty() ? 0 : last + 1);
  if (ranges.size() <= kept) return;
  const std::size_t too_many = ranges.size() - kept;
  ranges[too_many].first = ranges.front().first;
  ranges.erase(ranges.begin(), ranges.begin() + static_cast<std::ptrdiff_t>(too_many));
}

}  // namespace

void uncite(Customer& customer, const IssueStep& step) {
  if (step.kind != IssueStep::Kind::kConfirmed || step.second == TokenRef()) return;
  auto* evidence = customer.evidence.get();
  Evidence* cited = evidence ? evidence->find(step.second) : nullptr;
  if (cited && cited->cited > 0) --cited->cited;
}

void drop_agent_steps(Customer& customer, Contact& contact, std::uint32_t kept) {
  if (contact.agents.size() < std::size_t{2} * kept) return;
  std::vector<Finding> found;
  const Finder finder(customer, found);
  for (std::uint32_t n = 0; n < kept; ++n) finder.look(contact, contact.agents[n]);
  note_irregular_left(customer, found.size());
  contact.agents_left += drop_oldest(contact.agents, kept);
  note_steps_left(customer, kept);
}

void drop_answers(Customer& customer, Survey& survey, std::uint32_t kept) {
  if (survey.answers.size() < std::size_t{2} * kept) return;
  std::vector<Finding> found;
  const Finder finder(customer, found);
  for (std::uint32_t n = 0; n < kept; ++n) finder.look(survey, survey.answers[n]);
  note_irregular_left(customer, found.size());
  note_steps_left(customer, drop_oldest(survey.answers, kept));
}

void note_reciprocations_leave(Customer& customer, std::uint32_t kept) {
  const auto& reciprocations = customer.bond.make().reciprocations;
  if (reciprocations.size() < std::size_t{2} * kept) return;
  std::vector<Finding> found;
  const Finder finder(customer, found);
  for (std::uint32_t n = 0; n < kept; ++n) finder.look(reciprocations[n]);
  note_irregular_left(customer, found.size());
}

void keep_erasure(Customer& customer, Erasure erasure, const StateLimits& limits) {
  Rights& rights = customer.rights.make();
  if (rights.erasures.size() >= std::size_t{2} * limits.listed_kept) {
    ErasedEarlier& earlier = rights.erased_earlier.make();
    for (std::uint32_t n = 0; n < limits.listed_kept; ++n) {
      const Erasure& old = rights.erasures[n];
      if (old.versions.empty())
        earlier.before = std::max(earlier.before, old.moment.version.value());
      for (const std::uint64_t version : old.versions) earlier.ranges.push_back({version, version});
    }
    join_ranges(earlier.ranges, limits.erased_ranges_kept);
    note_steps_left(customer, drop_oldest(rights.erasures, limits.listed_kept));
  }
  insert_in_time(rights.erasures, std::move(erasure));
}

}  // namespace dangol
