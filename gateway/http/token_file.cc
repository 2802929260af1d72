#include "gateway/http/token_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "events/hash.h"
#include "events/limits.h"
#include "events/utf8.h"
#include "gateway/http/token_text.h"
#include "store/descriptor.h"
#include "store/whole_file.h"

namespace dangol {

namespace fs = std::filesystem;

namespace {

Error refused(const fs::path& path, std::string_view reason) {
  return {ErrorCode::kUsage, fmt::format("token file {}: {}", path.string(), reason)};
}

// Held while the file is read, changed and replaced.
class Lock {
 public:
  explicit Lock(const fs::path& path)
      : file_(::open((path.string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    held_ = file_.valid() && ::flock(file_.get(), LOCK_EX) == 0;
  }
  bool held() const { return held_; }

 private:
  Descriptor file_;
  bool held_ = false;
};

Status check(const TokenTerms& terms, Micros now) {
  const auto wrong = [](std::string reason) { return Error{ErrorCode::kUsage, std::move(reason)}; };
  if (!is_account(terms.account)) {
    return wrong(
        fmt::format("the name of a token is of letters, digits and . _ @ -, and of at most {}",
                    kMaxAccountBytes));
  }
  if (terms.roles.empty()) return wrong("a token without a role opens nothing: --role");
  if (!terms.source.empty() && !is_source(terms.source)) {
    return wrong(fmt::format("a source is of at most {} bytes, without blanks", kMaxSourceBytes));
  }
  if (!terms.source.empty() && !terms.roles.meets({Role::kIntegrator, Role::kImporter})) {
    return wrong("only who sends events has a source: role integrator or importer");
  }
  if (terms.rate == 0 || terms.rate > kMaxTokenRate) {
    return wrong(fmt::format("a rate is of 1 to {} requests a second", kMaxTokenRate));
  }
  if (terms.expires && *terms.expires <= now) return wrong("the token would have expired already");
  return Done{};
}

// Changes the file by `change`, which says what is wrong.
template <class Change>
Status change_file(const fs::path& given, const Change& change) {
  const fs::path path = fs::absolute(given);
  const Lock lock(path);
  if (!lock.held()) return io_error("lock", path.string() + ".lock", errno);
  Result<std::optional<Tokens>> read = read_token_file(path);
  if (!read.ok()) return read.error();
  Tokens tokens = std::move(read).value().value_or(Tokens{});
  if (Status changed = change(tokens); !changed.ok()) return changed;
  return write_whole_file(path, tokens_text(tokens));
}

auto of_account(Tokens& tokens, std::string_view account) {
  return std::find_if(tokens.begin(), tokens.end(),
                      [&](const Token& token) { return token.terms.account == account; });
}

}  // namespace

Result<std::optional<Tokens>> read_token_file(const fs::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) {
    if (errno == ENOENT) return std::optional<Tokens>{};
    return io_error("open", path, errno);
  }
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return io_error("look at", path, errno);
  if (!S_ISREG(info.st_mode)) return refused(path, "is not a regular file");
  if ((info.st_mode & 077) != 0) {
    return refused(path, "group or others may read or write it: chmod 600");
  }
  if (info.st_size < 0 || static_cast<std::size_t>(info.st_size) > kMaxTokenFileBytes) {
    return refused(path, fmt::format("has more than {} bytes", kMaxTokenFileBytes));
  }
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  if (::pread(file.get(), text.data(), text.size(), 0) != info.st_size) {
    return io_error("read", path, errno);
  }
  Result<Tokens> tokens = parse_tokens(text);
  if (!tokens.ok()) {
    return Error{tokens.error().code,
                 fmt::format("token file {}: {}", path.string(), tokens.error().message)};
  }
  return std::optional(std::move(tokens).value());
}

Hash token_hash(std::string_view sent) { return sha256(sent); }

Result<std::string> create_token(const fs::path& path, const TokenTerms& terms, Micros now,
                                 Entropy& entropy) {
  if (Status good = check(terms, now); !good.ok()) return good.error();
  std::array<std::uint8_t, 8> id{};
  entropy.fill(id);
  Token token;
  token.id = to_hex({reinterpret_cast<const char*>(id.data()), id.size()});
  token.terms = terms;
  token.created = now;
  std::string sent;
  if (!terms.certificate_only) {
    Secret secret;
    entropy.fill(secret.bytes);
    sent = fmt::format("{}{}_{}", kTokenPrefix, token.id, to_hex(secret.view()));
    token.secret = token_hash(sent);
  }
  Status changed = change_file(path, [&](Tokens& tokens) -> Status {
    if (of_account(tokens, terms.account) != tokens.end()) {
      return Error{
          ErrorCode::kConflict,
          fmt::format("{} has a token: revoke it first, or take another name", terms.account)};
    }
    if (tokens.size() == kMaxTokens) {
      return Error{ErrorCode::kUsage, fmt::format("there are {} tokens already", kMaxTokens)};
    }
    tokens.push_back(token);
    return Done{};
  });
  if (!changed.ok()) return changed.error();
  return sent;
}

Status revoke_token(const fs::path& path, std::string_view account) {
  return change_file(path, [&](Tokens& tokens) -> Status {
    const auto found = of_account(tokens, account);
    if (found == tokens.end()) {
      return Error{ErrorCode::kNotFound,
                   fmt::format("{} has no token", shown_text(account, kMaxAccountBytes))};
    }
    tokens.erase(found);
    return Done{};
  });
}

}  // namespace dangol
