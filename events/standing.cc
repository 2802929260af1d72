#include "events/standing.h"

namespace dangol {

namespace {

// The last record before which all words were erased, and with them the keys to every id.
Version forgotten_before(const Customer& customer) {
  Version last;
  if (const Rights* rights = customer.rights.get()) {
    for (const Erasure& erasure : rights->erasures) {
      if (erasure.versions.empty()) last = std::max(last, erasure.moment.version);
    }
    if (const ErasedEarlier* earlier = rights->erased_earlier.get())
      last = std::max(last, Version(earlier->before));
  }
  return last;
}

}  // namespace

bool absorbed(const Customer& customer) {
  const Person* person = customer.person.get();
  return person && person->absorbed;
}

const Promise* next_due(const Customer& customer) {
  const Bond* bond = customer.bond.get();
  if (!bond || bond->promises.rows().empty() || absorbed(customer)) return nullptr;
  const Version forgotten = forgotten_before(customer);
  const Promise* next = nullptr;
  for (const Promise& promise : bond->promises.rows()) {
    if (promise_standing(promise) != PromiseStanding::kDue || promise.as_recorded) continue;
    if (promise.made.version < forgotten) continue;
    if (!next || promise.window_end < next->window_end) next = &promise;
  }
  return next;
}

}  // namespace dangol
