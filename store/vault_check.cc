#include <fmt/format.h>

#include "store/vault_format.h"
#include "store/vault_row_seal.h"
#include "store/vault_sealed.h"

namespace dangol {

using namespace vault_format;

Status check_vault(VaultRows& rows, const VaultSecrets& secrets, const std::string& place,
                   Entropy& entropy) {
  const HmacKey row_keys(secrets.wrapping.view());
  const Hash index_mark = sha256(secrets.index.view());
  auto format_row = rows.get(kFormatRow);
  if (!format_row.ok()) return format_row.error();

  if (!format_row.value()) {
    auto empty = rows.empty();
    if (!empty.ok()) return empty.error();
    if (!empty.value()) {
      return Error{ErrorCode::kCorrupt,
                   fmt::format("vault {} has rows but does not say its format", place)};
    }
    return rows.write({.added = {{std::string(kFormatRow), encode_u32(kVaultFormat)},
                                 {std::string(kCheckRow),
                                  seal_row(row_keys, kCheckRow, "", index_mark.view(), entropy)}},
                       .removed = {}});
  }

  const auto format = decode_u32(*format_row.value());
  if (!format) return damaged_row(kFormatRow);
  if (*format > kVaultFormat) {
    return Error{ErrorCode::kUsage,
                 fmt::format("vault {} has format {}, this program reads up to {}: use a newer "
                             "dangol",
                             place, *format, kVaultFormat)};
  }
  auto syncs = rows.get(kSyncsRow);
  if (!syncs.ok()) return syncs.error();
  if (syncs.value() && !decode_u64(*syncs.value())) return damaged_row(kSyncsRow);
  auto check = rows.get(kCheckRow);
  if (!check.ok()) return check.error();
  if (!check.value()) return damaged_row(kCheckRow);
  const auto mark = open_row(row_keys, kCheckRow, "", *check.value());
  if (!mark || !equal_in_constant_time(*mark, index_mark.view())) {
    return Error{ErrorCode::kUsage,
                 fmt::format("the key file is not the one that vault {} was made with", place)};
  }
  return Done{};
}

}  // namespace dangol
