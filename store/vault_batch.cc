// SealedVault's look-ups of many streams at once: what is in memory first, then one reading of the
// rows on disk for all the others.
#include <optional>

#include "events/limits.h"
#include "store/vault_format.h"
#include "store/vault_row_seal.h"
#include "store/vault_sealed.h"

namespace dangol {

using namespace vault_format;

std::vector<Result<StreamToken>> SealedVault::tokens_of(std::span<const std::string> subjects) {
  std::vector<std::optional<Result<StreamToken>>> tokens(subjects.size());
  std::vector<std::size_t> asked;  // of which the rows are read
  std::vector<std::string> rows;
  std::uint64_t removals = 0;
  {
    const std::lock_guard lock(mutex_);
    removals = removals_;
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      if (const StreamToken* token = tokens_.find(subjects[i])) {
        tokens[i] = *token;
      } else {
        asked.push_back(i);
      }
    }
  }
  for (std::size_t i : asked) rows.push_back(subject_row(subject_mac(index_, subjects[i])));
  const auto values = failed_ ? std::vector<Result<std::optional<std::string>>>() : get_each(rows);
  for (std::size_t n = 0; n < values.size(); ++n) {
    if (!values[n].ok()) {
      tokens[asked[n]] = values[n].error();
    } else if (values[n].value()) {
      tokens[asked[n]] = open_token(rows[n], *values[n].value());
    }
  }
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i : asked) {
      if (removals != removals_ || !tokens[i] || !tokens[i]->ok()) continue;
      tokens_.insert(subjects[i], tokens[i]->value());
    }
  }
  std::vector<Result<StreamToken>> all;
  all.reserve(subjects.size());
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    all.push_back(tokens[i] ? std::move(*tokens[i]) : token_of(subjects[i]));
  }
  return all;
}

std::vector<Result<KeySet>> SealedVault::keys_of_each(std::span<const StreamToken> streams) {
  std::vector<Result<KeySet>> all;
  all.reserve(streams.size());
  if (failed_) return {streams.size(), writable().error()};
  std::vector<Overlay> pending;
  std::vector<std::string> asked;  // the prefixes of which rows may be on disk
  {
    const std::lock_guard lock(mutex_);
    for (const StreamToken& stream : streams) {
      pending.push_back(pending_rows(keys_prefix(stream)));
      if (!pending.back().complete) asked.push_back(keys_prefix(stream));
    }
  }
  auto stored = rows_->scan_each(asked);
  std::size_t next = 0;
  for (Overlay& overlay : pending) {
    if (!overlay.complete) {
      auto& rows = stored[next++];
      if (!rows.ok()) {
        all.emplace_back(rows.error());
        continue;
      }
      if (overlay.rows.empty()) {
        all.push_back(open_keys(rows.value(), nullptr));
        continue;
      }
      add_stored(std::move(rows).value(), overlay);
    }
    all.push_back(open_keys(in_order(overlay), nullptr));
  }
  return all;
}

// As get(), of many rows.
std::vector<Result<std::optional<std::string>>> SealedVault::get_each(
    std::span<const std::string> keys) {
  std::vector<std::optional<std::string>> pending(keys.size());
  bool any = false;
  {
    const std::lock_guard lock(mutex_);
    if (!pending_.empty() || !writing_.empty()) {
      for (std::size_t i = 0; i < keys.size(); ++i) {
        pending[i] = pending_value(keys[i]);
        any = any || pending[i];
      }
    }
  }
  auto values = rows_->get_each(keys);
  if (!any) return values;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (pending[i]) values[i] = std::move(pending[i]);
  }
  return values;
}

}  // namespace dangol
