#include "events/customer_leaving.h"

#include "events/customer_finder_capnp.h"

namespace dangol {
namespace {

// ---- What is closed, and what is known of it ------------------------------------------------

// Whether its beginning and its end are known from what is in the state.
struct Ends {
  bool begun;
  bool ended;
};

Ends ends(const Contact& contact) { return {contact.started.known(), contact.ended.known()}; }
Ends ends(const Wait& wait) { return {wait.started.known(), wait.ended.known()}; }
Ends ends(const RemoteSession& session) { return {session.started.known(), session.ended.known()}; }
Ends ends(const Promise& promise) {
  return {promise.made.known(),
          promise.kept.known() || promise.released.known() || promise.lapsed.known()};
}
Ends ends(const Survey& survey) { return {survey.offered.known(), !survey.answers.empty()}; }
Ends ends(const Order& order) {
  return {order.placed.known(), order.delivered.known() || order.cancelled.known()};
}
Ends ends(const Return& returned) {
  return {returned.requested.known() || returned.received.known(),
          returned.received.known() || !returned.refunds.empty()};
}
Ends ends(const Note& note) { return {note.noted.known(), note.retracted.known()}; }
Ends ends(const Kindness& kindness) { return {kindness.done.known(), kindness.done.known()}; }
Ends ends(const Story& story) { return {story.told.known(), story.withdrawn.known()}; }
Ends ends(const SubjectRequest& request) {
  return {request.received.known(), request.decided.known()};
}
Ends ends(const Hold& hold) { return {hold.held.known(), hold.released.known()}; }
Ends ends(const Problem& problem) { return {problem.detected.known(), false}; }

template <class Row>
Past past_of(const Row& row, bool closed) {
  const Ends known = ends(row);
  Past past{Past::kLeft};
  if (known.begun || row.past.begun()) past.bits |= Past::kBegun;
  if (known.ended || row.past.ended()) past.bits |= Past::kEnded;
  if (!closed) past.bits |= Past::kOpen;
  return past;
}
// An issue that ended can be open again.
Past past_of(const Issue& issue, bool closed) {
  Past past{Past::kLeft};
  if (issue.opened.known() || issue.past.begun()) past.bits |= Past::kBegun;
  past.bits |= closed ? Past::kEnded : Past::kOpen;
  return past;
}

template <class Row>
bool is_closed(const Customer&, const Row& row) {
  return ends(row).ended || row.past.ended();
}
bool is_closed(const Customer&, const Issue& issue) {
  return issue.now.status == IssueStanding::Status::kClosed ||
         issue.now.status == IssueStanding::Status::kResolved;
}
// Whom abuse struck is asked for as long as the relationship can end.
bool is_closed(const Customer&, const Contact& contact) {
  return (contact.ended.known() || contact.past.ended()) && !contact.boundary.get();
}
// What is inside a contact ends with it.
bool is_closed_within(const Customer& c, const Entity& entity, bool ended, TokenRef contact) {
  if (ended || entity.past.ended()) return true;
  if (contact == TokenRef()) return false;
  const Contact* around = c.contacts.find(contact);
  return !around || around->ended.known() || around->past.ended();
}
bool is_closed(const Customer& c, const Wait& wait) {
  return is_closed_within(c, wait, wait.ended.known(), wait.contact);
}
bool is_closed(const Customer& c, const RemoteSession& session) {
  return is_closed_within(c, session, session.ended.known(), session.contact);
}

// ---- What else must happen when one leaves ----------------------------------------------------

template <class Row>
void last_act(Customer&, const Row&) {}
void last_act(Customer& c, const Issue& issue) {
  for (const IssueStep& step : issue.steps) uncite(c, step);
}
// What it protects stays protected, with everything else: nobody knows any more what it was.
void last_act(Customer& c, const Hold& hold) {
  if (!hold.held.known() || hold.released.known()) return;
  Micros& until = c.rights.get()->held_until;
  until = std::max(until, hold.until);
}

template <class Row>
void look_whole(const Finder& finder, const Row& row) {
  finder.look(row);
}
void look_whole(const Finder& finder, const Contact& contact) { finder.look_inside(contact); }
void look_whole(const Finder&, const Story&) {}

template <class Row>
void before_leaving(Customer&, const Table<Row>&) {}
// A wait may not fit its contact: from now on it says so itself.
void before_leaving(Customer& c, const Table<Contact>&) {
  std::vector<Finding> none;
  const Finder finder(c, none);
  for (Wait& wait : c.waits.rows()) wait.joined_after |= finder.abandoned_and_answered(wait);
}

// ---- Thinning out a table ---------------------------------------------------------------------

// The mention from which on `kept` of them stay. 0: all.
std::uint64_t first_kept(std::vector<std::uint64_t>& mentions, std::uint32_t kept) {
  if (mentions.size() <= kept) return 0;
  const auto first = mentions.end() - kept;
  std::nth_element(mentions.begin(), first, mentions.end());
  return kept == 0 ? UINT64_MAX : *first;
}

template <class Row>
void thin_out(Customer& c, EntityKind kind, Table<Row>& table, std::uint32_t open_kept,
              const StateLimits& limits) {
  std::vector<std::uint64_t> closed, open;
  for (const Row& row : table.rows())
    (is_closed(c, row) ? closed : open).push_back(row.mentioned.value());
  const std::uint64_t closed_from = first_kept(closed, limits.closed_kept);
  const std::uint64_t open_from = first_kept(open, open_kept);
  std::vector<bool> leaves(table.rows().size());
  if (closed_from == 0 && open_from == 0) return table.thin_out(leaves);

  before_leaving(c, table);
  std::vector<Finding> found;
  const Finder finder(c, found);
  for (std::size_t n = 0; n < leaves.size(); ++n) {
    const Row& row = table.rows()[n];
    const bool over = is_closed(c, row);
    leaves[n] = row.mentioned.value() < (over ? closed_from : open_from);
    if (!leaves[n]) continue;
    look_whole(finder, row);
    last_act(c, row);
    leave(c, kind, row.id, past_of(row, over), limits);
  }
  note_irregular_left(c, found.size());
  table.thin_out(leaves);
}

// Every table of entities, with how many open ones of its kind stay.
template <class Take>
void each_table(Customer& c, const StateLimits& limits, Take take) {
  const std::uint32_t open = limits.open_kept;
  take(EntityKind::kContact, c.contacts, open);
  take(EntityKind::kWait, c.waits, open);
  take(EntityKind::kIssue, c.issues, open);
  if (auto* sessions = c.sessions.get()) take(EntityKind::kSession, *sessions, open);
  if (Bond* bond = c.bond.get()) {
    take(EntityKind::kPromise, bond->promises, open);
    take(EntityKind::kSurvey, bond->surveys, open);
    take(EntityKind::kNote, bond->notes, open);
    take(EntityKind::kKindness, bond->kindnesses, open);
    take(EntityKind::kStory, bond->stories, open);
  }
  if (Commerce* commerce = c.commerce.get()) {
    take(EntityKind::kOrder, commerce->orders, open);
    take(EntityKind::kReturn, commerce->returns, open);
  }
  if (Rights* rights = c.rights.get()) {
    take(EntityKind::kRequest, rights->requests, open);
    take(EntityKind::kHold, rights->holds, std::min(open, limits.holds_kept));
  }
  if (Common* common = c.common.get())
    take(EntityKind::kProblem, common->problems, std::min(open, limits.problems_kept));
}

// What no issue of the state cites is not asked for.
void thin_out_evidence(Customer& c, const StateLimits& limits) {
  auto* evidence = c.evidence.get();
  if (!evidence || !evidence->thinning_due(limits.closed_kept)) return;
  std::vector<bool> leaves;
  for (const Evidence& each : evidence->rows()) leaves.push_back(each.cited == 0);
  evidence->thin_out(leaves);
}

// Entities leave early until the tokens of the rest weigh at most half of what they may.
void relieve(Customer& c, const StateLimits& limits) {
  StateLimits fewer = limits;
  while (c.tokens.byte_count() > limits.token_bytes / 2 && fewer.open_kept > 1) {
    fewer.closed_kept /= 2;
    fewer.open_kept /= 2;
    each_table(c, fewer, [&](EntityKind kind, auto& table, std::uint32_t open_kept) {
      thin_out(c, kind, table, open_kept, fewer);
    });
    sweep_tokens(c);
  }
}

}  // namespace

void settle(Customer& customer, const StateLimits& limits) {
  each_table(customer, limits, [&](EntityKind kind, auto& table, std::uint32_t open_kept) {
    if (table.thinning_due(std::min(limits.closed_kept, open_kept)))
      thin_out(customer, kind, table, open_kept, limits);
  });
  thin_out_evidence(customer, limits);
  if (!customer.tokens.sweep_due(limits)) return;
  sweep_tokens(customer);
  relieve(customer, limits);
}

Past past_of(const Customer& customer, EntityKind kind, std::string_view id) {
  const Left* left = customer.left.get();
  return left ? left->find(kind, id) : Past{};
}

Past come_back(Customer& customer, EntityKind kind, TokenRef id) {
  Left* left = customer.left.get();
  return left ? left->take_back(kind, customer.tokens.bytes(id)) : Past{};
}

void leave(Customer& customer, EntityKind kind, TokenRef id, Past past, const StateLimits& limits) {
  past.bits |= Past::kLeft;
  customer.left.make().add(kind, customer.tokens.bytes(id), past, limits.left_kept);
}

void note_steps_left(Customer& customer, std::uint64_t count) {
  if (count > 0) customer.left.make().steps += count;
}

void note_irregular_left(Customer& customer, std::uint64_t findings) {
  if (findings > 0) customer.left.make().irregular += findings;
}

}  // namespace dangol
