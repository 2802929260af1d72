#include "gateway/http/gatekeeper.h"

#include "gateway/http/problem.h"

namespace dangol {

const char* to_string(Role role) {
  switch (role) {
    case Role::kIntegrator: return "integrator";
    case Role::kImporter: return "importer";
    case Role::kReader: return "reader";
    case Role::kWords: return "words";
    case Role::kAuditor: return "auditor";
    case Role::kOfficer: return "officer";
    case Role::kAdmin: return "admin";
  }
  return "";
}

std::variant<Principal, HttpAnswer> Gatekeeper::admit(const HttpRequest&,
                                                      const Route& route) const {
  Principal principal;
  if (!options_.insecure_account.empty()) {
    principal.account = options_.insecure_account;
    principal.roles = Roles::all();
    return principal;
  }
  if (route.roles.empty()) return principal;
  return problem(401, "unauthorized", "a token is needed: Authorization: Bearer TOKEN");
}

}  // namespace dangol
