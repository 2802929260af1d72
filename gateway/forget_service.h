// Forgetting, as somebody asks for it and is told of it: for a command that has the store and for a
// running writer alike.
#pragma once

#include <functional>
#include <string>

#include "actors/forgetting.h"
#include "events/outcome.h"
#include "replay/with_store.h"

namespace dangol {

struct ForgetAsking {
  ForgetRequest request;
  bool dry_run = false;  // only say what would be done
  bool json = false;     // one object instead of lines for a person
};

// As Engine::forget.
using Forgetting = std::function<Result<ForgetPlan>(const ForgetRequest&)>;

// What was, or would be, erased, what a law keeps, and what others' records say about the person, for a
// human to look at. Names subjects, and no word.
Result<std::string> forget_and_tell(const ForgetAsking& asked, const WithStore& store,
                                    const Forgetting& forget);

}  // namespace dangol
