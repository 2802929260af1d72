// What the gateway says of itself to programs is what it does.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "events/json_check.h"
#include "gateway/http/limits.h"
#include "gateway/http/metrics.h"
#include "gateway/http/openapi.h"
#include "gateway/http/routes.h"
#include "tests/gateway/http_care.h"

namespace dangol::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

// The document, laid out.
class Document {
 public:
  Document() {
    const Status read = tape_.read(openapi_json(), {.max_bytes = 1 << 20, .max_depth = 64});
    EXPECT_TRUE(read.ok()) << read.error().message;
  }
  // `GET /v1/events` and the number of what it says.
  std::map<std::string, std::uint32_t> operations() const {
    std::map<std::string, std::uint32_t> found;
    const std::uint32_t paths = member(0, "paths");
    each(paths, [&](const std::string& path, std::uint32_t at) {
      each(at, [&](std::string method, std::uint32_t operation) {
        for (char& c : method) c = static_cast<char>(std::toupper(c));
        found.emplace(method + " " + path, operation);
      });
    });
    return found;
  }
  std::uint32_t member(std::uint32_t object, std::string_view wanted) const {
    std::uint32_t found = 0;
    each(object, [&](const std::string& name, std::uint32_t at) {
      if (name == wanted) found = at;
    });
    return found;
  }
  // Follows a reference of this document.
  std::uint32_t resolved(std::uint32_t at) const {
    const std::uint32_t reference = member(at, "$ref");
    if (reference == 0) return at;
    std::string path = text(reference);
    std::uint32_t found = 0;
    for (std::size_t begin = 2; begin < path.size();) {
      const std::size_t end = std::min(path.find('/', begin), path.size());
      found = member(found, path.substr(begin, end - begin));
      EXPECT_NE(found, 0u) << path;
      begin = end + 1;
    }
    return found;
  }
  template <class Take>
  void each(std::uint32_t object, const Take& take) const {
    if (tape_[object].kind != JsonKind::kObject) return;
    for (std::uint32_t at = object + 1; at < tape_[object].next; at = tape_[at + 1].next) {
      take(text(at), at + 1);
    }
  }
  std::vector<std::string> items(std::uint32_t array) const {
    std::vector<std::string> found;
    if (tape_[array].kind != JsonKind::kArray) return found;
    for (std::uint32_t at = array + 1; at < tape_[array].next; at = tape_[at].next) {
      found.push_back(text(at));
    }
    return found;
  }
  bool is_empty_array(std::uint32_t at) const {
    return tape_[at].kind == JsonKind::kArray && tape_[at].members == 0;
  }

 private:
  std::string text(std::uint32_t at) const {
    std::string scratch;
    return std::string(tape_.string(tape_[at], scratch));
  }
  JsonTape tape_;
};

// A place that takes several parts is one that takes one, where nothing else can be said.
std::string as_told(const Route& route) {
  std::string path(route.path);
  if (const std::size_t star = path.find("*}"); star != path.npos) path.erase(star, 1);
  return fmt::format("{} {}", to_string(route.method), path);
}

TEST(OpenApi, HasEveryRouteAndNothingElse) {
  const Document document;
  std::set<std::string> told, served;
  for (const auto& [name, at] : document.operations()) told.insert(name);
  for (const Route& route : routes()) served.insert(as_told(route));
  EXPECT_EQ(told, served);
}

TEST(OpenApi, NamesTheRolesOfEveryRoute) {
  const Document document;
  const auto operations = document.operations();
  for (const Route& route : routes()) {
    const std::uint32_t at = operations.at(as_told(route));
    const bool open = document.is_empty_array(document.member(at, "security"));
    EXPECT_EQ(open, route.roles.empty()) << route.path;
    std::set<std::string> wanted;
    for (std::size_t i = 0; i < kRoles && route.roles != Roles::all(); ++i) {
      const auto role = static_cast<Role>(i);
      if (route.roles.has(role)) wanted.insert(to_string(role));
    }
    const auto told = document.items(document.member(at, "x-dangol-roles"));
    EXPECT_EQ(std::set<std::string>(told.begin(), told.end()), wanted) << route.path;
  }
}

class HttpOpenApi : public HttpTest {
 protected:
  // Sends a request, and looks up what the document says of its answer.
  HttpReply told(const std::string& request) {
    const HttpReply reply = ask(request);
    const std::string method = request.substr(0, request.find(' '));
    const std::size_t begin = method.size() + 1;
    const std::string target = request.substr(begin, request.find(' ', begin) - begin);
    auto parsed = parse_target(target);
    HttpMethod as = HttpMethod::kGet;
    if (method == "POST") as = HttpMethod::kPost;
    if (method == "PUT") as = HttpMethod::kPut;
    if (method == "DELETE") as = HttpMethod::kDelete;
    const Route* route = find_route(as, parsed.value().path).route;
    const std::uint32_t operation = document_.operations().at(as_told(*route));
    std::uint32_t response = 0;
    document_.each(document_.member(operation, "responses"),
                   [&](const std::string& status, std::uint32_t at) {
                     if (status == std::to_string(reply.status)) response = document_.resolved(at);
                   });
    EXPECT_NE(response, 0u) << method << " " << target << ": " << reply.status;
    std::vector<std::string> types, headers;
    document_.each(document_.member(response, "content"),
                   [&](const std::string& type, std::uint32_t) { types.push_back(type); });
    if (!reply.body.empty()) {
      EXPECT_THAT(types, Contains(reply.headers.at("content-type"))) << target;
    }
    document_.each(document_.member(response, "headers"),
                   [&](std::string name, std::uint32_t) { headers.push_back(name); });
    for (const char* name : {"ETag", "Link", "Retry-After", "WWW-Authenticate"}) {
      std::string lower = name;
      for (char& c : lower) c = static_cast<char>(std::tolower(c));
      if (reply.headers.contains(lower)) {
        EXPECT_THAT(headers, Contains(name)) << target << ": " << reply.status;
      }
    }
    seen_.insert(reply.status);
    return reply;
  }

  const Document document_;
  std::set<int> seen_;
};

TEST_F(HttpOpenApi, IsServedToAnybody) {
  options.gate = {};
  serve();
  const HttpReply reply = told(get("/openapi.json"));
  EXPECT_EQ(reply.headers.at("content-type"), "application/json");
  EXPECT_EQ(reply.body, openapi_json());
}

TEST_F(HttpOpenApi, EveryAnswerToWhatIsSentIsInIt) {
  const std::string one = post("/v1/events", kStructured, started("e1"));
  told(one);
  told(one);
  told(post("/v1/events", kStructured, started("e1", "\"actorkind\":\"staff\",")));
  told(post("/v1/events", std::string(kStructured) + "If-Match: \"9\"\r\n", started("e2")));
  told(post("/v1/events", kStructured, "nonsense"));
  told(post("/v1/events", kStructured, started("e3", "", "nobody/at/all")));
  told(
      post("/v1/events", kStructured,
           R"({"specversion":"1.0","id":"e4","source":"urn:shop/till","type":"contact.ended",)"
           R"("subject":"customer/kim","time":"2026-01-01T10:00:00Z","data":{"contactId":"no"}})"));
  told(post("/v1/events", "Content-Type: text/plain\r\n", "x"));
  told(post("/v1/events", kBatch, "[" + started("e1") + "]"));
  told(post("/v1/events", kBatch, "[" + started("e1") + ",{}]"));
  told(post("/v1/events", kLines, started("e1") + "\n"));
  told(fmt::format("POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{}Content-Length: {}\r\n\r\n",
                   kBatch, kMaxHttpBodyBytes + 1));
  EXPECT_THAT(seen_, testing::IsSupersetOf({200, 201, 207, 400, 409, 412, 413, 415}));
}

TEST_F(HttpOpenApi, EveryAnswerAboutCursorsIsInIt) {
  const auto put = [this](const std::string& headers, const std::string& body) {
    return told(fmt::format("PUT /v1/cursors/till HTTP/1.1\r\nHost: localhost\r\n{}Content-Length: "
                            "{}\r\n\r\n{}",
                            headers, body.size(), body))
        .status;
  };
  const std::string kept = R"({"cursor":"0-0"})";
  EXPECT_EQ(put("If-None-Match: *\r\n", kept), 201);
  EXPECT_EQ(put("If-None-Match: *\r\n", kept), 412);
  EXPECT_EQ(put("If-Match: \"1\"\r\n", kept), 200);
  EXPECT_EQ(put("", kept), 428);
  EXPECT_EQ(put("If-Match: \"2\"\r\n", "{}"), 400);
  EXPECT_EQ(put("If-Match: \"2\"\r\n", R"({"cursor":"0-1-0000000000000000"})"), 410);
  const std::string end = " /v1/cursors/till HTTP/1.1\r\nHost: localhost\r\n";
  EXPECT_EQ(told("GET" + end + "\r\n").status, 200);
  EXPECT_EQ(told("DELETE" + end + "If-Match: \"9\"\r\n\r\n").status, 412);
  EXPECT_EQ(told("DELETE" + end + "\r\n").status, 204);
  EXPECT_EQ(told("DELETE" + end + "\r\n").status, 404);
  EXPECT_EQ(told("GET" + end + "\r\n").status, 404);
}

TEST_F(HttpOpenApi, EveryAnswerToWhatIsReadIsInIt) {
  care.send(Desk("customer/kim").call("e1"));
  for (const Route& route : routes()) {
    if (route.method != HttpMethod::kGet || route.id == RouteId::kFeed) continue;
    for (const std::string kind : {"customer", "nonsense"}) {
      std::string path(route.path);
      const auto put = [&path](const std::string& place, const std::string& value) {
        if (const auto at = path.find(place); at != path.npos) {
          path.replace(at, place.size(), value);
        }
      };
      put("{kind}", kind);
      put("{id}", "kim");
      put("{name}", kind == "customer" ? "waits.abandonment" : kind);
      put("{level}", "0");
      put("{path*}", kind == "customer" ? "000.p/1" : kind);
      told(get(path));
      told(get(path, "Dangol-Purpose: care\r\n"));
      told(get(path, "Dangol-Purpose: fun\r\n"));
      told(get(path + "?size=99&place=0:0&old=0"));
      told(get(path + "?after=0-1-0000000000000000"));
      told(get(path + "?limit=1&as-of=never"));
    }
  }
  EXPECT_EQ(told(get("/v1/feed?after=no")).status, 400);
  EXPECT_EQ(told(get("/v1/feed?after=0-1-0000000000000000")).status, 410);
  EXPECT_THAT(seen_, testing::IsSupersetOf({200, 400, 404, 410}));
}

TEST_F(HttpOpenApi, EveryRefusalOfWhoHasNoTokenIsInIt) {
  options.gate = {};
  serve();
  for (const Route& route : routes()) {
    const HttpReply reply =
        told(fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
                         to_string(route.method), route.path));
    if (!route.roles.empty()) {
      EXPECT_EQ(reply.status, 401) << route.path;
    }
  }
}

}  // namespace
}  // namespace dangol::test
