// Damaged input never ends the program: it is imported, rejected or refused.
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "app/import/mapping.h"
#include "tests/app/import_harness.h"
#include "tests/support/files.h"

namespace dangol::test {
namespace {

constexpr unsigned kSeed = 20'261'121;
constexpr int kRounds = 200;

// A few bytes changed, removed, inserted or doubled, or the end cut off.
std::string damaged(std::string text, std::mt19937& random) {
  constexpr std::string_view kAwkward = "\",\n\r{}[]\\\t`'.=@";
  for (unsigned i = 0; i < 1 + random() % 4 && !text.empty(); ++i) {
    const std::size_t at = random() % text.size();
    switch (random() % 5) {
      case 0: text[at] = static_cast<char>(random()); break;
      case 1: text.erase(at, random() % 30); break;
      case 2: text.insert(at, 1, kAwkward[random() % kAwkward.size()]); break;
      case 3: text.insert(at, text.substr(random() % text.size(), random() % 100)); break;
      default: text.resize(at);
    }
  }
  return text;
}

struct Sample {
  const char* mapping;
  const char* rows;
};
constexpr Sample kSamples[] = {
    {"bank-calls.toml",
     "vru+line\tcall_id\tcustomer_id\tpriority\ttype\tdate\tvru_entry\tvru_exit\tvru_time\t"
     "q_start\tq_exit\tq_time\toutcome\tser_start\tser_exit\tser_time\tserver\r\n"
     "L1\t7\t42\t2\tPS\t990201\t8:19:42\t8:19:47\t5\t8:19:47\t8:20:21\t34\tAGENT\t8:20:20\t8:22:"
     "04\t"
     "104\tNAME\r\n"},
    {"online-retail.toml",
     "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
     "1,A,\"A \"\"THING\"\", BLUE\",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n"
     "1,B,,1,2010-12-01 08:26:00,0.001,17850.0,United Kingdom\n"
     "C2,B,,-1,2010-12-01 08:27:00,1,,Germany\n"},
    {"petitions-ko.toml",
     "{\"category\": \"\ud589\uc815\", \"begin\": \"2019-04-01\", \"end\": \"2019-05-01\", "
     "\"content\": \"x\\ny\", "
     "\"num_agree\": 3, \"petition_idx\": \"9\", \"status\": \"\uccad\uc6d0\uc885\ub8cc\", "
     "\"title\": \"\\ud55c\"}\n"},
};

TEST(DamagedInput, IsImportedRejectedOrRefused) {
  std::mt19937 random(kSeed);
  for (const Sample& sample : kSamples) {
    const std::string toml =
        read_file(std::string(DANGOL_SOURCE_DIR "/mappings/") + sample.mapping);
    const Imported whole = import_text(toml, sample.rows);
    EXPECT_FALSE(whole.events.empty()) << sample.mapping << ": " << whole.reason();
    for (int i = 0; i < kRounds; ++i) {
      const std::string rows = damaged(sample.rows, random);
      const Imported imported = import_text(toml, i % 2 == 0 ? rows : gzipped(rows));
      for (const std::string& event : imported.events) FlatEvent{event};
    }
  }
}

TEST(ADamagedMapping, LoadsOrSaysWhyNot) {
  std::mt19937 random(kSeed);
  for (const Sample& sample : kSamples) {
    const std::string toml =
        read_file(std::string(DANGOL_SOURCE_DIR "/mappings/") + sample.mapping);
    for (int i = 0; i < kRounds; ++i) {
      const auto mapping = importing::Mapping::parse(damaged(toml, random), "m");
      if (mapping.ok()) continue;
      EXPECT_TRUE(mapping.error().message.starts_with("m: line ")) << mapping.error().message;
    }
  }
}

}  // namespace
}  // namespace dangol::test
