// A stored core, opened for reading: what the read side asks of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "events/ids.h"
#include "events/outcome.h"
#include "events/record.h"
#include "events/schema_model.h"

namespace dangol {

// Of what kind the core's stream is. kCorrupt when the bytes are no core.
Result<StreamKind> stream_kind_of(std::string_view core);

// Not thread-safe.
class CoreView {
 public:
  // kCorrupt when the bytes are no core. They must stand until the next read.
  Status read(std::string_view core);
  // Of the core read last.
  const std::string& type_name() const { return type_; }
  Micros occurred_at() const { return occurred_; }
  // As CloudEvents JSON in one line: ids and words stay sealed, so it says nothing about anybody.
  Result<std::string> json(Place place, const Entry& entry) const;

 private:
  std::string_view core_;
  std::string type_;
  Micros occurred_;
};

}  // namespace dangol
