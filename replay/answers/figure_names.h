// Back from the keys in steps to what they stand for: the records of the log are looked at again.
// Nothing here is opened: texts of facts stand in clear, ids stay sealed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "events/schema_model.h"
#include "replay/step.h"

namespace dangol {

// A text inside a record.
struct NamedText {
  std::string field;  // `queue`
  std::string text;
};

// An id inside a record, sealed.
struct SealedId {
  std::string field;  // `issueId`
  TokenScope scope = TokenScope::kStream;
  std::string sealed;
};

// One record, to look things up in. Pure; kCorrupt when the core is no message.
class RecordNames {
 public:
  static Result<RecordNames> read(std::string_view core);

  const std::string& type() const { return type_; }  // `issue.opened`
  const std::string& source() const { return source_; }
  Micros occurred_at() const { return occurred_; }
  // When it happened, as precisely as it is known.
  const std::string& time() const { return time_; }
  // The fact with this key, wherever it stands in the event: a topic, a label's value.
  std::optional<std::string> text_of(TextKey key) const;
  // `product / topic / symptom` of the event, when that is what this problem_key() stands for.
  std::optional<std::string> problem_of(TextKey key) const;
  // The id with this key.
  std::optional<SealedId> id_of(EntityKey key) const;

 private:
  std::string type_, source_, time_;
  Micros occurred_;
  std::vector<NamedText> texts_;
  std::vector<SealedId> ids_;
};

}  // namespace dangol
