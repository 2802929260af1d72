// A list of files that is damaged in its middle is told from one that ends early.
#include "store/manifest_check.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/crc32c.h"
#include "store/log_fragments.h"
#include "store/vault_rocksdb.h"
#include "tests/support/database_files.h"
#include "tests/support/fault_files.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {
namespace {

using testing::HasSubstr;

std::string fragment(std::string_view bytes) {
  std::string body(1, static_cast<char>(FragmentType::kFull));
  body += bytes;
  const std::uint32_t crc = crc32c(body);
  const std::uint32_t masked = ((crc >> 15) | (crc << 17)) + 0xa282ead8U;
  std::string all;
  for (int i = 0; i < 4; ++i) all += static_cast<char>(masked >> (8 * i));
  all += static_cast<char>(bytes.size());
  all += static_cast<char>(bytes.size() >> 8);
  return all + body;
}

ManifestCheck look_at(std::string_view manifest) {
  ManifestCheck check;
  for (; !manifest.empty(); manifest.remove_prefix(std::min(kLogBlockBytes, manifest.size()))) {
    check.block(manifest.substr(0, kLogBlockBytes));
  }
  return check;
}

// Entries of many sizes; three blocks.
std::string manifest() {
  std::string all;
  for (std::size_t i = 1; all.size() < 2 * kLogBlockBytes + 3'000; ++i) {
    const std::size_t left = kLogBlockBytes - all.size() % kLogBlockBytes;
    const std::string entry = fragment(std::string(40 + i * 37 % 300, static_cast<char>(i | 1)));
    if (entry.size() <= left) {
      all += entry;
    } else {
      all += left < kFragmentHeaderBytes ? std::string(left, '\0')
                                         : fragment(std::string(left - kFragmentHeaderBytes, 'x'));
    }
  }
  return all;
}

TEST(ManifestCheck, WholeIsWhole) {
  EXPECT_FALSE(look_at(manifest()).stop());
  EXPECT_FALSE(look_at("").stop());
}

TEST(ManifestCheck, AnyByteBeforeTheLastEntryIsDamage) {
  const std::string last = fragment("the last entry"), whole = manifest() + last;
  for (std::size_t at = 0; at < whole.size(); at += at < 2'000 ? 1 : 211) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x1f);
    const ManifestCheck check = look_at(damaged);
    const std::size_t in_block = at % kLogBlockBytes;
    if (whole[at] == 0 && in_block > kLogBlockBytes - kFragmentHeaderBytes) continue;  // filled up
    ASSERT_TRUE(check.stop()) << at;
    EXPECT_LE(*check.stop(), at);
    EXPECT_EQ(check.goes_on(), at < whole.size() - last.size()) << at;
  }
}

TEST(ManifestCheck, AnEndThatWasCutShortIsNoDamage) {
  const std::string whole = manifest() + fragment("the last entry");
  for (std::size_t bytes = 1; bytes < 20; ++bytes) {
    EXPECT_FALSE(look_at(whole.substr(0, whole.size() - bytes)).goes_on());
  }
}

// Several entries are written before one sync: a loss of power may take the first of their sectors alone.
TEST(ManifestCheck, ASectorThatALossOfPowerTookIsNoDamage) {
  std::string whole = manifest();
  const std::size_t synced = whole.size();
  for (int i = 0; i < 12; ++i) whole += fragment(std::string(150, 'n'));
  for (std::size_t sector = synced / 512; sector < whole.size() / 512; ++sector) {
    std::string torn = whole;
    const std::size_t from = std::max(synced, sector * 512), to = (sector + 1) * 512;
    std::fill(torn.begin() + static_cast<std::ptrdiff_t>(from),
              torn.begin() + static_cast<std::ptrdiff_t>(to), '\0');
    const ManifestCheck check = look_at(torn);
    EXPECT_TRUE(check.stop());
    EXPECT_FALSE(check.goes_on()) << sector;
    EXPECT_TRUE(check.torn()) << sector;
  }
}

TEST(ManifestCheck, ALastEntryThatLostOneOfItsSectorsIsNoDamage) {
  std::string torn = manifest() + fragment(std::string(255, 'n')) + fragment(std::string(255, 'n'));
  const std::size_t sector = torn.size() / 512 * 512;
  ASSERT_GT(torn.size(), sector + 1);
  std::fill(torn.begin() + static_cast<std::ptrdiff_t>(sector), torn.end(), '\0');
  EXPECT_TRUE(look_at(torn).torn());
  torn.back() = 'n';
  EXPECT_FALSE(look_at(torn).torn()) << "sectors are lost whole";
}

TEST(ManifestCheck, ADatabaseIsOpenedWithOneWhoseLastEntryWasTorn) {
  FaultFiles files;
  files.skip_syncs();
  const TempDir dir;
  for (int i = 0; i < 2; ++i) {
    auto rows = open_vault_rows(dir / "vault", files.env());
    ASSERT_TRUE(rows.ok() && rows.value()->write({{{"key", "sealed"}}, {}}).ok());
  }
  const auto path = newest(dir / "vault", "MANIFEST-");
  std::string end(1, static_cast<char>(FragmentType::kFull));
  end = std::string("crc!") + static_cast<char>(200) + '\3' + end + std::string(961, 'n');
  const std::size_t size = std::filesystem::file_size(path);
  std::size_t kept = (size / 512 + 1) * 512 - size;
  if (kept <= kFragmentHeaderBytes) kept += 512;
  std::fill(end.begin() + static_cast<std::ptrdiff_t>(kept), end.end(), '\0');
  std::ofstream(path, std::ios::app | std::ios::binary) << end;

  const auto opened = open_vault_rows(dir / "vault", files.env());

  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened.value()->get("key").value(), "sealed");
}

TEST(ManifestCheck, ADatabaseIsNotOpenedWithADamagedOne) {
  FaultFiles files;
  files.skip_syncs();
  const TempDir dir;
  for (int i = 0; i < 2; ++i) {
    auto rows = open_vault_rows(dir / "vault", files.env());
    ASSERT_TRUE(rows.ok() && rows.value()->write({{{"key", "sealed"}}, {}}).ok());
  }
  const auto path = newest(dir / "vault", "MANIFEST-");
  flip_byte(path, 5);  // a length, with which the first entry would be the end
  const auto opened = open_vault_rows(dir / "vault", files.env());
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(opened.error().message,
              testing::AllOf(HasSubstr(path.filename()), HasSubstr("damaged at byte 0"),
                             HasSubstr("goes on behind the damage")));
}

}  // namespace
}  // namespace dangol::test
