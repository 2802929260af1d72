#include "store/merkle_policy.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "store/proof_limits.h"

namespace dangol {

namespace {

Error refused(std::string message) { return {ErrorCode::kRejected, std::move(message)}; }

bool allowed(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || byte == '\n' || (byte >= ' ' && byte != 0x7f);
  });
}

}  // namespace

struct WitnessPolicy::Line {
  int number = 0;
  std::vector<std::string_view> items;

  Error wrong(std::string_view what) const {
    return refused(fmt::format("line {} of the policy: {}", number, what));
  }
};

Result<WitnessPolicy> WitnessPolicy::parse(std::string_view text) {
  if (text.size() > kMaxPolicyBytes) return refused("the policy is too long");
  if (!allowed(text)) return refused("the policy holds a control character");
  WitnessPolicy policy;
  std::vector<bool> in_a_group(kMaxPolicyMembers, false);
  for (Line line; !text.empty();) {
    ++line.number;
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return line.wrong("it does not end");
    std::string_view rest = text.substr(0, end);
    text.remove_prefix(end + 1);
    line.items.clear();
    while (!rest.empty()) {
      const std::size_t from = rest.find_first_not_of(" \t");
      if (from == std::string_view::npos) break;
      rest.remove_prefix(from);
      const std::size_t to = std::min(rest.find_first_of(" \t"), rest.size());
      line.items.push_back(rest.substr(0, to));
      rest.remove_prefix(to);
    }
    if (line.items.empty() || line.items[0].starts_with('#')) continue;
    if (Status taken = policy.take(line, in_a_group); !taken.ok()) return taken.error();
  }
  if (!policy.quorum_given_) return refused("the policy has no quorum line");
  return policy;
}

Status WitnessPolicy::take(const Line& line, std::vector<bool>& in_a_group) {
  if (line.items[0] == "log") return take_log(line);
  if (line.items[0] == "witness") return take_witness(line);
  if (line.items[0] == "group") return take_group(line, in_a_group);
  if (line.items[0] == "quorum") return take_quorum(line);
  return line.wrong("it is none of log, witness, group and quorum");
}

Status WitnessPolicy::take_log(const Line& line) {
  if (line.items.size() < 2 || line.items.size() > 3)
    return line.wrong("a log is its key and a URL");
  Result<NoteVerifier> key = NoteVerifier::parse(line.items[1]);
  if (!key.ok()) return line.wrong(key.error().message);
  if (key.value().type != NoteKeyType::kNote) return line.wrong("the key is not one of a log");
  for (const NoteVerifier& log : logs_) {
    if (log.key == key.value().key) return line.wrong("the log stands there twice");
  }
  if (logs_.size() == kMaxPolicyLogs) return line.wrong("too many logs");
  logs_.push_back(std::move(key).value());
  return Done{};
}

std::vector<WitnessAddress> WitnessPolicy::addresses() const {
  std::vector<WitnessAddress> all;
  for (const Member& member : members_) {
    if (member.witness && !member.url.empty()) all.push_back({*member.witness, member.url});
  }
  return all;
}

Status WitnessPolicy::take_witness(const Line& line) {
  if (line.items.size() < 3 || line.items.size() > 4) {
    return line.wrong("a witness is its name, its key and a URL");
  }
  if (line.items[1] == "none" || find(line.items[1])) return line.wrong("the name is taken");
  Result<NoteVerifier> key = NoteVerifier::parse(line.items[2]);
  if (!key.ok()) return line.wrong(key.error().message);
  if (key.value().type != NoteKeyType::kCosignature) {
    return line.wrong("the key is not one of a witness");
  }
  for (const Member& member : members_) {
    if (member.witness && member.witness->key == key.value().key) {
      return line.wrong("the witness stands there twice");
    }
  }
  if (members_.size() == kMaxPolicyMembers) return line.wrong("too many witnesses and groups");
  const std::string url(line.items.size() > 3 ? line.items[3] : "");
  members_.push_back({std::string(line.items[1]), std::move(key).value(), url, {}, 1});
  return Done{};
}

Status WitnessPolicy::take_group(const Line& line, std::vector<bool>& in_a_group) {
  if (line.items.size() < 4) return line.wrong("a group is its name, how many, and who");
  if (line.items[1] == "none" || find(line.items[1])) return line.wrong("the name is taken");
  if (members_.size() == kMaxPolicyMembers) return line.wrong("too many witnesses and groups");
  Member group{std::string(line.items[1]), std::nullopt, "", {}, 0};
  for (std::size_t i = 3; i < line.items.size(); ++i) {
    const auto member = find(line.items[i]);
    if (!member) return line.wrong("a member is not defined above");
    if (in_a_group[*member]) return line.wrong("a member is in a group already");
    in_a_group[*member] = true;
    group.members.push_back(*member);
  }
  const std::string_view how_many = line.items[2];
  if (how_many == "any") {
    group.needed = 1;
  } else if (how_many == "all") {
    group.needed = group.members.size();
  } else {
    const char* const end = how_many.data() + how_many.size();
    const auto [read, error] = std::from_chars(how_many.data(), end, group.needed);
    if (error != std::errc() || read != end || group.needed == 0 ||
        group.needed > group.members.size()) {
      return line.wrong("how many is all, any, or a number of its members");
    }
  }
  members_.push_back(std::move(group));
  return Done{};
}

Status WitnessPolicy::take_quorum(const Line& line) {
  if (quorum_given_) return line.wrong("there is a quorum already");
  if (line.items.size() != 2) return line.wrong("a quorum is one name");
  quorum_given_ = true;
  if (line.items[1] == "none") return Done{};
  quorum_ = find(line.items[1]);
  if (!quorum_) return line.wrong("the quorum is not defined above");
  return Done{};
}

std::optional<std::size_t> WitnessPolicy::find(std::string_view name) const {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (members_[i].name == name) return i;
  }
  return std::nullopt;
}

Result<std::vector<Witnessed>> WitnessPolicy::check(const SignedNote& note) const {
  std::vector<Witnessed> witnesses;
  std::vector<bool> satisfied(members_.size());
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const Member& member = members_[i];
    if (!member.witness) {
      satisfied[i] = static_cast<std::size_t>(std::count_if(
                         member.members.begin(), member.members.end(),
                         [&](std::size_t one) { return satisfied[one]; })) >= member.needed;
      continue;
    }
    Result<std::uint64_t> seen = verify(note, *member.witness);
    if (!seen.ok() && seen.error().code != ErrorCode::kNotFound) return seen.error();
    satisfied[i] = seen.ok();
    if (seen.ok()) witnesses.push_back({member.name, seen.value()});
  }
  if (quorum_ && !satisfied[*quorum_]) {
    return refused(fmt::format("the checkpoint is not cosigned as {} of the policy demands",
                               members_[*quorum_].name));
  }
  return witnesses;
}

Result<TrustedCheckpoint> check_checkpoint(std::string_view bytes, const LogTrust& trust) {
  Result<SignedNote> note = SignedNote::parse(bytes);
  if (!note.ok()) return note.error();
  Result<Checkpoint> checkpoint = Checkpoint::parse(note.value().text);
  if (!checkpoint.ok()) return checkpoint.error();
  TrustedCheckpoint trusted{std::move(checkpoint).value(), {}, {}};
  if (trusted.checkpoint.origin != trust.origin) {
    return refused(fmt::format("the checkpoint is of the log {}, not of {}",
                               trusted.checkpoint.origin, trust.origin));
  }
  for (const NoteVerifier& key : trust.keys) {
    Result<std::uint64_t> holds = verify(note.value(), key);
    if (holds.ok()) {
      trusted.signed_by = key.text();
    } else if (holds.error().code != ErrorCode::kNotFound) {
      return holds.error();
    }
  }
  if (trusted.signed_by.empty()) {
    return refused("the checkpoint is not signed by a key of the log that was named as known");
  }
  if (trust.policy) {
    Result<std::vector<Witnessed>> witnesses = trust.policy->check(note.value());
    if (!witnesses.ok()) return witnesses.error();
    trusted.witnesses = std::move(witnesses).value();
  }
  return trusted;
}

}  // namespace dangol
