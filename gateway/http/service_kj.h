// Serves the requests of one connection. Lives on the loop's thread. Only for sources.
#pragma once

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

class HttpConnection final : public kj::HttpService {
 public:
  // `from`: the network address of the other end.
  HttpConnection(HttpLoop& loop, std::string from) : loop_(loop), from_(std::move(from)) {}

  kj::Promise<void> request(kj::HttpMethod method, kj::StringPtr url,
                            const kj::HttpHeaders& headers, kj::AsyncInputStream& body,
                            Response& response) override;

 private:
  kj::Promise<HttpAnswer> append(std::shared_ptr<HttpRequest> request, EventForm form,
                                 EventTerms terms, kj::AsyncInputStream& body);

  HttpLoop& loop_;
  const std::string from_;
};

// A stream of events, one a line, each answered by a line as it is recorded, in bounded memory.
kj::Promise<void> serve_event_stream(HttpLoop& loop, EventTerms terms, kj::AsyncInputStream& body,
                                     kj::HttpService::Response& response);

}  // namespace dangol
