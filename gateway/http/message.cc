#include "gateway/http/message.h"

#include <algorithm>

#include "events/utf8.h"
#include "gateway/http/limits.h"

namespace dangol {

namespace {

Error rejected(std::string message) { return {ErrorCode::kRejected, std::move(message)}; }

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// RFC 3986 2.1; in a query `+` is a blank, as forms write it.
Result<std::string> decoded(std::string_view text, bool form) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && form) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 1 < text.size() ? digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return rejected("a % without two hexadecimal digits behind it");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (!is_utf8(out)) return rejected("the address is not valid UTF-8");
  if (has_control(out)) return rejected("a control character in the address");
  return out;
}

std::optional<std::string_view> first(const HttpFields& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const auto& field) { return field.first == name; });
  if (found == fields.end()) return std::nullopt;
  return found->second;
}

// What stands before `separator`, which leaves `rest` with it.
std::string_view take_until(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

}  // namespace

const char* to_string(HttpMethod method) {
  switch (method) {
    case HttpMethod::kGet: return "GET";
    case HttpMethod::kHead: return "HEAD";
    case HttpMethod::kPost: return "POST";
    case HttpMethod::kPut: return "PUT";
    case HttpMethod::kDelete: return "DELETE";
    case HttpMethod::kOther: break;
  }
  return "";
}

Result<HttpTarget> parse_target(std::string_view text) {
  if (text.size() > kMaxHttpTargetBytes) return rejected("the address is too long");
  if (!text.starts_with('/')) return rejected("the address does not begin with /");
  std::string_view query = text;
  std::string_view path = take_until(query, '?');
  path.remove_prefix(1);
  HttpTarget target;
  while (!path.empty()) {
    const bool last = path.find('/') == path.npos;
    Result<std::string> part = decoded(take_until(path, '/'), false);
    if (!part.ok()) return part.error();
    if (part.value().empty() || part.value() == "." || part.value() == ".." ||
        (!last && path.empty())) {
      return rejected("a part of the address is empty, . or ..");
    }
    target.path.push_back(std::move(part).value());
  }
  while (!query.empty()) {
    if (target.query.size() == kMaxHttpQueryParts) return rejected("too many parameters");
    std::string_view value = take_until(query, '&');
    Result<std::string> name = decoded(take_until(value, '='), true);
    if (!name.ok()) return name.error();
    Result<std::string> decoded_value = decoded(value, true);
    if (!decoded_value.ok()) return decoded_value.error();
    target.query.emplace_back(std::move(name).value(), std::move(decoded_value).value());
  }
  return target;
}

std::optional<std::string_view> HttpRequest::header(std::string_view name) const {
  return first(headers, name);
}
std::optional<std::string_view> HttpRequest::parameter(std::string_view name) const {
  return first(target.query, name);
}

bool has_item(std::string_view header, std::string_view wanted) {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(','), header.size());
    std::string_view one = header.substr(0, end);
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one == wanted) return true;
    header.remove_prefix(std::min(end + 1, header.size()));
  }
  return false;
}

const char* status_text(unsigned status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 207: return "Multi-Status";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 428: return "Precondition Required";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 505: return "HTTP Version Not Supported";
    case 503: return "Service Unavailable";
    default: return "Unknown";
  }
}

}  // namespace dangol
