#include "replay/problem_key.h"

#include <string>

namespace dangol {

TextKey problem_key(std::string_view product, std::string_view topic, std::string_view symptom) {
  if (product.empty() && topic.empty() && symptom.empty()) return 0;
  // Texts have no control characters.
  std::string all;
  all.reserve(product.size() + topic.size() + symptom.size() + 2);
  all.append(product).append(1, '\n').append(topic).append(1, '\n').append(symptom);
  return text_key(all);
}

}  // namespace dangol
