// The file of tokens: what may stand in it, who may read it, and what a server makes of its changes.
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "gateway/http/limits.h"
#include "gateway/http/token_book.h"
#include "gateway/http/token_file.h"
#include "gateway/http/token_text.h"
#include "store/crc32c.h"
#include "tests/support/files.h"
#include "tests/support/seeded_entropy.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr Micros kNow{1'767'261'600'000'000};  // 2026-01-01T10:00:00Z
constexpr std::int64_t kSecond = 1'000'000;

class TokenFile : public testing::Test {
 protected:
  Result<std::string> create(const TokenTerms& terms) {
    return create_token(file, terms, kNow, entropy);
  }
  static TokenTerms terms(const std::string& account) {
    return {.account = account, .roles = {Role::kReader}};
  }
  Tokens tokens() { return read_token_file(file).value().value_or(Tokens{}); }

  TempDir dir;
  const std::filesystem::path file = dir / "tokens";
  SeededEntropy entropy{7};
};

TEST_F(TokenFile, KeepsWhatATokenIsForAndNotTheToken) {
  const std::string sent = create({.account = "shop-backend",
                                   .roles = {Role::kIntegrator, Role::kReader},
                                   .source = "urn:shop",
                                   .rate = 50,
                                   .expires = Micros(kNow.value() + kSecond)})
                               .value();
  EXPECT_THAT(sent, StartsWith("dgl_"));
  EXPECT_EQ(sent.size(), 4 + 16 + 1 + 64U);
  const Tokens all = tokens();
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].terms.account, "shop-backend");
  EXPECT_EQ(all[0].terms.roles, (Roles{Role::kIntegrator, Role::kReader}));
  EXPECT_EQ(all[0].terms.source, "urn:shop");
  EXPECT_EQ(all[0].terms.rate, 50U);
  EXPECT_EQ(all[0].created, kNow);
  EXPECT_FALSE(all[0].expired(kNow));
  EXPECT_TRUE(all[0].expired(Micros(kNow.value() + kSecond)));
  EXPECT_EQ(all[0].secret, token_hash(sent));
  EXPECT_THAT(read_file(file), Not(HasSubstr(sent.substr(21))));
  struct stat info {};
  ::stat(file.c_str(), &info);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(TokenFile, HasOneTokenAnAccountUntilThatIsRevoked) {
  const std::string first = create(terms("ann")).value();
  EXPECT_EQ(create(terms("ann")).error().code, ErrorCode::kConflict);
  EXPECT_EQ(revoke_token(file, "bob").error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(revoke_token(file, "ann").ok());
  EXPECT_THAT(tokens(), IsEmpty());
  EXPECT_NE(create(terms("ann")).value(), first);
}

TEST_F(TokenFile, TermsThatMakeNoSenseAreRefused) {
  const auto refused = [&](const TokenTerms& terms) {
    return create(terms).error().code == ErrorCode::kUsage;
  };
  for (const std::string& account :
       {std::string(), std::string("-"), std::string("a b"), std::string("a\nb"),
        std::string("단골"), std::string(kMaxAccountBytes + 1, 'a')}) {
    EXPECT_TRUE(refused(terms(account))) << account;
  }
  EXPECT_TRUE(refused({.account = "ann"}));
  for (const std::string& source : {std::string("urn:a b"), std::string("urn:a\tb"),
                                    std::string("-"), std::string(kMaxSourceBytes + 1, 'a')}) {
    EXPECT_TRUE(refused({.account = "ann", .roles = {Role::kIntegrator}, .source = source}));
  }
  EXPECT_TRUE(refused({.account = "ann", .roles = {Role::kReader}, .source = "urn:a"}));
  EXPECT_TRUE(refused({.account = "ann", .roles = {Role::kReader}, .rate = 0}));
  EXPECT_TRUE(refused({.account = "ann", .roles = {Role::kReader}, .rate = kMaxTokenRate + 1}));
  EXPECT_TRUE(refused({.account = "ann", .roles = {Role::kReader}, .expires = kNow}));
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(TokenFile, HoldsSoManyTokensAndNoMore) {
  Tokens full;
  for (std::size_t i = 0; i < kMaxTokens; ++i) {
    Token token;
    token.id = fmt::format("{:016x}", i);
    token.terms = terms(fmt::format("{:a>{}}", i, kMaxAccountBytes));
    token.terms.roles = Roles::all();
    token.terms.source = std::string(kMaxSourceBytes, 's');
    token.terms.expires = kNow;
    full.push_back(token);
  }
  write_file(file, tokens_text(full));
  std::filesystem::permissions(file, std::filesystem::perms(0600));
  EXPECT_LE(std::filesystem::file_size(file), kMaxTokenFileBytes);
  EXPECT_THAT(tokens(), SizeIs(kMaxTokens));
  EXPECT_EQ(create(terms("one-more")).error().code, ErrorCode::kUsage);
  std::filesystem::resize_file(file, kMaxTokenFileBytes + 1);
  EXPECT_EQ(read_token_file(file).error().code, ErrorCode::kUsage);
}

TEST_F(TokenFile, WhatOthersMayReadOrWriteIsNotTaken) {
  ASSERT_TRUE(create(terms("ann")).ok());
  for (const unsigned mode : {0640U, 0602U, 0666U}) {
    std::filesystem::permissions(file, std::filesystem::perms(mode));
    EXPECT_EQ(read_token_file(file).error().code, ErrorCode::kUsage) << mode;
  }
}

TEST_F(TokenFile, NoByteOfItChangesUnseen) {
  ASSERT_TRUE(create({.account = "ann", .roles = {Role::kIntegrator}, .source = "urn:a"}).ok());
  const std::string text = read_file(file);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(parse_tokens(changed).ok()) << i;
    EXPECT_FALSE(parse_tokens(text.substr(0, i)).ok()) << i;
  }
  EXPECT_FALSE(parse_tokens(text + "\n").ok());
}

TEST_F(TokenFile, ALineThatIsNoTokenIsRefusedByItsNumber) {
  // The CRC is right, the line is not.
  Tokens all(1);
  all[0].id = "0123456789abcdef";
  all[0].terms = terms("ann");
  all[0].created = kNow;
  for (const auto& [part, other] : std::vector<std::pair<std::string, std::string>>{
           {"reader", "king"}, {"0123", "012G"}, {" ann ", " a/n "}, {" 20000 ", " 0 "}}) {
    std::string text = tokens_text(all);
    text.replace(text.find(part), part.size(), other);
    text.resize(text.find("crc32c"));
    text += fmt::format("crc32c {:08x}\n", crc32c(text));
    const auto read = parse_tokens(text);
    ASSERT_FALSE(read.ok()) << part;
    EXPECT_THAT(read.error().message, HasSubstr("line 2"));
  }
}

class FollowedTokens : public TokenFile {
 protected:
  void follow() {
    auto opened = TokenBook::open({file, [this] { return uptime; },
                                   [this](std::string_view text) { said.emplace_back(text); }});
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    book.emplace(std::move(opened).value());
  }
  void pass_a_second() { uptime = Micros(uptime.value() + kSecond); }
  bool opens(const std::string& sent) { return book->find(sent) != nullptr; }

  Micros uptime{1};
  std::vector<std::string> said;
  std::optional<TokenBook> book;
};

TEST_F(FollowedTokens, HoldWithinASecond) {
  follow();
  const std::string sent = create(terms("ann")).value();
  EXPECT_FALSE(opens(sent));
  pass_a_second();
  EXPECT_TRUE(opens(sent));
  ASSERT_TRUE(revoke_token(file, "ann").ok());
  EXPECT_TRUE(opens(sent)) << "the file is looked at once a second, not at each request";
  pass_a_second();
  EXPECT_FALSE(opens(sent));
  EXPECT_THAT(said, IsEmpty());
}

TEST_F(FollowedTokens, AreFoundByTheWholeTokenOnly) {
  const std::string sent = create(terms("ann")).value();
  ASSERT_TRUE(create(terms("bob")).ok());
  TokenTerms certified = terms("eve");
  certified.certificate_only = true;
  EXPECT_THAT(create(certified).value(), IsEmpty());
  follow();
  EXPECT_EQ(book->find(sent)->terms.account, "ann");
  EXPECT_FALSE(opens(""));
  EXPECT_FALSE(opens(sent.substr(0, sent.size() - 1)));
  EXPECT_FALSE(opens(sent + "0"));
  EXPECT_FALSE(opens(sent.substr(0, 20)));
  EXPECT_EQ(book->of_account("eve")->terms.account, "eve");
  EXPECT_EQ(book->of_account("nobody"), nullptr);
}

TEST_F(FollowedTokens, OfADamagedFileAreThoseOfBeforeAndThatIsSaidOnce) {
  const std::string sent = create(terms("ann")).value();
  follow();
  const std::string good = read_file(file);
  write_file(file, good + "token x\n");
  pass_a_second();
  EXPECT_TRUE(opens(sent));
  pass_a_second();
  EXPECT_TRUE(opens(sent));
  ASSERT_THAT(said, SizeIs(1));
  EXPECT_THAT(said[0], HasSubstr("the tokens of before still hold"));
  write_file(file, good);
  ASSERT_TRUE(revoke_token(file, "ann").ok());
  pass_a_second();
  EXPECT_FALSE(opens(sent));
}

TEST_F(FollowedTokens, OfAFileThatIsGoneAreNone) {
  const std::string sent = create(terms("ann")).value();
  follow();
  EXPECT_TRUE(opens(sent));
  std::filesystem::remove(file);
  pass_a_second();
  EXPECT_FALSE(opens(sent));
  ASSERT_THAT(said, SizeIs(1));
  EXPECT_THAT(said[0], HasSubstr("gone"));
}

TEST_F(FollowedTokens, DoNotBeginWithADamagedFile) {
  write_file(file, "dangol tokens\n");
  std::filesystem::permissions(file, std::filesystem::perms(0600));
  EXPECT_EQ(TokenBook::open({.file = file}).error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace dangol::test
