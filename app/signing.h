// Where the files lie that belong to a store and not into it: keys, and the anchor.
#pragma once

#include <filesystem>
#include <string_view>

#include "app/command.h"
#include "gateway/notary.h"
#include "store/store.h"

namespace dangol {

// `given`, or DATA with `suffix`, beside the directory whatever way that is named: `store/` and `.` too.
std::filesystem::path beside_data(const GlobalOptions& options, std::string_view given,
                                  std::string_view suffix);

Store::Options store_options(const GlobalOptions& options, Missing missing);

enum class Signs : std::uint8_t { kByTime, kOnDemand };
// kUsage: the file of witnesses cannot be read, or is none.
Result<Notary::Options> notary_options(const GlobalOptions& options, Signs when);

}  // namespace dangol
