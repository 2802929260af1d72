// A request and its answer, as the rest of the gateway sees them: nothing of KJ, nothing of sockets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/outcome.h"
#include "gateway/http/roles.h"

namespace dangol {

enum class HttpMethod : std::uint8_t { kGet, kHead, kPost, kPut, kDelete, kOther };
const char* to_string(HttpMethod method);  // `GET`; empty: another one

using HttpFields = std::vector<std::pair<std::string, std::string>>;

// What stands behind a request's method: `/v1/subjects/customer/42?as-of=2026-01-01`, taken apart.
struct HttpTarget {
  std::vector<std::string> path;  // decoded; `/` is none
  HttpFields query;               // decoded, in order
};
// kRejected: it does not begin with `/`, is too long, has a part that is empty, `.` or `..`, a percent
// sign without two digits behind it, or bytes that are no UTF-8 or control characters.
Result<HttpTarget> parse_target(std::string_view text);

struct HttpRequest {
  HttpMethod method = HttpMethod::kGet;
  HttpTarget target;
  std::vector<std::string> names;  // what stands in the places of the route's `{name}`s
  HttpFields headers;              // names in lower case
  std::string body;
  std::string from;  // the network address of the other end
  std::string
      certificate;  // the common name of its TLS certificate, which we trust; empty: it has none
  Principal principal;

  // The first one by that name; nullopt: there is none.
  std::optional<std::string_view> header(std::string_view name) const;
  std::optional<std::string_view> parameter(std::string_view name) const;
};

struct HttpAnswer {
  unsigned status = 200;
  std::string type = "application/json";
  HttpFields headers = {};
  std::string body = {};
  std::string detail = {};  // of a problem: its sentence; empty: it is none
};

// Whether a header that is a list (`a, b`) has this item.
bool has_item(std::string_view header, std::string_view item);

const char* status_text(unsigned status);

}  // namespace dangol
