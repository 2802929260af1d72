// What others' records say about a person: their cores name the person's streams by token.
#include <cstring>
#include <set>
#include <unordered_set>

#include <kj/exception.h>

#include "actors/forgetting.h"
#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "store/stream_reader.h"

namespace dangol {
namespace {

constexpr PartitionId kPartition{0};

// Tokens are random, and every value in a message begins on a word: so the first half of a token at one
// is no accident.
class Search {
 public:
  explicit Search(const std::vector<StreamToken>& streams)
      : streams_(streams.begin(), streams.end()) {
    for (const StreamToken& stream : streams) halves_.insert(half(stream.view()));
  }
  bool is_own(StreamToken stream) const { return streams_.contains(stream); }
  bool in(std::string_view core) const {
    for (; core.size() >= sizeof(StreamToken::bytes); core.remove_prefix(8)) {
      if (halves_.contains(half(core)) &&
          streams_.contains(StreamToken::from(core.substr(0, sizeof(StreamToken::bytes))))) {
        return true;
      }
    }
    return false;
  }

 private:
  static std::uint64_t half(std::string_view bytes) {
    std::uint64_t number = 0;
    std::memcpy(&number, bytes.data(), sizeof number);
    return number;
  }
  std::set<StreamToken> streams_;
  std::unordered_set<std::uint64_t> halves_;
};

// Nothing for what only ties two streams together.
std::string type_of(std::string_view core) {
  try {
    CanonicalReader reader(core);
    const auto data = reader.root<schema::Core>().getEvent().getData();
    if (data.isCustomersMerged() || data.isContactAttributed()) return {};
    const TypeModel* type = schema_model().type_at(static_cast<std::uint16_t>(data.which()));
    return type == nullptr ? std::string("a newer type") : type->name;
  } catch (const kj::Exception&) {
    return "a type that does not read";
  }
}

}  // namespace

Result<std::optional<Position>> find_mentions(Store& store, const std::vector<StreamToken>& streams,
                                              Position from, std::size_t records,
                                              Mentions& mentions) {
  const Search search(streams);
  auto cursor = store.log().read({kPartition, from}, ReadWords::kNo);
  LogCursor::Item item;
  for (std::size_t read = 0; read < records; ++read) {
    Result<bool> more = cursor->next(item);
    if (!more.ok()) return more.error();
    if (!more.value()) return std::optional<Position>();
    if (!search.in(item.core)) continue;
    Result<Entry> entry = decode_entry(item.entry);
    if (!entry.ok()) return at({kPartition, item.position}, entry.error());
    if (search.is_own(entry.value().stream)) continue;
    std::string type = type_of(item.core);
    if (type.empty()) continue;
    if (mentions.found.size() == kMaxMentions) {
      ++mentions.further;
      continue;
    }
    auto subject = store.vault().subject_of(entry.value().stream);
    if (!subject.ok()) return subject.error();
    mentions.found.push_back({subject.value().value_or(""),
                              {kPartition, item.position},
                              entry.value().version,
                              std::move(type)});
  }
  return std::optional(Position(from.value() + records));
}

}  // namespace dangol
