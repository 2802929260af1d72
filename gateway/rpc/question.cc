#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "events/sealing_message_capnp.h"
#include "events/time_text.h"
#include "events/utf8.h"
#include "gateway/http/limits.h"
#include "gateway/rpc/question_capnp.h"

namespace dangol {

RpcQuestion::RpcQuestion(RouteId route, const Principal& who, const std::string& from)
    : route_(route), request_(std::make_shared<HttpRequest>()) {
  request_->method = route_of(route).method;
  request_->principal = who;
  request_->from = from;
}

void RpcQuestion::refuse(std::string message) {
  if (!wrong_) wrong_ = Error{ErrorCode::kRejected, std::move(message)};
}

bool RpcQuestion::good(std::string_view field, std::string_view text) {
  if (text.size() > kMaxHttpTargetBytes) {
    refuse(fmt::format("{} has more than {} bytes", field, kMaxHttpTargetBytes));
    return false;
  }
  const bool plain = std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (plain && is_utf8(text)) return true;
  refuse(fmt::format("{} is no text", field));
  return false;
}

RpcQuestion& RpcQuestion::name(std::string_view field, capnp::Text::Reader text) {
  const std::string_view name = view_of(text);
  if (name.empty()) refuse(fmt::format("{} is missing", field));
  if (good(field, name)) request_->names.emplace_back(name);
  return *this;
}

RpcQuestion& RpcQuestion::subject(capnp::Text::Reader text) {
  const std::string_view subject = view_of(text);
  const std::size_t slash = subject.find('/');
  if (slash == 0 || slash == subject.npos || slash + 1 == subject.size()) {
    refuse("subject: give its kind and its id: customer/42");
  } else if (good("subject", subject)) {
    request_->names.emplace_back(subject.substr(0, slash));
    request_->names.emplace_back(subject.substr(slash + 1));
  }
  return *this;
}

RpcQuestion& RpcQuestion::tile(capnp::Text::Reader path) {
  const std::string_view tile = view_of(path);
  const std::size_t slash = tile.find('/');
  if (slash == 0 || slash == tile.npos || slash + 1 == tile.size()) {
    refuse("path: give a tile's: 0/x001/067, entries/000");
  } else if (good("path", tile)) {
    const std::string_view level = tile.substr(0, slash);
    if (level == "entries") {
      route_ = RouteId::kEntryTile;
    } else {
      request_->names.emplace_back(level);
    }
    request_->names.emplace_back(tile.substr(slash + 1));
  }
  return *this;
}

RpcQuestion& RpcQuestion::parameter(std::string_view name, std::string_view text) {
  if (text.empty() || !good(name, text)) return *this;
  if (request_->target.query.size() == kMaxHttpQueryParts) {
    refuse(fmt::format("more than {} parameters", kMaxHttpQueryParts));
  } else {
    request_->target.query.emplace_back(name, text);
  }
  return *this;
}

RpcQuestion& RpcQuestion::number(std::string_view name, std::uint64_t number) {
  return number == 0 ? *this : parameter(name, std::to_string(number));
}

RpcQuestion& RpcQuestion::parameters(capnp::List<wire::Parameter>::Reader all) {
  for (const auto one : all) {
    if (wrong_) break;
    const std::string_view name = view_of(one.getName());
    if (good("a parameter's name", name)) parameter(name, view_of(one.getValue()));
  }
  return *this;
}

RpcQuestion& RpcQuestion::types(capnp::List<capnp::Text>::Reader types) {
  for (const auto type : types) {
    if (wrong_) break;
    parameter("type", view_of(type));
  }
  return *this;
}

RpcQuestion& RpcQuestion::filter(wire::Filter::Reader filter) {
  return types(filter.getTypes()).parameter("kind", view_of(filter.getKind()));
}

RpcQuestion& RpcQuestion::as_of(wire::AsOf::Reader as_of) {
  switch (as_of.which()) {
    case wire::AsOf::NOW: return *this;
    case wire::AsOf::RECORDED: {
      const TimeValue time{Micros(as_of.getRecorded()), 0, TimePrecision::kMicro};
      return parameter("as-of", format_full_time(time));
    }
    case wire::AsOf::VERSION: return parameter("as-of", fmt::format("@{}", as_of.getVersion()));
    case wire::AsOf::POSITION: return parameter("as-of", fmt::format("0:{}", as_of.getPosition()));
  }
  refuse("asOf: a bound that this version does not know");
  return *this;
}

RpcQuestion& RpcQuestion::after(capnp::Text::Reader text) {
  constexpr std::string_view kNamed = "cursor:";
  const std::string_view from = view_of(text);
  if (from.starts_with(kNamed)) return parameter("cursor", from.substr(kNamed.size()));
  return parameter("after", from);
}

RpcQuestion& RpcQuestion::looking(wire::Looking::Reader looking) {
  const auto number = static_cast<std::size_t>(looking.getPurpose());
  if (number >= kPurposes) {
    refuse("purpose: one that this version does not know");
    return *this;
  }
  purpose_ = static_cast<Purpose>(number);
  if (purpose_ != Purpose::kUnset) header("dangol-purpose", to_string(purpose_));
  const std::string_view reason = view_of(looking.getReason());
  if (!reason.empty() && good("reason", reason)) header("dangol-reason", std::string(reason));
  return *this;
}

RpcQuestion& RpcQuestion::header(std::string_view name, std::string value) {
  request_->headers.emplace_back(name, std::move(value));
  return *this;
}

RpcQuestion& RpcQuestion::body(std::string text) {
  request_->body = std::move(text);
  return *this;
}

}  // namespace dangol
