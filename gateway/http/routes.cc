#include "gateway/http/routes.h"

#include <array>

namespace dangol {

namespace {

constexpr Roles kReads{Role::kReader, Role::kWords, Role::kAuditor};

constexpr std::array kRoutes{
    Route{RouteId::kHealth, HttpMethod::kGet, "/healthz", {}, "Whether the process answers"},
    Route{RouteId::kReady, HttpMethod::kGet, "/readyz", {}, "Whether events can be recorded"},
    Route{RouteId::kMetrics,
          HttpMethod::kGet,
          "/metrics",
          {Role::kAdmin},
          "What is counted, for Prometheus"},
    Route{RouteId::kAppend, HttpMethod::kPost, "/v1/events",
          Roles{Role::kIntegrator, Role::kImporter}, "Record events"},
    Route{RouteId::kSubject, HttpMethod::kGet, "/v1/subjects/{kind}/{id}", kReads,
          "Where one subject stands"},
    Route{RouteId::kSubjectEvents, HttpMethod::kGet, "/v1/subjects/{kind}/{id}/events", kReads,
          "Everything recorded of one subject, oldest first"},
    Route{RouteId::kEvents, HttpMethod::kGet, "/v1/events", kReads,
          "Everything recorded of everybody, in the order of the log"},
    Route{RouteId::kFeed, HttpMethod::kGet, "/v1/feed", kReads,
          "The same as server-sent events, and then what is recorded, as it is"},
};

const char* name_of(HttpMethod method) {
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

// Whether `path` is one of `pattern`; `names` gets what stands in its places.
bool matches(std::string_view pattern, const std::vector<std::string>& path,
             std::vector<std::string>& names) {
  names.clear();
  std::size_t part = 0;
  while (!pattern.empty()) {
    pattern.remove_prefix(1);  // its slash
    const std::size_t end = std::min(pattern.find('/'), pattern.size());
    const std::string_view wanted = pattern.substr(0, end);
    pattern.remove_prefix(end);
    if (part == path.size()) return false;
    if (wanted.starts_with('{')) {
      names.push_back(path[part]);
    } else if (wanted != path[part]) {
      return false;
    }
    ++part;
  }
  return part == path.size();
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

RouteFound find_route(HttpMethod method, const std::vector<std::string>& path) {
  if (method == HttpMethod::kHead) method = HttpMethod::kGet;
  RouteFound found;
  for (const Route& route : kRoutes) {
    std::vector<std::string> names;
    if (!matches(route.path, path, names)) continue;
    if (route.method == method) {
      found.route = &route;
      found.names = std::move(names);
      return found;
    }
    if (!found.allowed.empty()) found.allowed += ", ";
    found.allowed += name_of(route.method);
  }
  return found;
}

}  // namespace dangol
