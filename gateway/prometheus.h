// Metrics in Prometheus's text format 0.0.4: a family at a time, its samples below it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace dangol {

class PrometheusText {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  // Begins a family. `type`: counter, gauge, histogram or summary; a counter's name ends in `_total`.
  void family(std::string_view name, std::string_view type, std::string_view help);
  // A sample of the family. Values of labels may hold anything.
  void sample(Labels labels, double value) { sample({}, labels, value); }
  // The same, of a name that goes on behind the family's: `_bucket`.
  void sample(std::string_view suffix, Labels labels, double value);

  // A family of one sample.
  void gauge(std::string_view name, std::string_view help, double value);
  void counter(std::string_view name, std::string_view help, double value);

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::string name_;
};

// What the operating system says of this process, by the names that Prometheus's clients share.
void add_process_metrics(PrometheusText& text);

}  // namespace dangol
