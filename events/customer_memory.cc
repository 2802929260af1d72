#include "events/customer_memory.h"

#include <string>
#include <type_traits>
#include <vector>

namespace dangol {
namespace {

constexpr std::size_t kLookedAt = 64;  // items of one list; the others weigh as much on average

// Sums what the members own on the heap.
class Heap {
 public:
  template <class T>
  void operator()(const char*, const T& value) {
    add(value);
  }
  std::size_t bytes() const { return bytes_; }

  template <class T>
  void add(const T& value) {
    if constexpr (!std::is_trivially_copyable_v<T>) T::visit(value, *this);
  }
  void add(const std::string& text) {
    if (text.capacity() > std::string().capacity()) bytes_ += text.capacity() + 1;
  }
  template <class T>
  void add(const std::vector<T>& items) {
    bytes_ += items.capacity() * sizeof(T);
    if constexpr (!std::is_trivially_copyable_v<T>) add_items(items);
  }
  template <class T>
  void add(const Box<T>& box) {
    if (!box.get()) return;
    bytes_ += sizeof(T);
    add(*box.get());
  }
  template <class Row>
  void add(const Table<Row>& table) {
    add(table.rows());
    bytes_ += table.index_bytes();
  }
  void add(const TokenTable& tokens) {
    TokenTable::visit(tokens, *this);
    bytes_ += tokens.index_bytes();
  }
  void add(const LeftSet& set) { bytes_ += set.heap_bytes(); }
  void add(const RecentEvents& recent) {
    RecentEvents::visit(recent, *this);
    bytes_ += recent.index_bytes();
  }

 private:
  template <class T>
  void add_items(const std::vector<T>& items) {
    if (items.size() <= kLookedAt) {
      for (const T& item : items) add(item);
      return;
    }
    Heap some;
    for (std::size_t i = 0; i < kLookedAt; ++i) some.add(items[i * items.size() / kLookedAt]);
    bytes_ += some.bytes() / kLookedAt * items.size();
  }

  std::size_t bytes_ = 0;
};

}  // namespace

std::size_t memory_bytes(const Customer& customer) {
  Heap heap;
  heap.add(customer);
  return sizeof(Customer) + heap.bytes();
}

}  // namespace dangol
