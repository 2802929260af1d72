#include "gateway/http/json_body.h"

#include <algorithm>

#include <fmt/format.h>

#include "gateway/http/limits.h"
#include "gateway/http/problem.h"

namespace dangol {

namespace {

Error wrong(std::string_view name, std::string_view kind) {
  return {ErrorCode::kRejected, fmt::format("{}: give {}", name, kind)};
}

}  // namespace

std::variant<JsonBody, HttpAnswer> JsonBody::read(const HttpRequest& request,
                                                  std::initializer_list<std::string_view> known) {
  const std::string_view type = request.header("content-type").value_or("application/json");
  if (type.substr(0, type.find(';')) != "application/json") {
    return problem(415, "media-type", "Content-Type: application/json is taken");
  }
  JsonBody body;
  JsonLimits limits;
  limits.max_bytes = kMaxSmallBodyBytes;
  if (Status good = body.tape_.read(request.body, limits); !good.ok()) {
    return problem_of(good.error());
  }
  if (body.tape_[0].kind != JsonKind::kObject) {
    return problem(400, "rejected", "the body is a JSON object");
  }
  std::string scratch;
  std::uint32_t at = 1;
  for (std::uint32_t i = 0; i < body.tape_[0].members; ++i, at = body.tape_[at + 1].next) {
    const std::string_view name = body.tape_.string(body.tape_[at], scratch);
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return problem(400, "rejected", fmt::format("{}: unknown here", shown_name(name)));
    }
  }
  return body;
}

const JsonNode* JsonBody::find(std::string_view name, std::uint32_t& index) const {
  std::string scratch;
  std::uint32_t at = 1;
  for (std::uint32_t i = 0; i < tape_[0].members; ++i, at = tape_[at + 1].next) {
    if (tape_.string(tape_[at], scratch) != name) continue;
    index = at + 1;
    return &tape_[index];
  }
  return nullptr;
}

Result<std::string> JsonBody::text(std::string_view name) const {
  std::uint32_t index = 0;
  const JsonNode* node = find(name, index);
  if (node == nullptr) return std::string();
  if (node->kind != JsonKind::kString) return wrong(name, "a text");
  std::string scratch;
  return std::string(tape_.string(*node, scratch));
}

Result<bool> JsonBody::flag(std::string_view name) const {
  std::uint32_t index = 0;
  const JsonNode* node = find(name, index);
  if (node == nullptr) return false;
  if (node->kind != JsonKind::kTrue && node->kind != JsonKind::kFalse) {
    return wrong(name, "true or false");
  }
  return node->kind == JsonKind::kTrue;
}

Result<std::vector<std::string>> JsonBody::texts(std::string_view name) const {
  std::vector<std::string> all;
  std::uint32_t index = 0;
  const JsonNode* node = find(name, index);
  if (node == nullptr) return all;
  if (node->kind != JsonKind::kArray) return wrong(name, "an array of texts");
  std::string scratch;
  std::uint32_t at = index + 1;
  for (std::uint32_t i = 0; i < node->members; ++i, at = tape_[at].next) {
    if (tape_[at].kind != JsonKind::kString) return wrong(name, "an array of texts");
    all.emplace_back(tape_.string(tape_[at], scratch));
  }
  return all;
}

}  // namespace dangol
