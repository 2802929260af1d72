// Forgetting, as somebody asks for it and is told of it: for a command that has the store and for a
// running writer alike.
#pragma once

#include <functional>
#include <string>

#include "actors/forgetting.h"
#include "events/outcome.h"
#include "gateway/disclosure.h"
#include "gateway/viewer.h"
#include "replay/with_store.h"

namespace dangol {

struct ForgetAsking {
  ForgetRequest request;
  bool dry_run = false;  // only say what would be done
  bool json = false;     // one object instead of lines for a person
  Viewer viewer = {};    // who is told; with a purpose, as others are named
};

// As Engine::forget.
using Forgetting = std::function<Result<ForgetPlan>(const ForgetRequest&)>;

// What was, or would be, erased, what a law keeps, and what others' records say about the person, for a
// human to look at. Names subjects, and no word: other people's once that is on record, as one set, and before
// anything is erased. `disclose` is never called from within `store`; its errors are errors here, and then
// nothing was done. kUsage: the viewer has no purpose, and others would be named.
Result<std::string> forget_and_tell(const ForgetAsking& asked, const WithStore& store,
                                    const Disclose& disclose, const Forgetting& forget);

}  // namespace dangol
