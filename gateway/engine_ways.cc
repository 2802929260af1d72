#include "gateway/engine_ways.h"

namespace dangol {

WithStore store_of(Engine& engine) {
  return [&engine](const auto& read) { return engine.read(read); };
}

Disclose disclose_to(Engine& engine) {
  return [&engine](const Viewer& viewer, const std::vector<Disclosure>& shown, Micros now) {
    return record_disclosures(engine, viewer, shown, now);
  };
}

}  // namespace dangol
