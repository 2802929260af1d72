#include "tests/system/kill_steps.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace dangol::test {

namespace fs = std::filesystem;

namespace {

// While it stands, programs that are started are counted, and killed.
class Preloading {
 public:
  Preloading(const std::string& under, const std::string& at, const std::string& trace) {
    ::setenv("LD_PRELOAD", DANGOL_KILL_AT_LIBRARY, 1);
    ::setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 0);
    ::setenv("DANGOL_KILL_UNDER", under.c_str(), 1);
    if (!at.empty()) ::setenv("DANGOL_KILL_AT", at.c_str(), 1);
    if (!trace.empty()) ::setenv("DANGOL_KILL_TRACE", trace.c_str(), 1);
  }
  ~Preloading() {
    for (const char* name :
         {"LD_PRELOAD", "DANGOL_KILL_UNDER", "DANGOL_KILL_AT", "DANGOL_KILL_TRACE"}) {
      ::unsetenv(name);
    }
  }
  Preloading(const Preloading&) = delete;
  Preloading& operator=(const Preloading&) = delete;
};

// `write store/vault/*.log`
std::string kind_of(const std::string& what) {
  std::string kind;
  for (const char c : what) {
    const bool number = c >= '0' && c <= '9';
    if (number && kind.ends_with('*')) continue;
    kind += number ? '*' : c;
  }
  return kind;
}

// What is copied; `reserve` is large, holds nothing and is laid out again.
void copy_store(const fs::path& from, const fs::path& to) {
  for (const auto& entry : fs::directory_iterator(from)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with("store") || entry.path().extension() == ".sock") continue;
    if (!entry.is_directory()) {
      fs::copy(entry.path(), to / name);
      continue;
    }
    for (const auto& one : fs::recursive_directory_iterator(entry.path())) {
      const fs::path place = to / fs::relative(one.path(), from);
      fs::create_directories(one.is_directory() ? place : place.parent_path());
      if (one.is_regular_file() && place.filename() != "reserve") fs::copy(one.path(), place);
    }
  }
}

}  // namespace

void PrintTo(const KillStep& step, std::ostream* out) { *out << step.number << ": " << step.what; }

void KillSteps::keep(const std::string& copy) const {
  fs::remove_all(path(copy));
  fs::create_directory(path(copy));
  copy_store(folder(), path(copy));
}

void KillSteps::put_back(const std::string& copy) const {
  std::vector<fs::path> there;
  for (const auto& entry : fs::directory_iterator(folder())) {
    if (entry.path().filename().string().starts_with("store")) there.push_back(entry.path());
  }
  for (const fs::path& one : there) fs::remove_all(one);
  copy_store(path(copy), folder());
}

Finished KillSteps::run_preloaded(const std::string& at, const std::string& trace,
                                  const Arguments& arguments, std::string_view input) const {
  const Preloading preloading(store(), at, trace);
  return run(arguments, input);
}

Finished KillSteps::run_until(std::uint64_t step, const Arguments& arguments) const {
  return run_preloaded(std::to_string(step), "", arguments);
}

Finished KillSteps::run_fast(const Arguments& arguments, std::string_view input) const {
  return run_preloaded("", "", arguments, input);
}

std::vector<KillStep> KillSteps::steps_of(const Arguments& arguments) const {
  const std::string trace = path("trace");
  fs::remove(trace);
  const Finished done = run_preloaded("", trace, arguments);
  EXPECT_EQ(done.exit_code, 0) << done.err;
  std::vector<KillStep> steps;
  std::ifstream in(trace);
  for (std::string line; std::getline(in, line);) {
    if (const auto at = line.find(folder()); at != line.npos) {
      line.erase(at, folder().string().size() + 1);
    }
    steps.push_back({steps.size() + 1, line});
  }
  EXPECT_FALSE(steps.empty()) << "nothing was counted";
  return steps;
}

std::vector<KillStep> KillSteps::some_of(const std::vector<KillStep>& steps, std::size_t about) {
  const char* asked = std::getenv("DANGOL_KILLS");
  if (asked != nullptr && std::string_view(asked) == "all") return steps;
  std::map<std::string, std::size_t> first_of_kind;
  for (std::size_t i = 0; i < steps.size(); ++i)
    first_of_kind.try_emplace(kind_of(steps[i].what), i);
  std::set<std::size_t> known;
  for (const auto& [kind, first] : first_of_kind) known.insert(first);
  const std::vector<std::size_t> all(known.begin(), known.end());
  std::set<std::size_t> chosen;
  for (std::size_t i = 0; i < about; ++i) {
    chosen.insert(all[i * all.size() / about]);
    chosen.insert(i * steps.size() / about);
  }
  std::vector<KillStep> some;
  for (const std::size_t i : chosen) some.push_back(steps[i]);
  return some;
}

}  // namespace dangol::test
