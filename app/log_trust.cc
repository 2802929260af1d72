#include "app/log_trust.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "events/json_text.h"
#include "events/time_text.h"
#include "store/proof_limits.h"

namespace dangol {

namespace {

// At most so long is a file with keys.
constexpr std::size_t kMaxKeyFileBytes = kMaxPolicyBytes;

std::string seen_at(const Witnessed& witness) {
  const Micros at(static_cast<std::int64_t>(witness.seen) * 1'000'000);
  return format_full_time({at, 0, TimePrecision::kSecond});
}

}  // namespace

void add_trust_options(CLI::App& command, TrustArguments& arguments) {
  command.add_option("--origin", arguments.origin, "The name of the log, as it is known to you");
  command.add_option("--key", arguments.keys,
                     "A public key of the log (name+id+base64), or a file with one a line");
  command.add_option("--policy", arguments.policy,
                     "File that says which witnesses must have seen it (C2SP tlog-policy)");
  command.add_option("--against", arguments.against,
                     "File with a checkpoint that you kept: the log must go on from it");
}

Result<std::string> read_small_file(const std::string& path, std::size_t most) {
  std::error_code error;
  std::ifstream in(path, std::ios::binary);
  if (!in.is_open() || std::filesystem::is_directory(path, error)) {
    return Error{ErrorCode::kUsage, path + " cannot be read"};
  }
  std::string bytes(most + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (bytes.size() > most) {
    return Error{ErrorCode::kUsage, fmt::format("{} is longer than {} bytes", path, most)};
  }
  return bytes;
}

Result<LogTrust> read_trust(const TrustArguments& arguments) {
  LogTrust trust;
  trust.origin = arguments.origin;
  for (const std::string& given : arguments.keys) {
    std::error_code error;
    std::string lines = given + "\n";
    if (std::filesystem::exists(given, error)) {
      Result<std::string> text = read_small_file(given, kMaxKeyFileBytes);
      if (!text.ok()) return text.error();
      lines = std::move(text).value();
    }
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);) {
      if (line.empty()) continue;
      Result<NoteVerifier> key = NoteVerifier::parse(line);
      if (!key.ok()) return Error{ErrorCode::kUsage, "--key: " + key.error().message};
      if (key.value().type != NoteKeyType::kNote) {
        return Error{ErrorCode::kUsage, "--key: the key is one of a witness, not of a log"};
      }
      trust.keys.push_back(std::move(key).value());
    }
  }
  if (!arguments.policy.empty()) {
    Result<std::string> text = read_small_file(arguments.policy, kMaxPolicyBytes);
    if (!text.ok()) return text.error();
    Result<WitnessPolicy> policy = WitnessPolicy::parse(text.value());
    if (!policy.ok())
      return Error{ErrorCode::kUsage, arguments.policy + ": " + policy.error().message};
    for (const NoteVerifier& key : policy.value().logs()) {
      // The key's name is the log's: the policy may know others.
      if (key.name == trust.origin) trust.keys.push_back(key);
    }
    trust.policy = std::move(policy).value();
  }
  return trust;
}

Result<std::vector<NoteVerifier>> read_auditors(const std::vector<std::string>& keys) {
  std::vector<NoteVerifier> auditors;
  for (const std::string& text : keys) {
    Result<NoteVerifier> auditor = NoteVerifier::parse(text);
    if (!auditor.ok()) return Error{ErrorCode::kUsage, "--auditor: " + auditor.error().message};
    auditors.push_back(std::move(auditor).value());
  }
  return auditors;
}

Result<std::vector<KeptCheckpoint>> read_kept(const std::vector<std::string>& files,
                                              const LogTrust& trust) {
  std::vector<KeptCheckpoint> kept;
  for (const std::string& file : files) {
    const auto refused = [&](const Error& error) {
      return Error{error.code, fmt::format("{}: {}", file, error.message)};
    };
    Result<std::string> text = read_small_file(file, kMaxNoteBytes);
    if (!text.ok()) return text.error();
    Checkpoint said;
    if (!trust.keys.empty()) {
      Result<TrustedCheckpoint> checked =
          check_checkpoint(text.value(), {trust.origin, trust.keys, std::nullopt});
      if (!checked.ok()) return refused(checked.error());
      said = checked.value().checkpoint;
    } else {
      Result<SignedNote> note = SignedNote::parse(text.value());
      if (!note.ok()) return refused(note.error());
      Result<Checkpoint> checkpoint = Checkpoint::parse(note.value().text);
      if (!checkpoint.ok()) return refused(checkpoint.error());
      said = std::move(checkpoint).value();
      if (said.origin != trust.origin) {
        return refused({ErrorCode::kRejected,
                        fmt::format("it is of the log {}, not of {}", said.origin, trust.origin)});
      }
    }
    kept.push_back({std::move(text).value(), {said.size, said.root, file}});
  }
  return kept;
}

std::string describe(const TrustedCheckpoint& checkpoint) {
  std::string text = "signed by " + checkpoint.signed_by;
  for (const Witnessed& witness : checkpoint.witnesses) {
    text += fmt::format("\nseen by {} at {}", witness.name, seen_at(witness));
  }
  return text;
}

std::string describe_json(const TrustedCheckpoint& checkpoint) {
  std::string witnesses;
  for (const Witnessed& witness : checkpoint.witnesses) {
    witnesses += fmt::format("{}{{\"name\":{},\"seen\":\"{}\"}}", witnesses.empty() ? "" : ",",
                             json_text(witness.name), seen_at(witness));
  }
  return fmt::format("\"origin\":{},\"size\":{},\"root\":\"{}\",\"key\":{},\"witnesses\":[{}]",
                     json_text(checkpoint.checkpoint.origin), checkpoint.checkpoint.size,
                     to_base64(checkpoint.checkpoint.root.view()), json_text(checkpoint.signed_by),
                     witnesses);
}

}  // namespace dangol
