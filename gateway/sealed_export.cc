#include "gateway/sealed_export.h"

#include <utility>

namespace dangol {

Disclosure whole_log(std::uint64_t streams) {
  return {AccessOperation::kExport, "", "the whole log, with sealed records", streams};
}

Disclosure sealed_records_of(std::string subject) {
  return {AccessOperation::kExport, std::move(subject)};
}

Status may_ask_for_sealed(const Viewer& viewer) {
  if (viewer.purpose == Purpose::kUnset || viewer.reason.empty()) {
    return Error{ErrorCode::kUsage,
                 "sealed records are an export of personal data: say --purpose and --reason"};
  }
  return Done{};
}

Status allow_sealed_export(const Disclose& disclose, const Viewer& viewer, const Disclosure& taken,
                           Micros now) {
  if (Status may = may_ask_for_sealed(viewer); !may.ok()) return may;
  return disclose(viewer, {taken}, now);
}

}  // namespace dangol
