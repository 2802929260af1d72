// The reader pool divides what it is asked for, and leaves nothing out.
#include "actors/loader.h"

#include <atomic>
#include <functional>
#include <future>
#include <set>

#include <gmock/gmock.h>

namespace dangol {
namespace {

std::vector<std::string> subjects(std::size_t count) {
  std::vector<std::string> all;
  for (std::size_t n = 0; n < count; ++n) all.push_back("customer/" + std::to_string(n));
  return all;
}

std::vector<LoadedStream> named(std::span<const std::string> subjects) {
  std::vector<LoadedStream> loaded(subjects.size());
  for (std::size_t i = 0; i < subjects.size(); ++i) loaded[i].subject = subjects[i];
  return loaded;
}

// What came back, a part at a time, until all of `count` subjects had come.
std::vector<std::vector<std::string>> load_all(Loader& loader, std::size_t count) {
  std::mutex mutex;
  std::vector<std::vector<std::string>> parts;
  std::size_t come = 0;
  std::promise<void> all;
  loader.load(subjects(count), [&](std::vector<LoadedStream> streams) {
    std::lock_guard lock(mutex);
    come += streams.size();
    auto& part = parts.emplace_back();
    for (LoadedStream& stream : streams) part.push_back(std::move(stream.subject));
    if (come == count) all.set_value();
  });
  all.get_future().wait();
  std::lock_guard lock(mutex);
  return parts;
}

TEST(LoaderTest, ALargeRequestComesBackInPartsOfBoundedSizeAndWhole) {
  Loader loader(named, 2);
  const std::size_t count = 3 * Loader::kMaxJobSubjects + 5;

  std::set<std::string> come;
  for (const auto& part : load_all(loader, count)) {
    EXPECT_LE(part.size(), Loader::kMaxJobSubjects);
    come.insert(part.begin(), part.end());
  }

  EXPECT_EQ(come.size(), count);
}

TEST(LoaderTest, OneRequestKeepsAllThreadsBusy) {
  // Each part waits for the other: they can only both go on if two threads have them.
  std::atomic<int> waiting{0};
  std::promise<void> both;
  std::shared_future<void> met = both.get_future().share();
  Loader loader(
      [&](std::span<const std::string> part) {
        if (++waiting == 2) both.set_value();
        met.wait();
        return named(part);
      },
      2);

  EXPECT_EQ(load_all(loader, 2 * Loader::kMinJobSubjects).size(), 2U);
}

TEST(LoaderTest, AFewSubjectsAreNotDivided) {
  Loader loader(named, 2);
  EXPECT_EQ(load_all(loader, Loader::kMinJobSubjects).size(), 1U);
}

TEST(LoaderTest, WithoutThreadsReadsWhenItIsToldTo) {
  std::vector<std::function<void()>> later;
  std::size_t come = 0;
  Loader loader(named, [&](std::function<void()> job) { later.push_back(std::move(job)); });
  loader.load(subjects(Loader::kMaxJobSubjects + 1),
              [&](const std::vector<LoadedStream>& streams) { come += streams.size(); });
  EXPECT_EQ(come, 0U);

  for (const auto& job : later) job();

  EXPECT_EQ(come, Loader::kMaxJobSubjects + 1);
}

}  // namespace
}  // namespace dangol
