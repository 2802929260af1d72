// The gateway as OpenAPI 3.1 describes it: gateway/http/openapi.json, which the build puts into the program.
#pragma once

#include <string_view>

namespace dangol {

std::string_view openapi_json();

}  // namespace dangol
