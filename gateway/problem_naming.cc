#include "gateway/problem_naming.h"

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <kj/exception.h>

#include "actors/own_event_capnp.h"
#include "actors/reaction.h"
#include "events/limits.h"
#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_open.h"
#include "events/subject.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};

struct Met {
  std::string person;  // id of a customer
  std::string issue;
};

Result<LogRecord> record_at(Store& store, Position position) {
  auto record = store.log().get(kPartition, {position}, ReadWords::kNo);
  if (!record.ok()) return record.error();
  return std::move(record.value().front());
}

// The person and the issue of one opening. nullopt: they cannot be named any more.
Result<std::optional<Met>> met_of(Store& store, const Crossing& opening) {
  const auto subject = store.vault().subject_of(opening.person);
  if (!subject.ok()) return subject.error();
  if (!subject.value()) return std::optional<Met>();
  const Result<Subject> person = parse_subject(*subject.value());
  if (!person.ok() || person.value().kind != StreamKind::kCustomer) return std::optional<Met>();
  const auto record = record_at(store, opening.position);
  if (!record.ok()) return record.error();
  const auto keys = StreamKeys::open(opening.stream, store.vault(), StreamKeys::Lacking::kLeave);
  if (!keys.ok()) return keys.error();
  if (keys.value().identity() == nullptr) return std::optional<Met>();
  CanonicalReader reader(record.value().core);
  const auto sealed =
      reader.root<schema::Core>().getEvent().getData().getIssueOpened().getIssueId();
  auto issue = Opener(store.vault())
                   .open_token(TokenScope::kStream, view_of(sealed), keys.value(),
                               ReaderRights::none().add_names());
  if (!issue.ok()) return issue.error();
  return std::optional(Met{std::string(person.value().id), std::move(issue).value()});
}

// Of each person the first issue, and then further ones, as far as a list goes.
Result<std::vector<Met>> all_met(Store& store, const UnnamedProblem& problem) {
  std::vector<const Crossing*> first, further;
  std::unordered_map<StreamToken, bool, Bytes16Hasher> seen;
  for (const Crossing& opening : problem.openings) {
    (seen.emplace(opening.person, true).second ? first : further).push_back(&opening);
  }
  first.insert(first.end(), further.begin(), further.end());
  if (first.size() > kMaxListItems) first.resize(kMaxListItems);
  std::vector<Met> met;
  for (const Crossing* opening : first) {
    Result<std::optional<Met>> one = met_of(store, *opening);
    if (!one.ok()) return at({kPartition, opening->position}, one.error());
    if (one.value()) met.push_back(std::move(*one.value()));
  }
  return met;
}

std::size_t persons_in(const std::vector<Met>& met) {
  std::unordered_map<std::string_view, bool> persons;
  for (const Met& one : met) persons.emplace(one.person, true);
  return persons.size();
}

bool is_live(const LogRecord& record) {
  CanonicalReader reader(record.core);
  return !reader.root<schema::Core>().getAsRecorded();
}

template <class Named>
void name_key(schema::ProblemDetected::Builder detected, Named said) {
  detected.setProduct(said.getProduct());
  detected.setTopic(said.getTopic());
  detected.setSymptom(said.getSymptom());
}

SentEvent event_of(const UnnamedProblem& problem, const std::vector<Met>& met,
                   const LogRecord& keyed, const Policies& policies) {
  const std::string key = fmt::format("{:016x}", problem.key);
  const std::string id = fmt::format("{}-{}", key, problem.named_before + 1);
  OwnEvent event(kReactionSource, derived_id(id, "/detected"), problem.openings.back().at);
  auto detected = event.data().initProblemDetected();
  detected.setProblemId(data_of(id));
  CanonicalReader reader(keyed.core);
  const auto said = reader.root<schema::Core>().getEvent().getData();
  if (said.isIssueClassified()) {
    name_key(detected, said.getIssueClassified());
  } else {
    name_key(detected, said.getIssueOpened());
  }
  auto issues = detected.initIssues(static_cast<unsigned>(met.size()));
  for (unsigned i = 0; i < issues.size(); ++i) {
    issues[i].setCustomerId(data_of(met[i].person));
    issues[i].setIssueId(data_of(met[i].issue));
  }
  detected.setWindowDays(static_cast<std::uint16_t>(policies.recurrence_days));
  detected.setThreshold(static_cast<std::uint16_t>(policies.problem_persons));
  return event.sent("problem/" + key);
}

Result<std::optional<SentEvent>> name(Store& store, const UnnamedProblem& problem,
                                      const Policies& policies) {
  const Crossing& last = problem.openings.back();
  const auto opened = record_at(store, last.position);
  if (!opened.ok()) return opened.error();
  const auto keyed = record_at(store, Position(last.value));
  if (!keyed.ok()) return keyed.error();
  if (!is_live(opened.value()) && !is_live(keyed.value())) return std::optional<SentEvent>();
  const Result<std::vector<Met>> met = all_met(store, problem);
  if (!met.ok()) return met.error();
  if (persons_in(met.value()) < policies.problem_persons) return std::optional<SentEvent>();
  return std::optional(event_of(problem, met.value(), keyed.value(), policies));
}

}  // namespace

Result<std::optional<SentEvent>> name_problem(Store& store, const UnnamedProblem& problem,
                                              const Policies& policies) {
  try {
    return name(store, problem, policies);
  } catch (const kj::Exception& error) {
    return Error{ErrorCode::kCorrupt, error.getDescription().cStr()};
  }
}

}  // namespace dangol
