// See loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include <algorithm>
#include <optional>
#include <utility>

#include "gateway/http/problem.h"
#include "gateway/http/routes.h"
#include "gateway/http/service_kj.h"

namespace dangol {

namespace {

HttpMethod method_of(kj::HttpMethod method) {
  if (method == kj::HttpMethod::GET) return HttpMethod::kGet;
  if (method == kj::HttpMethod::HEAD) return HttpMethod::kHead;
  if (method == kj::HttpMethod::POST) return HttpMethod::kPost;
  if (method == kj::HttpMethod::PUT) return HttpMethod::kPut;
  if (method == kj::HttpMethod::DELETE) return HttpMethod::kDelete;
  return HttpMethod::kOther;
}

HttpFields fields_of(const kj::HttpHeaders& headers) {
  HttpFields fields;
  headers.forEach([&](kj::StringPtr name, kj::StringPtr value) {
    std::string lower(name.cStr(), name.size());
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    fields.emplace_back(std::move(lower), std::string(value.cStr(), value.size()));
  });
  return fields;
}

// Whether the head says in one way only where the request ends. KJ takes the first of two ways, and a proxy
// before us may take the other: what it holds for a body would be a request here.
bool is_framed_once(const kj::HttpHeaders& headers) {
  KJ_IF_MAYBE (length, headers.get(kj::HttpHeaderId::CONTENT_LENGTH)) {
    if (headers.get(kj::HttpHeaderId::TRANSFER_ENCODING) != nullptr) return false;
    // KJ also takes a sign, and blanks.
    return length->size() > 0 &&
           std::all_of(length->begin(), length->end(), [](char c) { return c >= '0' && c <= '9'; });
  }
  return true;
}

// For the end of an answer in chunks, and for what a client still sends that gets an error.
constexpr auto kLastPieceTime = 1 * kj::SECONDS;

// Whether the client wants the connection to end with the answer (RFC 9112 9.3, 9.6): it says so, or it speaks
// HTTP/1.0, whose requests need no Host.
bool closes_after(const kj::HttpHeaders& headers) {
  if (headers.get(kj::HttpHeaderId::HOST) == nullptr) return true;
  KJ_IF_MAYBE (options, headers.get(kj::HttpHeaderId::CONNECTION)) {
    std::string lower(options->cStr(), options->size());
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return has_item(lower, "close");
  }
  return false;
}

}  // namespace

kj::Promise<void> send_answer(HttpLoop& loop, kj::HttpService::Response& response,
                              HttpAnswer answer) {
  kj::HttpHeaders headers(loop.table());
  headers.set(kj::HttpHeaderId::CONTENT_TYPE, answer.type);
  for (const auto& [name, value] : answer.headers) {
    headers.add(kj::heapString(name.data(), name.size()),
                kj::heapString(value.data(), value.size()));
  }
  auto body = kj::heap<std::string>(std::move(answer.body));
  auto stream = response.send(answer.status, status_text(answer.status), headers, body->size());
  if (body->empty()) return kj::READY_NOW;
  auto written = stream->write(body->data(), body->size());
  auto late = loop.timer()
                  .afterDelay(loop.bounds().answer.count() * kj::MILLISECONDS)
                  .then([]() -> kj::Promise<void> {
                    return KJ_EXCEPTION(DISCONNECTED, "the client does not read its answer");
                  });
  return written.attach(kj::mv(stream), kj::mv(body)).exclusiveJoin(kj::mv(late));
}

CountedResponse::~CountedResponse() noexcept(false) {
  if (status_ == 0) return;
  metrics_.answered(route_, status_, micros());
}

kj::Promise<void> HttpConnection::request(kj::HttpMethod method, kj::StringPtr url,
                                          const kj::HttpHeaders& headers,
                                          kj::AsyncInputStream& body, Response& response) {
  if (!is_framed_once(headers)) {
    return kj::Exception(kj::Exception::Type::FAILED, __FILE__, __LINE__,
                         kj::str(kMalformedRequest));
  }
  loop_.visitors().busy(visitor_);
  auto counted = kj::heap<CountedResponse>(loop_, response, closes_after(headers));
  auto served = serve(method, url, headers, body, *counted);
  if (counted->closes()) {
    served = served.then([this, &response = *counted] { end_after(response); });
  }
  return served.attach(kj::mv(counted), kj::defer([this] { loop_.visitors().idle(visitor_); }));
}

void HttpConnection::end_after(const CountedResponse& response) {
  auto out = response.is_short() ? kj::evalLast([] {}) : loop_.timer().afterDelay(kLastPieceTime);
  ending_ = out.then([this] { loop_.visitors().send_away(visitor_); }).eagerlyEvaluate(nullptr);
}

kj::Promise<void> HttpConnection::serve(kj::HttpMethod method, kj::StringPtr url,
                                        const kj::HttpHeaders& headers, kj::AsyncInputStream& body,
                                        CountedResponse& response) {
  const auto answer = [&](HttpAnswer told) {
    return send_answer(loop_, response, std::move(told));
  };
  auto request = std::make_shared<HttpRequest>();
  request->method = method_of(method);
  Result<HttpTarget> target = parse_target({url.cStr(), url.size()});
  if (!target.ok()) return answer(problem_of(target.error()));
  request->target = std::move(target).value();
  RouteFound found = find_route(request->method, request->target.path);
  if (found.route == nullptr) {
    if (found.allowed.empty()) {
      return answer(problem(404, "not-found", "there is nothing at this address"));
    }
    HttpAnswer refused = problem(405, "method", "only " + found.allowed);
    refused.headers.emplace_back("Allow", found.allowed);
    return answer(std::move(refused));
  }
  response.of(*found.route);
  request->names = std::move(found.names);
  request->headers = fields_of(headers);
  request->from = visitor_.from;
  request->certificate = visitor_.certificate;
  auto admitted = loop_.gate().admit(*request, *found.route);
  if (auto* refused = std::get_if<HttpAnswer>(&admitted)) return answer(std::move(*refused));
  request->principal = std::get<Principal>(std::move(admitted));

  if (found.route->id == RouteId::kFeed) {
    return serve_feed(loop_, request, response)
        .exclusiveJoin(loop_.until_shut_out(request->principal));
  }
  const bool has_body =
      found.route->method == HttpMethod::kPut ||
      (found.route->method == HttpMethod::kPost && found.route->id != RouteId::kAppend);
  if (has_body) {
    return put(found.route->id, request, body).then([this, &response](HttpAnswer told) {
      return send_answer(loop_, response, std::move(told));
    });
  }
  if (found.route->id != RouteId::kAppend) {
    return loop_.read(found.route->id, request).then([this, &response](HttpAnswer told) {
      return send_answer(loop_, response, std::move(told));
    });
  }
  auto form = event_form(*request);
  if (auto* refused = std::get_if<HttpAnswer>(&form)) return answer(std::move(*refused));
  auto terms = event_terms(*request);
  if (auto* refused = std::get_if<HttpAnswer>(&terms)) return answer(std::move(*refused));
  if (std::get<EventForm>(form) == EventForm::kStream) {
    if (request->header("if-match")) {
      return answer(problem(400, "rejected", "If-Match is of one event, not of a stream"));
    }
    return serve_event_stream(loop_, request->principal, std::get<EventTerms>(std::move(terms)),
                              body, response);
  }
  return append(request, std::get<EventForm>(form), std::get<EventTerms>(std::move(terms)), body)
      .then([this, &response](HttpAnswer told) {
        return send_answer(loop_, response, std::move(told));
      });
}

kj::Promise<HttpAnswer> HttpConnection::put(RouteId route, std::shared_ptr<HttpRequest> request,
                                            kj::AsyncInputStream& body) {
  return loop_.body(body).then(
      [this, route,
       request](std::variant<std::string, HttpAnswer> came) -> kj::Promise<HttpAnswer> {
        if (auto* refused = std::get_if<HttpAnswer>(&came)) return std::move(*refused);
        request->body = std::get<std::string>(std::move(came));
        return loop_.read(route, request);
      });
}

kj::Promise<HttpAnswer> HttpConnection::append(std::shared_ptr<HttpRequest> request, EventForm form,
                                               EventTerms terms, kj::AsyncInputStream& body) {
  return loop_.body(body).then(
      [this, request, form, terms = std::move(terms)](
          std::variant<std::string, HttpAnswer> came) -> kj::Promise<HttpAnswer> {
        if (auto* refused = std::get_if<HttpAnswer>(&came)) return std::move(*refused);
        request->body = std::get<std::string>(std::move(came));
        auto read = read_events(*request, form, terms, loop_.reader());
        if (auto* refused = std::get_if<HttpAnswer>(&read)) return std::move(*refused);
        auto events = std::make_shared<EventBody>(std::get<EventBody>(std::move(read)));
        if (events->events.empty()) return events_answer(*events, form);
        AppendOptions options;
        options.recording = terms.recording;
        return loop_.append(std::move(events->events), std::move(options), WhenFull::kRefuse)
            .then([events, form](Result<Outcomes> outcomes) {
              if (!outcomes.ok()) return problem_of(outcomes.error());
              events->merge(std::move(outcomes).value());
              return events_answer(*events, form);
            });
      });
}

}  // namespace dangol
