// Drops what nothing names any more from the table of tokens, and renames what is left, everywhere.
#include <type_traits>
#include <utility>

#include "events/customer_leaving.h"

namespace dangol {
namespace {

// Calls `take` on every reference in the state.
template <class Take>
class References {
 public:
  explicit References(Take take) : take_(take) {}
  void operator()(const char*, auto& value) { walk(value); }

  void walk(auto& value) {
    using T = std::remove_cvref_t<decltype(value)>;
    if constexpr (requires { T::visit(value, *this); }) T::visit(value, *this);
  }
  void walk(TokenRef& ref) { take_(ref); }
  void walk(TextRef& ref) { take_(ref); }
  void walk(TokenTable&) {}
  template <class T>
  void walk(std::vector<T>& items) {
    if constexpr (!std::is_arithmetic_v<T>)
      for (T& item : items) walk(item);
  }
  template <class T>
  void walk(Box<T>& box) {
    if (box.get()) walk(*box.get());
  }
  template <class Row>
  void walk(Table<Row>& table) {
    for (Row& row : table.rows()) walk(row);
    if constexpr (Take::kRenames) table.rebuild();
  }
  void walk(Issue& issue) {
    Issue::visit(issue, *this);
    for (TokenRef& owner : issue.now.owner) take_(owner);  // folded, so not visited
  }

 private:
  Take take_;
};

struct Mark {
  static constexpr bool kRenames = false;
  std::vector<bool>& used;
  void operator()(auto& ref) const { used[ref.value()] = true; }
};

struct Rename {
  static constexpr bool kRenames = true;
  const std::vector<std::uint32_t>& renamed;
  template <class Ref>
  void operator()(Ref& ref) const {
    ref = Ref(renamed[ref.value()]);
  }
};

}  // namespace

void sweep_tokens(Customer& customer) {
  std::vector<bool> used(customer.tokens.size() + 1);
  References(Mark{used}).walk(customer);
  const std::vector<std::uint32_t> renamed = customer.tokens.sweep(used);
  References(Rename{renamed}).walk(customer);
}

}  // namespace dangol
