#include "app/signing.h"

#include <fstream>
#include <sstream>
#include <string>

#include "store/merkle_policy.h"

namespace dangol {

std::filesystem::path beside_data(const GlobalOptions& options, std::string_view given,
                                  std::string_view suffix) {
  if (!given.empty()) return given;
  std::filesystem::path data = std::filesystem::absolute(options.data).lexically_normal();
  if (!data.has_filename()) data = data.parent_path();
  return data.string() + std::string(suffix);
}

Store::Options store_options(const GlobalOptions& options, Missing missing) {
  Store::Options how;
  how.key_file = beside_data(options, options.key_file, ".key").string();
  how.held_key_file = options.held_key_file;
  how.anchor = beside_data(options, options.anchor, ".anchor").string();
  how.origin = options.origin;
  how.missing = missing;
  return how;
}

Result<Notary::Options> notary_options(const GlobalOptions& options, Signs when) {
  Notary::Options how;
  how.signing_key = beside_data(options, options.signing_key, ".signing-key");
  how.every = std::chrono::seconds(when == Signs::kByTime ? options.heads_every : 0);
  if (options.witnesses.empty()) return how;
  std::ifstream in(options.witnesses);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) {
    return Error{ErrorCode::kUsage, options.witnesses + ": cannot be read"};
  }
  Result<WitnessPolicy> policy = WitnessPolicy::parse(text.str());
  if (!policy.ok()) {
    return Error{ErrorCode::kUsage, options.witnesses + ": " + policy.error().message};
  }
  how.witnesses = policy.value().addresses();
  return how;
}

}  // namespace dangol
