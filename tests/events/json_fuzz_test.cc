// Mutated events against two readers. Whatever the pre-pass accepts, Cap'n Proto's own codec must
// read as the same values; whatever becomes an event must come back from its JSON as the same
// bytes. One fixed seed: a failure prints the text that caused it.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <capnp/compat/json.h>
#include <capnp/message.h>
#include <gtest/gtest.h>
#include <kj/exception.h>

#include "events/cloudevents.h"
#include "events/json_check.h"

namespace dangol {
namespace {

constexpr std::uint32_t kSeed = 20161127;
constexpr int kTexts = 20'000;

std::vector<std::string> golden_texts() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(DANGOL_SOURCE_DIR) / "tests/golden/events-v1")) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> texts;
  for (const auto& path : paths) {
    std::ifstream in(path);
    std::string line;
    std::getline(in, line);
    texts.push_back(line);
  }
  return texts;
}

class Mutator {
 public:
  explicit Mutator(std::vector<std::string> texts) : texts_(std::move(texts)) {}

  std::string next() {
    std::string text = texts_[below(texts_.size())];
    for (std::size_t i = 1 + below(3); i > 0 && !text.empty(); --i) mutate(text);
    return text;
  }

 private:
  static constexpr const char* kPieces[] = {"\\u0000", "\\ud800", "\\udc00", "\\ud83d\\ude00",
                                            "\\",      "\"",      "\xff",    "\xed\xa0\x80",
                                            "{",       "}",       "[",       "]",
                                            ",",       ":",       "null",    "true",
                                            "1e400",   "-0",      "0.5",     "9007199254740993",
                                            "00",      "NaN",     "\x01",    "\xef\xbb\xbf",
                                            "{}",      "[]",      "\"\"",    "{\"erased\":true}",
                                            " ",       "\n",      "/*x*/",   "\"id\":\"2\","};

  std::size_t below(std::size_t limit) { return random_() % limit; }

  void mutate(std::string& text) {
    const std::size_t at = below(text.size());
    const std::size_t length = std::min(text.size() - at, 1 + below(12));
    switch (below(6)) {
      case 0: text[at] = static_cast<char>(below(256)); return;
      case 1: text.erase(at, length); return;
      case 2: text.insert(at, kPieces[below(std::size(kPieces))]); return;
      case 3: text.insert(at, text.substr(at, length)); return;
      case 4: text.replace(at, length, kPieces[below(std::size(kPieces))]); return;
      default: {
        const std::string& other = texts_[below(texts_.size())];
        text.replace(at, length, other.substr(below(other.size()), length));
      }
    }
  }

  std::vector<std::string> texts_;
  std::mt19937 random_{kSeed};
};

// Whether a node of the tape and a value of the codec are the same.
bool same(const JsonTape& tape, std::uint32_t at, capnp::JsonValue::Reader value) {
  const JsonNode& node = tape[at];
  std::string scratch;
  auto equal = [&](const JsonNode& string, capnp::Text::Reader text) {
    // The codec of Cap'n Proto 0.9 misreads \u escapes: "\u00e9" as "I".
    if (tape.raw(string).find("\\u") != std::string_view::npos) return true;
    return tape.string(string, scratch) == std::string_view(text.begin(), text.size());
  };
  switch (value.which()) {
    case capnp::JsonValue::NULL_: return node.kind == JsonKind::kNull;
    case capnp::JsonValue::BOOLEAN:
      return node.kind == (value.getBoolean() ? JsonKind::kTrue : JsonKind::kFalse);
    case capnp::JsonValue::NUMBER:
      return node.kind == JsonKind::kNumber &&
             std::strtod(std::string(tape.raw(node)).c_str(), nullptr) == value.getNumber();
    case capnp::JsonValue::STRING:
      return node.kind == JsonKind::kString && equal(node, value.getString());
    case capnp::JsonValue::ARRAY: {
      auto items = value.getArray();
      if (node.kind != JsonKind::kArray || node.members != items.size()) return false;
      std::uint32_t child = at + 1;
      for (auto item : items) {
        if (!same(tape, child, item)) return false;
        child = tape[child].next;
      }
      return child == node.next;
    }
    case capnp::JsonValue::OBJECT: {
      auto fields = value.getObject();
      if (node.kind != JsonKind::kObject || node.members != fields.size()) return false;
      std::uint32_t child = at + 1;
      for (auto field : fields) {
        if (!equal(tape[child], field.getName()) || !same(tape, child + 1, field.getValue())) {
          return false;
        }
        child = tape[child + 1].next;
      }
      return child == node.next;
    }
    case capnp::JsonValue::CALL: return false;
  }
  return false;
}

// Empty, or what is wrong.
std::string codec_disagrees(const JsonTape& tape, const std::string& text) {
  capnp::JsonCodec codec;
  capnp::MallocMessageBuilder message;
  auto value = message.initRoot<capnp::JsonValue>();
  try {
    codec.decodeRaw(kj::arrayPtr(text.data(), text.size()), value);
  } catch (const kj::Exception& e) {
    return std::string("the codec refuses it: ") + e.getDescription().cStr();
  }
  return same(tape, 0, value) ? "" : "the codec reads other values";
}

std::string round_trip_differs(CloudEventsReader& reader, const SentEvent& sent) {
  auto text = write_cloudevent(sent.event, {.subject = sent.subject});
  if (!text.ok()) return text.error().message;
  auto again = reader.read(text.value());
  if (!again.ok()) return again.error().message + " in " + text.value();
  return again.value().event.view() == sent.event.view() ? "" : "other bytes from " + text.value();
}

TEST(JsonFuzz, accepts_nothing_that_the_codec_reads_otherwise_or_that_does_not_come_back) {
  Mutator mutator(golden_texts());
  JsonTape tape;
  CloudEventsReader reader;
  int accepted = 0;
  int events = 0;
  for (int i = 0; i < kTexts; ++i) {
    const std::string text = mutator.next();
    const bool good = tape.read(text).ok();
    if (good) {
      ++accepted;
      ASSERT_EQ(codec_disagrees(tape, text), "") << "seed " << kSeed << ", text " << text;
    }
    auto sent = reader.read(text);
    if (!sent.ok()) continue;
    ASSERT_TRUE(good) << text;
    ++events;
    ASSERT_EQ(round_trip_differs(reader, sent.value()), "")
        << "seed " << kSeed << ", text " << text;
  }
  // The mutations must leave enough of both to say anything.
  EXPECT_GT(accepted, kTexts / 20);
  EXPECT_GT(events, kTexts / 50);
  EXPECT_LT(events, accepted);
}

}  // namespace
}  // namespace dangol
