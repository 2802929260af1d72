// What is asked over RPC, as HTTP asks it: so that one set of rules reads both. Only for sources.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "events/schema_model.h"
#include "gateway/dangol.capnp.h"
#include "gateway/http/message.h"
#include "gateway/http/routes.h"

namespace dangol {

// What is wrong with a part of it is remembered, the first one.
class RpcQuestion {
 public:
  RpcQuestion(RouteId route, const Principal& who, const std::string& from);

  // What stands in the route's places: a text, or a subject's kind and id.
  RpcQuestion& name(std::string_view field, capnp::Text::Reader text);
  RpcQuestion& subject(capnp::Text::Reader text);
  // `0/x001/067`, or of entries `entries/000`: another route.
  RpcQuestion& tile(capnp::Text::Reader path);

  // Parameters; empty ones and zeros are not given.
  RpcQuestion& parameter(std::string_view name, std::string_view text);
  RpcQuestion& number(std::string_view name, std::uint64_t number);
  RpcQuestion& parameters(capnp::List<wire::Parameter>::Reader all);
  RpcQuestion& types(capnp::List<capnp::Text>::Reader types);
  RpcQuestion& filter(wire::Filter::Reader filter);
  RpcQuestion& as_of(wire::AsOf::Reader as_of);
  // Where one begins: `end`, `cursor:NAME`, a cursor.
  RpcQuestion& after(capnp::Text::Reader text);

  RpcQuestion& looking(wire::Looking::Reader looking);
  RpcQuestion& header(std::string_view name, std::string value);
  RpcQuestion& body(std::string text);

  RouteId route() const { return route_; }
  Purpose purpose() const { return purpose_; }
  const std::optional<Error>& wrong() const { return wrong_; }
  std::shared_ptr<HttpRequest> request() const { return request_; }

 private:
  // Whether it may stand in a request: as parse_target has it.
  bool good(std::string_view field, std::string_view text);
  void refuse(std::string message);

  RouteId route_;
  Purpose purpose_ = Purpose::kUnset;
  std::optional<Error> wrong_;
  std::shared_ptr<HttpRequest> request_;
};

}  // namespace dangol
