// The state for people: the members as `visit` lists them, without what is not there, and beside
// them what follows from them.
#include <algorithm>
#include <type_traits>

#include "events/customer.h"
#include "events/customer_json_writer.h"
#include "events/customer_names_capnp.h"
#include "events/time_text.h"

namespace dangol {
namespace {

// When a thing first happened: rows are shown in that order.
class FirstMoment {
 public:
  Micros first{INT64_MAX};
  std::int64_t hint = 0;

  void operator()(const char*, const Moment& moment) { note(moment); }
  template <class T>
  void operator()(const char*, const std::vector<T>& items) {
    if constexpr (requires(const T& item) { item.moment; })
      for (const T& item : items) note(item.moment);
  }
  template <class T>
  void operator()(const char*, const T&) {}

 private:
  void note(const Moment& moment) {
    if (!moment.known() || std::pair(moment.at, moment.hint) >= std::pair(first, hint)) return;
    first = moment.at;
    hint = moment.hint;
  }
};

class View {
 public:
  View(const Customer& customer, const TokenOpener& open, JsonStyle style, JsonWriter& out)
      : c_(customer), open_(open), style_(style), out_(out) {}

  void show() {
    out_.begin('{');
    member("stream", c_.self);
    if (style_.versions) {
      out_.key("version");
      out_.number(static_cast<std::int64_t>(c_.version.value()));
      out_.key("chain");
      out_.text(to_hex(c_.chain.view()));
    }
    if (const Person* person = c_.person.get()) Person::visit(*person, *this);
    (*this)("contacts", c_.contacts);
    (*this)("waits", c_.waits);
    if (const auto* sessions = c_.sessions.get()) (*this)("remoteSessions", *sessions);
    (*this)("issues", c_.issues);
    if (const Bond* bond = c_.bond.get()) Bond::visit(*bond, *this);
    if (const Commerce* commerce = c_.commerce.get()) Commerce::visit(*commerce, *this);
    if (const Rights* rights = c_.rights.get()) Rights::visit(*rights, *this);
    if (const Common* common = c_.common.get()) Common::visit(*common, *this);
    show_findings();
    show_left();
    out_.end('}');
  }

  template <class T>
  void operator()(const char* name, const T& value) {
    if (is_there(value)) member(name, value);
  }
  void operator()(const char*, const Version&) {}  // when a thing was mentioned last

 private:
  template <class T>
  void member(const char* name, const T& value) {
    out_.key(name);
    put(value);
  }

  // ---- What is there to show

  template <class T>
  static bool is_there(const T& value) {
    if constexpr (std::is_enum_v<T>)
      return true;
    else if constexpr (std::is_arithmetic_v<T>)
      return value != T{};
    else
      return is_there_struct(value);
  }
  template <class T>
  static bool is_there_struct(const T& value) {
    if constexpr (requires { value.moment; }) return value.moment.known();
    return true;
  }
  static bool is_there_struct(const Moment& moment) { return moment.known(); }
  static bool is_there_struct(const Past& past) { return past.left(); }
  static bool is_there_struct(const Party& party) { return party.id != TokenRef(); }
  static bool is_there_struct(const WordOfMouth& word) { return word.heard + word.told > 0; }
  static bool is_there_struct(const Amount& amount) { return amount.currency != TextRef(); }
  template <class Tag, class Rep>
  static bool is_there_struct(const Strong<Tag, Rep>& value) {
    return value != Strong<Tag, Rep>();
  }
  template <class Tag>
  static bool is_there_struct(const Code<Tag>& code) {
    return code.value != 0;
  }
  template <class Tag>
  static bool is_there_struct(const CodeSet<Tag>& set) {
    return set.bits != 0;
  }
  template <class T>
  static bool is_there_struct(const std::vector<T>& items) {
    return !items.empty();
  }
  template <class Row>
  static bool is_there_struct(const Table<Row>& table) {
    return !table.rows().empty();
  }
  template <class T>
  static bool is_there_struct(const Box<T>& box) {
    return box.get() != nullptr;
  }

  // ---- Values

  template <class T>
  void put(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      out_.boolean(value);
    } else if constexpr (std::is_enum_v<T>) {
      out_.text(name_of(value));
    } else if constexpr (std::is_arithmetic_v<T>) {
      out_.number(static_cast<std::int64_t>(value));
    } else {
      out_.begin('{');
      T::visit(value, *this);
      more(value);
      out_.end('}');
    }
  }
  void put(const StreamToken& token) { put_opened(token.view()); }
  void put(TokenRef ref) { put_opened(c_.tokens.bytes(ref)); }
  void put(TextRef ref) { out_.text(c_.tokens.bytes(ref)); }
  void put(Micros at) {
    const bool fraction = at.value() % 1'000'000 != 0;
    out_.text(format_time({at, 0, fraction ? TimePrecision::kMicro : TimePrecision::kSecond}));
  }
  void put(const Moment& moment) {
    if (!style_.versions) return put(moment.at);
    out_.begin('{');
    put_moment(moment);
    out_.end('}');
  }
  template <class Tag>
  void put(const Code<Tag>& code) {
    out_.text(name_of(code));
  }
  template <class Tag>
  void put(const CodeSet<Tag>& set) {
    out_.begin('[');
    for (std::uint8_t value = 0; value < 32; ++value)
      if (set.has(Code<Tag>(value))) put(Code<Tag>(value));
    out_.end(']');
  }
  template <class T>
  void put(const std::vector<T>& items) {
    out_.begin('[');
    for (const T& item : items) put(item);
    out_.end(']');
  }
  template <class T>
  void put(const Box<T>& box) {
    put(*box.get());
  }
  template <class Row>
  void put(const Table<Row>& table) {
    std::vector<std::pair<FirstMoment, const Row*>> rows;
    for (const Row& row : table.rows()) {
      rows.push_back({{}, &row});
      Row::visit(row, rows.back().first);
    }
    std::sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
      const auto key = [&](const auto& row) {
        return std::tuple(row.first.first, row.first.hint, c_.tokens.bytes(row.second->id));
      };
      return key(a) < key(b);
    });
    out_.begin('[');
    for (const auto& [first, row] : rows) put(*row);
    out_.end(']');
  }
  void put(const Past& past) { out_.text(past.open() ? "open" : "closed"); }
  void put(const EarlierSteps& earlier) { put(earlier.count); }
  void put(const Party& party) {
    out_.begin('{');
    put_party(party.level, party.id);
    out_.end('}');
  }
  void put(const SurveyAnswer& answer) {
    out_.begin('{');
    put_moment(answer.moment);
    (*this)("question", answer.question);
    if (answer.scale_min != answer.scale_max) {
      member("scaleMin", answer.scale_min);
      member("scaleMax", answer.scale_max);
    }
    if (answer.scored) member("score", answer.score);
    out_.end('}');
  }
  void put(const IssueStep& step) {
    out_.begin('{');
    put_moment(step.moment);
    member("did", step.kind);
    put_details(step);
    if (step.flags & IssueStep::kWarm) member("warm", true);
    if (step.flags & IssueStep::kContextCarried) member("contextCarried", true);
    if (step.flags & IssueStep::kIntroduced) member("introduced", true);
    out_.end('}');
  }

  void put_opened(std::string_view sealed) {
    const auto opened = open_(sealed);
    opened ? out_.text(*opened) : out_.null();
  }
  void put_moment(const Moment& moment) {
    member("at", moment.at);
    if (style_.versions) {
      out_.key("version");
      out_.number(static_cast<std::int64_t>(moment.version.value()));
    }
  }
  // Only an agent is an id from outside; the other levels are names.
  void put_party(Code<PartyLevelTag> level, TokenRef id) {
    if (id == TokenRef() || level.value == 0) return;
    out_.key(name_of(level));
    if (level == Code<PartyLevelTag>(schema::PartyLevel::AGENT))
      put(id);
    else
      put(TextRef(id.value()));
  }
  void put_between(const char* name, std::uint8_t level, TokenRef id) {
    if (id != TokenRef()) member(name, Party{Code<PartyLevelTag>(level), id});
  }

  // The members of a step by their meaning: see the table at IssueStep.
  void put_details(const IssueStep& step) {
    using Kind = IssueStep::Kind;
    switch (step.kind) {
      case Kind::kTouched:
      case Kind::kStoryRetold: return (*this)("contact", step.first);
      case Kind::kReopened:
        (*this)("contact", step.first);
        return (*this)("becauseOf", step.second);
      case Kind::kOwnerUnknown: return (*this)("level", Code<PartyLevelTag>(step.detail));
      case Kind::kAction: (*this)("action", step.first); return (*this)("by", step.second);
      case Kind::kHandedOff:
        put_between("from", step.detail, step.first);
        return put_between("to", step.more, step.second);
      case Kind::kEscalated:
        (*this)("missingAuthority", TextRef(step.first.value()));
        return (*this)("toRole", TextRef(step.second.value()));
      case Kind::kProposed: return (*this)("resolution", step.first);
      case Kind::kConfirmed:
        (*this)("resolution", step.first);
        (*this)("evidence", step.second);
        return (*this)("basis", Code<ConfirmationBasisTag>(step.detail));
      case Kind::kRejected:
        (*this)("resolution", step.first);
        return (*this)("action", step.second);
      case Kind::kRecurred: return (*this)("earlierIssue", step.first);
      case Kind::kClosed: return (*this)("closure", Code<ClosureTag>(step.detail));
      case Kind::kAlternative: return (*this)("item", TextRef(step.first.value()));
      case Kind::kClassified:
      case Kind::kDeflected: return;
    }
  }

  // ---- What follows from the facts

  template <class T>
  void more(const T&) {}
  void more(const Promise& promise) { member("standing", promise_standing(promise)); }
  void more(const Wait& wait) {
    const Contact* contact = c_.contacts.find(wait.contact);
    if (!wait.ended.known() && contact && contact->ended.known())
      member("end", Code<WaitEndTag>(schema::WaitEnd::SYSTEM_CLOSED));
  }
  void more(const Issue& issue) {
    const IssueStanding& now = issue.now;
    member("status", now.status);
    if (now.confirmed) member("confirmedBy", now.basis);
    (*this)("closure", now.closure);
    const bool owned = std::any_of(now.owner.begin(), now.owner.end(),
                                   [](TokenRef owner) { return owner != TokenRef(); });
    if (owned) {
      out_.key("owner");
      out_.begin('{');
      for (std::uint8_t level = 0; level < kPartyLevels; ++level)
        put_party(Code<PartyLevelTag>(level), now.owner[level]);
      out_.end('}');
    }
    (*this)("actionsSinceOpened", now.actions);
    (*this)("handOffs", now.hand_offs);
    (*this)("reopenings", now.reopenings);
  }

  void show_findings() {
    const std::vector<Finding> found = findings(c_);
    if (found.empty()) return;
    out_.key("irregular");
    out_.begin('[');
    for (const Finding& finding : found) {
      const MisfitRule rule = rule_of(finding.misfit);
      out_.begin('{');
      member("invariant", rule.invariant);
      out_.key("reason");
      out_.text(rule.sentence);
      member("kind", finding.kind);
      (*this)("id", finding.entity);
      if (finding.moment.known()) put_moment(finding.moment);
      out_.end('}');
    }
    out_.end(']');
  }

  // How much of the stream is in the log alone.
  void show_left() {
    const Left* left = c_.left.get();
    if (!left) return;
    out_.key("left");
    out_.begin('{');
    for (std::size_t kind = 0; kind < std::min(left->counts.size(), kEntityKinds); ++kind) {
      const LeftCount& count = left->counts[kind];
      if (count.closed + count.open == 0) continue;
      out_.key(name_of(static_cast<EntityKind>(kind)));
      put(count);
    }
    (*this)("steps", left->steps);
    (*this)("irregular", left->irregular);
    out_.end('}');
  }

  const Customer& c_;
  const TokenOpener& open_;
  const JsonStyle style_;
  JsonWriter& out_;
};

}  // namespace

std::string state_json(const Customer& customer, const TokenOpener& open, JsonStyle style) {
  JsonWriter out(style.indented ? JsonWriter::Layout::kIndented : JsonWriter::Layout::kOneLine);
  View(customer, open, style, out).show();
  return std::move(out).str();
}

}  // namespace dangol
