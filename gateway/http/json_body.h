// A small JSON object as the body of a request, read strictly: what a route does not know is refused by name.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/json_check.h"
#include "events/outcome.h"
#include "gateway/http/message.h"

namespace dangol {

// Holds a view of the request's body.
class JsonBody {
 public:
  // 415: it says that it is something else than application/json. 400, naming the field: it is no object, or has a
  // member that is not among `known`.
  static std::variant<JsonBody, HttpAnswer> read(const HttpRequest& request,
                                                 std::initializer_list<std::string_view> known);

  // Of a member that is not there: nothing, false, none. kRejected names the one that is of another kind.
  Result<std::string> text(std::string_view name) const;
  Result<bool> flag(std::string_view name) const;
  Result<std::vector<std::string>> texts(std::string_view name) const;

 private:
  // nullptr: it is not there.
  const JsonNode* find(std::string_view name, std::uint32_t& index) const;

  JsonTape tape_;
};

}  // namespace dangol
