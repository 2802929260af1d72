// The byte form of a state: the members in the order of their `visit`, integers as LEB128 (signed
// ones zigzag), then eight bytes that reveal damage. Equal states have equal bytes.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <type_traits>

#include "events/customer.h"

namespace dangol {
namespace {

// Grows when the members change: older snapshots are then thrown away and folded again.
constexpr std::uint8_t kStateFormat = 4;
constexpr std::size_t kChecksumBytes = 8;
constexpr std::size_t kLongestVarint = 10;  // bytes

class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}
  template <class T>
  void operator()(const char*, const T& value) {
    put(value);
  }

  template <class T>
  void put(const T& value) {
    if constexpr (std::is_enum_v<T> || std::is_same_v<T, bool>) {
      out_.push_back(static_cast<char>(value));
    } else if constexpr (std::is_signed_v<T>) {
      const auto wide = static_cast<std::int64_t>(value);
      varint((static_cast<std::uint64_t>(wide) << 1) ^ static_cast<std::uint64_t>(wide >> 63));
    } else if constexpr (std::is_unsigned_v<T>) {
      varint(value);
    } else {
      T::visit(value, *this);
    }
  }
  template <class Tag, class Rep>
  void put(const Strong<Tag, Rep>& value) {
    put(value.value());
  }
  template <class Tag>
  void put(const Code<Tag>& code) {
    out_.push_back(static_cast<char>(code.value));
  }
  template <class Tag>
  void put(const Bytes16<Tag>& bytes) {
    out_.append(bytes.view());
  }
  template <class Tag>
  void put(const CodeSet<Tag>& set) {
    put(set.bits);
  }
  void put(const Hash& hash) { out_.append(hash.view()); }
  void put(const std::string& text) {
    varint(text.size());
    out_.append(text);
  }
  template <class T>
  void put(const std::vector<T>& items) {
    varint(items.size());
    for (const T& item : items) put(item);
  }
  // Ascending, each as its distance from the one before.
  void put(const LeftSet& set) {
    varint(set.size());
    std::uint64_t before = 0;
    set.each([&](std::uint64_t member) {
      varint(member - before);
      before = member;
    });
  }
  template <class T>
  void put(const Box<T>& box) {
    put(box.get() != nullptr);
    if (box.get()) put(*box.get());
  }

 private:
  void varint(std::uint64_t value) {
    std::array<char, kLongestVarint> bytes;
    std::size_t size = 0;
    for (; value >= 0x80; value >>= 7) bytes[size++] = static_cast<char>(value | 0x80);
    bytes[size++] = static_cast<char>(value);
    out_.append(bytes.data(), size);
  }
  std::string& out_;
};

// Reads what Encoder wrote. After the first thing that cannot be right, ok() is false and the
// values read are meaningless but harmless: every reference stays inside the token table.
class Decoder {
 public:
  explicit Decoder(std::string_view in) : in_(in) {}
  bool ok() const { return ok_; }
  bool at_end() const { return in_.empty(); }
  template <class T>
  void operator()(const char*, T& value) {
    if (ok_) get(value);
  }

  template <class T>
  void get(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      const std::uint8_t byte = next();
      ok_ = ok_ && byte <= 1;
      value = byte == 1;
    } else if constexpr (std::is_enum_v<T>) {
      value = static_cast<T>(next());
    } else if constexpr (std::is_signed_v<T>) {
      const std::uint64_t zigzag = varint();
      value = static_cast<T>((zigzag >> 1) ^ (~(zigzag & 1) + 1));
    } else if constexpr (std::is_unsigned_v<T>) {
      const std::uint64_t wide = varint();
      value = static_cast<T>(wide);
      ok_ = ok_ && value == wide;
    } else {
      T::visit(value, *this);
    }
  }
  template <class Tag, class Rep>
  void get(Strong<Tag, Rep>& value) {
    Rep rep{};
    get(rep);
    value = Strong<Tag, Rep>(rep);
  }
  void get(TokenRef& ref) { ref = TokenRef(reference()); }
  void get(TextRef& ref) { ref = TextRef(reference()); }
  template <class Tag>
  void get(Code<Tag>& code) {
    code.value = next();
  }
  template <class Tag>
  void get(Bytes16<Tag>& bytes) {
    raw(bytes.bytes.data(), bytes.bytes.size());
  }
  template <class Tag>
  void get(CodeSet<Tag>& set) {
    get(set.bits);
  }
  void get(Hash& hash) { raw(hash.bytes.data(), hash.bytes.size()); }
  void get(std::string& text) {
    const std::uint64_t size = varint();
    if (size > in_.size()) return fail();
    text.assign(in_.substr(0, size));
    in_.remove_prefix(size);
  }
  void get(TokenTable& tokens) {
    TokenTable::visit(tokens, *this);
    ok_ = ok_ && tokens.rebuild();
    known_ = ok_ ? tokens.size() : 0;
  }
  void get(RecentEvents& recent) {
    RecentEvents::visit(recent, *this);
    ok_ = ok_ && recent.rebuild();
  }
  template <class T>
  void get(std::vector<T>& items) {
    const std::uint64_t count = varint();
    if (count > in_.size()) return fail();  // every item has at least one byte
    for (std::uint64_t i = 0; i < count && ok_; ++i) get(items.emplace_back());
  }
  template <class Row>
  void get(Table<Row>& table) {
    Table<Row>::visit(table, *this);
    table.rebuild();
  }
  void get(LeftSet& set) {
    const std::uint64_t count = varint();
    if (count > in_.size()) return fail();
    set.reserve(count);
    std::uint64_t member = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
      if (__builtin_add_overflow(member, varint(), &member) || !set.append(member)) return fail();
    }
  }
  template <class T>
  void get(Box<T>& box) {
    bool made = false;
    get(made);
    if (made && ok_) get(box.make());
  }

 private:
  void fail() { ok_ = false; }
  std::uint8_t next() {
    if (in_.empty()) return fail(), 0;
    const auto byte = static_cast<std::uint8_t>(in_.front());
    in_.remove_prefix(1);
    return byte;
  }
  std::uint64_t varint() {
    if (in_.size() < kLongestVarint) return varint_near_end();
    std::uint64_t value = 0;
    const char* at = in_.data();
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<std::uint8_t>(*at++);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) {
        in_.remove_prefix(static_cast<std::size_t>(at - in_.data()));
        return value;
      }
    }
    return fail(), 0;
  }
  std::uint64_t varint_near_end() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint8_t byte = next();
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return fail(), 0;
  }
  std::uint32_t reference() {
    const std::uint64_t ref = varint();
    if (ref > known_) return fail(), 0;
    return static_cast<std::uint32_t>(ref);
  }
  void raw(std::uint8_t* to, std::size_t size) {
    if (size > in_.size()) return fail();
    std::memcpy(to, in_.data(), size);
    in_.remove_prefix(size);
  }

  std::string_view in_;
  std::size_t known_ = 0;  // entries of the token table
  bool ok_ = true;
};

}  // namespace

// In the manner of FNV-1a, eight bytes at a time: finds damage, proves nothing (the chain does).
std::uint64_t state_checksum(std::string_view bytes) {
  std::uint64_t sum = 0xcbf29ce484222325 ^ bytes.size();
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = std::min(bytes.size(), sizeof word);
    std::memcpy(&word, bytes.data(), size);
    sum = std::rotl(sum ^ word, 29) * 0x9e3779b97f4a7c15;
    bytes.remove_prefix(size);
  }
  return sum;
}

std::string encode_state(const Customer& customer) {
  std::string out(1, static_cast<char>(kStateFormat));
  Encoder encoder(out);
  encoder.put(customer);
  const std::uint64_t sum = state_checksum(out);
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(sum >> shift));
  return out;
}

Result<Customer> decode_state(std::string_view bytes) {
  const auto damaged = [](const char* how) {
    return Error{ErrorCode::kCorrupt, std::string("snapshot of a stream's state: ") + how};
  };
  if (bytes.size() <= kChecksumBytes) return damaged("too short");
  if (static_cast<std::uint8_t>(bytes.front()) != kStateFormat) return damaged("of another format");
  std::uint64_t sum = 0;
  for (const char byte : bytes.substr(bytes.size() - kChecksumBytes))
    sum = (sum << 8) | static_cast<std::uint8_t>(byte);
  bytes.remove_suffix(kChecksumBytes);
  if (state_checksum(bytes) != sum) return damaged("checksum does not match");
  bytes.remove_prefix(1);
  Customer customer;
  Decoder decoder(bytes);
  decoder.get(customer);
  if (!decoder.ok() || !decoder.at_end()) return damaged("does not read as a state");
  refold_all(customer);
  return customer;
}

bool operator==(const Customer& a, const Customer& b) { return encode_state(a) == encode_state(b); }

}  // namespace dangol
