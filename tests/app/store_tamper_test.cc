// Somebody with the disk changes one byte, anywhere in a store or in what lies beside it: then the store does
// not open, or verifying it says what is wrong, or no record is another and the byte lay in a file that
// docs/AUDIT.md names. Whatever is derived never answers otherwise than before: it is made anew or refused.
//
// DANGOL_TAMPER=2500 makes so many changes a seed; four seeds run. DANGOL_TAMPER_FILES=.sst makes them only in files
// whose names have that in them.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/log_evidence.h"
#include "app/signing.h"
#include "store/log_fragments.h"
#include "tests/app/tamper_store.h"
#include "tests/support/files.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;

// Files in which a byte may be another and nothing is said, with the reason in docs/AUDIT.md: what is for
// people, and what is made anew when it is not as it was written.
const std::set<std::string> kHarmless = {
    "store/lock", "store/mark", "store/clock", "store/reacting", "*/LOG",  "*/LOG.old.",
    "*/IDENTITY", "*/OPTIONS-", "*/LOCK",      "derived/",       "heads/", "projections/",
};

// `store/log/000012.sst` -> `store/log/*.sst`, `store/log/OPTIONS-000007` -> `store/log/OPTIONS-`.
std::string kind_of(const std::string& name) {
  std::string kind;
  for (const char c : name) {
    const bool number = c >= '0' && c <= '9';
    if (number && kind.ends_with('*')) continue;
    kind += number ? '*' : c;
  }
  return kind.ends_with('*') ? kind.substr(0, kind.size() - 1) : kind;
}

bool is_harmless(const std::string& kind) {
  return std::ranges::any_of(kHarmless, [&](const std::string& known) {
    if (known.starts_with("*/")) return kind.find(known.substr(1)) != std::string::npos;
    if (known.ends_with('/')) return kind.starts_with("store/" + known);
    return kind == known;
  });
}

// Of a MANIFEST, after which a changed byte looks like a loss of power: where the last entry begins.
std::size_t last_entry_of(std::string_view manifest) {
  std::size_t last = 0, at = 0;
  while (const auto fragment = fragment_at(manifest.substr(at))) {
    last = at;
    at += kFragmentHeaderBytes + fragment->bytes.size();
  }
  return last;
}

std::vector<std::string> asked_names(std::vector<std::string> names) {
  if (const char* part = std::getenv("DANGOL_TAMPER_FILES"); part != nullptr) {
    std::erase_if(names, [&](const std::string& name) { return name.find(part) == name.npos; });
  }
  return names;
}

// Named when the program is ended by it, so that the change can be made again.
std::string under_way;

void name_it(int) { std::fputs(under_way.c_str(), stderr); }

class StoreTamper : public testing::TestWithParam<unsigned> {
 protected:
  TamperStore store_;
};

TEST_P(StoreTamper, AChangedByteIsFoundOrChangesNoRecord) {
  const char* asked = std::getenv("DANGOL_TAMPER");
  const int changes = asked != nullptr ? std::atoi(asked) : 20;
  std::mt19937 random(GetParam());
  std::map<std::string, int> found, unchanged;
  std::signal(SIGABRT, name_it);
  store_.lay_out();
  ASSERT_EQ(store_.open_ask_and_verify(), "") << "as it is there is nothing to find";
  const auto names = asked_names(store_.names());
  for (int change = 0; change < changes; ++change) {
    store_.lay_out();
    const std::string& name = names[random() % names.size()];
    const std::string kind = kind_of(name);
    const std::string written = read_file(store_.work() / name);
    std::string bytes = written;
    const std::size_t at = random() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ (1 + random() % 255));
    store_.replace(name, bytes);
    under_way = fmt::format("{} byte {}, {:02x}\n", name, at, static_cast<std::uint8_t>(bytes[at]));
    SCOPED_TRACE(under_way);

    const std::string said = store_.open_ask_and_verify();
    if (!said.empty()) {
      ++found[kind];
      continue;
    }
    ++unchanged[kind];
    EXPECT_EQ(store_.records(), store_.pristine_records()) << "another record, and nobody noticed";
    EXPECT_TRUE(is_harmless(kind) || (kind.ends_with("/MANIFEST-") && at >= last_entry_of(written)))
        << "nobody noticed, and AUDIT.md does not say why";
  }
  for (const auto& [kind, count] : found) fmt::print("found      {:>5} {}\n", count, kind);
  for (const auto& [kind, count] : unchanged) fmt::print("no record  {:>5} {}\n", count, kind);
}

INSTANTIATE_TEST_SUITE_P(Seeds, StoreTamper, testing::Range(1U, 5U));

}  // namespace
}  // namespace dangol::test
