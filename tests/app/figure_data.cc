#include "tests/app/figure_data.h"

#include <mutex>
#include <stdexcept>
#include <utility>

#include <gtest/gtest.h>

#include "app/import/importer.h"
#include "app/limits.h"
#include "tests/support/data_file.h"

namespace dangol::test {

namespace {

void skip_without(const std::string& name) {
  GTEST_SKIP() << name << " is not at hand (DANGOL_DATA_DIR)";
}

// Hands events to the engine in batches and does not wait for the answers, so that reading goes on
// while the records are written.
class Feed {
 public:
  explicit Feed(Engine& engine) : engine_(engine) { options_.recording = Recording::kAsRecorded; }

  void add(SentEvent event) {
    bytes_ += event.event.words() * 8;
    batch_.push_back(std::move(event));
    if (batch_.size() >= kBatchEvents || bytes_ >= kBatchBytes) flush();
  }
  void finish() {
    flush();
    engine_.drain();
    const std::lock_guard lock(mutex_);
    if (!refused_.empty()) throw std::runtime_error(refused_);
  }

 private:
  void flush() {
    bytes_ = 0;
    if (batch_.empty()) return;
    Status admitted =
        engine_.append(std::exchange(batch_, {}), options_, [this](const Outcomes& outcomes) {
          for (const Outcome& outcome : outcomes) {
            if (outcome.code == OutcomeCode::kRecorded) continue;
            const std::lock_guard lock(mutex_);
            refused_ = std::string(to_string(outcome.code)) + ": " + outcome.reason;
          }
        });
    if (!admitted.ok()) throw std::runtime_error(admitted.error().message);
  }

  Engine& engine_;
  AppendOptions options_;
  std::vector<SentEvent> batch_;
  std::size_t bytes_ = 0;
  std::mutex mutex_;
  std::string refused_;  // one of the outcomes that are not `recorded`
};

void import_into(FigureStore& store, const std::string& mapping,
                 const std::vector<std::string>& files) {
  auto loaded = importing::Mapping::load(DANGOL_SOURCE_DIR "/mappings/" + mapping);
  if (!loaded.ok()) throw std::runtime_error(loaded.error().message);
  CloudEventsReader reader;
  Feed feed(store.engine());
  importing::Importer importer(loaded.value(),
                               {[&](std::string&& json, const importing::SourceLine&) -> Status {
                                  auto event = reader.read(json);
                                  if (!event.ok()) return event.error();
                                  feed.add(std::move(event).value());
                                  return Done{};
                                },
                                [](const importing::RejectedRow& row) -> Status {
                                  return Error{ErrorCode::kRejected, std::string(row.reason)};
                                }});
  const Status imported = importer.import(files);
  feed.finish();
  if (!imported.ok()) throw std::runtime_error(imported.error().message);
}

}  // namespace

std::unique_ptr<FigureStore> import_figures(const std::vector<FigureImport>& imports) {
  std::vector<std::pair<std::string, std::vector<std::string>>> found;
  for (const FigureImport& import : imports) {
    found.emplace_back(import.mapping, std::vector<std::string>());
    for (const std::string& name : import.files) {
      const auto file = data_file(name);
      if (!file.has_value()) {
        skip_without(name);
        return nullptr;
      }
      found.back().second.push_back(*file);
    }
  }
  auto store = std::make_unique<FigureStore>();
  for (const auto& [mapping, files] : found) import_into(*store, mapping, files);
  return store;
}

std::unique_ptr<FigureStore> import_bank() {
  return import_figures({{"bank-calls.toml", {"bank-calls/calls_1999-02-01_to_02-21.tsv.gz"}}});
}

std::unique_ptr<FigureStore> import_cfpb_2015q1() {
  return import_figures({{"cfpb-2015q1.toml", {"cfpb-complaints/complaints_2015q1.csv.gz"}}});
}

std::unique_ptr<FigureStore> import_cfpb_2016() {
  return import_figures(
      {{"cfpb-2016.toml", {"cfpb-complaints/complaints_2016_with_channel.csv.gz"}}});
}

std::unique_ptr<FigureStore> import_petitions() {
  return import_figures(
      {{"petitions-ko.toml",
        {"petitions-ko/petitions_2019-04.jsonl.gz", "petitions-ko/petitions_2019-05.jsonl.gz",
         "petitions-ko/petitions_2019-06.jsonl.gz"}}});
}

std::unique_ptr<FigureStore> import_retail() {
  return import_figures(
      {{"online-retail.toml", {"online-retail/online_retail_2010-12-01_to_2011-09-30.csv.gz"}}});
}

std::unique_ptr<FigureStore> import_servicenow() {
  return import_figures(
      {{"servicenow-incidents.toml", {"servicenow-incidents/incident_event_log.csv.gz"}}});
}

std::unique_ptr<FigureStore> import_thunderbird() {
  return import_figures(
      {{"thunderbird-questions.toml", {"thunderbird-forum/questions_2025.csv.gz"}},
       {"thunderbird-answers.toml", {"thunderbird-forum/answers_2025.csv.gz"}}});
}

}  // namespace dangol::test
