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
  CountedResponse(HttpMetrics& metrics, kj::HttpService::Response& response)
      : metrics_(metrics), response_(response), begin_(std::chrono::steady_clock::now()) {}
  ~CountedResponse() noexcept(false);
  void of(const Route& route) { route_ = &route; }

  kj::Own<kj::AsyncOutputStream> send(kj::uint status, kj::StringPtr text,
                                      const kj::HttpHeaders& headers,
                                      kj::Maybe<std::uint64_t> size) override {
    status_ = status;
    metrics_.begun(route_, micros());
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
  kj::HttpService::Response& response_;
  const std::chrono::steady_clock::time_point begin_;
  const Route* route_ = nullptr;
  unsigned status_ = 0;  // none was sent
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

  HttpLoop& loop_;
  HttpVisitor& visitor_;
};

// A stream of events, one a line, each answered by a line as it is recorded, in bounded memory.
kj::Promise<void> serve_event_stream(HttpLoop& loop, EventTerms terms, kj::AsyncInputStream& body,
                                     kj::HttpService::Response& response);

}  // namespace dangol
