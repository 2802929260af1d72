// The parameters of a request, read strictly: what a route does not know is refused by name.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "events/outcome.h"
#include "gateway/http/message.h"
#include "replay/as_of.h"

namespace dangol {

// kRejected, naming the first one that is not among `known`, or is there twice and may not be.
Status check_parameters(const HttpRequest& request, std::initializer_list<std::string_view> known,
                        std::string_view repeated = {});
// A number from `least` to `most`; `usual` when it is not given. kRejected names the parameter.
Result<std::uint64_t> number_parameter(const HttpRequest& request, std::string_view name,
                                       std::uint64_t usual, std::uint64_t least,
                                       std::uint64_t most);
// `as-of`; none: as of now.
Result<AsOf> as_of_in(const HttpRequest& request);
// `customer/42` of a route that begins with these two.
std::string subject_of_path(const HttpRequest& request);

}  // namespace dangol
