#include "app/import/join_table.h"

#include <fmt/format.h>

namespace dangol::importing {

std::string joined_path(const std::string& imported_path, const JoinSpec& spec) {
  return imported_path.substr(0, imported_path.rfind('/') + 1) + spec.file;
}

Result<JoinTable> JoinTable::load(const std::string& path, const JoinSpec& spec,
                                  const RejectRow& reject, std::size_t max_bytes) {
  auto reader = RowReader::open(path, spec.layout);
  if (!reader.ok()) return reader.error();
  JoinTable table;
  Row row;
  for (;;) {
    row.clear(spec.targets.size() + 1);
    auto read = reader.value()->next(row);
    if (!read.ok()) return read.error();
    if (read.value() == ReadRow::kEnd) return table;
    if (read.value() == ReadRow::kRejected) {
      if (Status status = reject(reader.value()->rejection()); !status.ok()) return status.error();
      continue;
    }
    const Value key = row.values.front();
    if (key.text().empty() || table.by_key_.contains(key.text())) {
      const std::string reason =
          key.text().empty() ? "no key to join by" : "a key that came before";
      if (Status status = reject({row.line, "", reason}); !status.ok()) return status.error();
      continue;
    }
    std::vector<Value> values;
    for (std::size_t i = 1; i < row.values.size(); ++i) {
      const Value value = row.values[i];
      values.push_back(value.known() ? Value(table.arena_.keep(value.text())) : value);
      table.bytes_ += value.text().size() + sizeof(Value);
    }
    table.bytes_ += key.text().size();
    if (table.bytes_ > max_bytes) {
      return Error{ErrorCode::kRejected,
                   fmt::format("{}: its joined columns hold more than {} bytes", path, max_bytes)};
    }
    table.by_key_.emplace(table.arena_.keep(key.text()), table.rows_.size());
    table.rows_.push_back(std::move(values));
  }
}

void JoinTable::fill(const JoinSpec& spec, Row& row) const {
  const Value key = row.values[spec.on];
  const auto found = key.known() ? by_key_.find(key.text()) : by_key_.end();
  if (found == by_key_.end()) return;
  const std::vector<Value>& values = rows_[found->second];
  for (std::size_t i = 0; i < spec.targets.size(); ++i) row.values[spec.targets[i]] = values[i];
}

}  // namespace dangol::importing
