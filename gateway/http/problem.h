// What a client is told when something is wrong: RFC 9457 problem details.
#pragma once

#include <string>
#include <string_view>

#include "events/outcome.h"
#include "gateway/http/message.h"

namespace dangol {

// `code` is the machine's word (`stale`), `detail` a sentence that names the field and the reason, and
// holds no private word.
HttpAnswer problem(unsigned status, std::string_view code, std::string_view detail);
// The same with further members: `,"outcome":{...}`.
HttpAnswer problem_with(unsigned status, std::string_view code, std::string_view detail,
                        std::string_view members);
// Of what lasts, whose token was revoked or has expired meanwhile.
HttpAnswer shut_out_problem();
// Of an error of ours. Wrong input is 400, and what could be served later says when.
HttpAnswer problem_of(const Error& error);
// And back, for those who are not told by HTTP. REQUIRES: it is one.
Error error_of(const HttpAnswer& problem);

}  // namespace dangol
