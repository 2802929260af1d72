// Serves the requests of one connection. Lives on the loop's thread. Only for sources.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <kj/compat/http.h>

#include "gateway/http/event_body.h"
#include "gateway/http/loop_kj.h"
#include "gateway/http/message.h"

namespace dangol {

// Writes an answer, in the time that it may take.
kj::Promise<void> send_answer(HttpLoop& loop, kj::HttpService::Response& response,
                              HttpAnswer answer);

// An answer that is counted when it ends, whatever way it ends.
class CountedResponse final : public kj::HttpService::Response {
 public:
  // `closes`: the connection ends with it.
  CountedResponse(HttpLoop& loop, kj::HttpService::Response& response, bool closes)
      : metrics_(loop.metrics()),
        closing_(loop.closing()),
        response_(response),
        closes_(closes),
        begin_(std::chrono::steady_clock::now()) {}
  ~CountedResponse() noexcept(false);
  void of(const Route& route) { route_ = &route; }
  bool closes() const { return closes_; }
  // Everything of it is with the system once the request is served: it had a length, and nothing that the client
  // still sends can undo it.
  bool is_short() const { return sized_ && status_ < 400; }

  kj::Own<kj::AsyncOutputStream> send(kj::uint status, kj::StringPtr text,
                                      const kj::HttpHeaders& headers,
                                      kj::Maybe<std::uint64_t> size) override {
    status_ = status;
    metrics_.begun(route_, micros());
    sized_ = size != nullptr;
    const HttpClosing::Scope scope(closing_, closes_);
    return response_.send(status, text, headers, size);
  }
  kj::Own<kj::WebSocket> acceptWebSocket(const kj::HttpHeaders& headers) override {
    return response_.acceptWebSocket(headers);
  }

 private:
  // Since the request came.
  std::uint64_t micros() const {
    const auto took = std::chrono::steady_clock::now() - begin_;
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(took).count());
  }

  HttpMetrics& metrics_;
  HttpClosing& closing_;
  kj::HttpService::Response& response_;
  const bool closes_;
  const std::chrono::steady_clock::time_point begin_;
  const Route* route_ = nullptr;
  unsigned status_ = 0;  // none was sent
  bool sized_ = false;
};

// Of the exception that answers a request with 400 and closes its connection, because nobody can say where
// the next one begins.
inline constexpr const char* kMalformedRequest = "malformed request";

class HttpConnection final : public kj::HttpService {
 public:
  // Both outlive it.
  HttpConnection(HttpLoop& loop, HttpVisitor& visitor) : loop_(loop), visitor_(visitor) {}

  kj::Promise<void> request(kj::HttpMethod method, kj::StringPtr url,
                            const kj::HttpHeaders& headers, kj::AsyncInputStream& body,
                            Response& response) override;

 private:
  kj::Promise<void> serve(kj::HttpMethod method, kj::StringPtr url, const kj::HttpHeaders& headers,
                          kj::AsyncInputStream& body, CountedResponse& response);
  // What changes something small, and may wait for a disk.
  kj::Promise<HttpAnswer> put(RouteId route, std::shared_ptr<HttpRequest> request,
                              kj::AsyncInputStream& body);
  kj::Promise<HttpAnswer> append(std::shared_ptr<HttpRequest> request, EventForm form,
                                 EventTerms terms, kj::AsyncInputStream& body);

  // Ends the connection once the answer is out: KJ says that it closes, and then waits for the client to do it.
  void end_after(const CountedResponse& response);

  HttpLoop& loop_;
  HttpVisitor& visitor_;
  kj::Promise<void> ending_ = nullptr;
};

// A stream of events, one a line, each answered by a line as it is recorded, in bounded memory. Ends with a line
// that says so when the principal is no longer let in.
kj::Promise<void> serve_event_stream(HttpLoop& loop, const Principal& principal, EventTerms terms,
                                     kj::AsyncInputStream& body,
                                     kj::HttpService::Response& response);

}  // namespace dangol
