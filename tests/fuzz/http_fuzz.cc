// What a client on the network can say, behind KJ's own parser.
#include <algorithm>

#include "gateway/http/event_body.h"
#include "gateway/http/event_cursor.h"
#include "gateway/http/event_filter.h"
#include "gateway/http/message.h"
#include "gateway/http/query.h"
#include "gateway/http/routes.h"
#include "gateway/http/token_file.h"
#include "tests/fuzz/fuzz.h"

namespace dangol::fuzz {

namespace {

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

HttpMethod method_named(std::string_view name) {
  for (const HttpMethod method :
       {HttpMethod::kGet, HttpMethod::kPost, HttpMethod::kPut, HttpMethod::kDelete}) {
    if (name == to_string(method)) return method;
  }
  return HttpMethod::kOther;
}

void events_of(const HttpRequest& request) {
  static CloudEventsReader reader;
  const auto form = event_form(request);
  const auto terms = event_terms(request);
  if (!std::holds_alternative<EventForm>(form) || !std::holds_alternative<EventTerms>(terms))
    return;
  if (std::get<EventForm>(form) == EventForm::kStream) return;
  auto read = read_events(request, std::get<EventForm>(form), std::get<EventTerms>(terms), reader);
  if (!std::holds_alternative<EventBody>(read)) return;
  EventBody& body = std::get<EventBody>(read);
  promise(body.events.size() == body.places.size(), "every event has its place");
  body.merge(Outcomes(body.places.size()));
  (void)events_answer(body, std::get<EventForm>(form));
}

}  // namespace

void http_request(std::string_view bytes) {
  HttpRequest request;
  std::string_view first = take_line(bytes);
  const std::size_t space = std::min(first.find(' '), first.size());
  request.method = method_named(first.substr(0, space));
  first.remove_prefix(std::min(space + 1, first.size()));
  Result<HttpTarget> target = parse_target(first.substr(0, first.find(' ')));
  if (!target.ok()) return;
  request.target = std::move(target).value();
  for (std::string_view line = take_line(bytes); !line.empty(); line = take_line(bytes)) {
    const std::size_t colon = std::min(line.find(':'), line.size());
    std::string name(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    line.remove_prefix(std::min(colon + 2, line.size()));
    request.headers.emplace_back(std::move(name), line);
  }
  request.body = bytes;
  request.principal = {"fuzz", Roles::all(), "urn:shop", ""};
  RouteFound found = find_route(request.method, request.target.path);
  request.names = std::move(found.names);
  (void)filter_in(request);
  (void)as_of_in(request);
  if (const auto text = request.parameter("after")) {
    const auto cursor = parse_cursor(*text);
    if (cursor.ok()) promise(to_string(cursor.value()) == *text, "a cursor has one form");
  }
  if (found.route == nullptr) return;
  if (!request.names.empty()) {
    if (request.names.size() == 2) (void)subject_of_path(request);
  }
  if (found.route->id == RouteId::kAppend) events_of(request);
}

void token_file(std::string_view bytes) {
  const auto tokens = parse_tokens(bytes);
  if (!tokens.ok()) return;
  const auto again = parse_tokens(tokens_text(tokens.value()));
  promise(again.ok() && again.value().size() == tokens.value().size(), "tokens can be read again");
}

std::vector<std::string> request_seeds() {
  std::vector<std::string> seeds{
      "GET /v1/subjects/customer/42/events?as-of=2026-01-01&type=contact&type=issue.opened "
      "HTTP/1.1\n\n",
      "GET /v1/events?after=0-0-&kind=customer&type=message.exchanged HTTP/1.1\n\n",
      "GET /v1/feed?after=0-7-0011223344556677 HTTP/1.1\nLast-Event-ID: 0-7-0011223344556677\n\n",
      "GET /v1/figures/resolved%2Dissues?period=2026-11 HTTP/1.1\nDangol-Purpose: care\n\n",
      "PUT /v1/cursors/mine HTTP/1.1\nIf-Match: \"7\"\n\n{\"cursor\":\"0-7-0011223344556677\"}"};
  std::string batch;
  for (const std::string& json : scene_events()) {
    seeds.push_back(
        "POST /v1/events HTTP/1.1\nContent-Type: application/cloudevents+json\n"
        "If-Match: \"3\"\ntraceparent: "
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n\n" +
        json);
    if (batch.size() < 2000) batch += (batch.empty() ? "[" : ",") + json;
  }
  seeds.push_back(
      "POST /v1/events HTTP/1.1\nContent-Type: application/cloudevents-batch+json\n"
      "Prefer: as-recorded\n\n" +
      batch + "]");
  seeds.push_back(
      "POST /v1/events HTTP/1.1\nContent-Type: application/json\nce-specversion: 1.0\nce-id: "
      "e%201\n"
      "ce-source: urn:shop\nce-type: contact.started\nce-subject: customer/kim\n"
      "ce-time: 2016-11-23T10:00:00Z\n\n"
      R"({"contactId":"c1","channel":"phone","direction":"inbound"})");
  return seeds;
}

std::vector<std::string> token_seeds() {
  Token token;
  token.id = "0123456789abcdef";
  token.terms.account = "shop-backend";
  token.terms.roles = {Role::kIntegrator, Role::kReader};
  token.terms.source = "urn:shop";
  token.secret.bytes.fill(7);
  Token other = token;
  other.id = "fedcba9876543210";
  other.terms = {"ann", Roles::all(), "", 5, Micros(1'800'000'000'000'000), true};
  return {tokens_text({token, other})};
}

}  // namespace dangol::fuzz
