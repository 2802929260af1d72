#include "replay/history_proof.h"

#include <capnp/compat/json.h>
#include <capnp/message.h>
#include <kj/exception.h>

#include "events/token_text.h"
#include "replay/history_proof.capnp.h"
#include "store/format.h"
#include "store/proof_limits.h"

namespace dangol {

namespace {

constexpr const char* kForm = "dangol history proof v1";
constexpr const char* kRecordsForm = "dangol records proof v1";
constexpr std::size_t kHash = sizeof(Hash::bytes);
constexpr std::size_t kDepth = 8;

Error no_line(const char* reason) {
  return {ErrorCode::kRejected, std::string("a line of the proof ") + reason};
}

capnp::Data::Reader as_data(std::string_view bytes) {
  return {reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()};
}
std::string text(capnp::Data::Reader bytes) {
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

std::string joined(const std::vector<Hash>& hashes) {
  std::string bytes;
  bytes.reserve(hashes.size() * kHash);
  for (const Hash& hash : hashes) bytes += hash.view();
  return bytes;
}
bool split(std::string_view bytes, std::size_t most, std::vector<Hash>& hashes) {
  if (bytes.size() % kHash != 0 || bytes.size() / kHash > most) return false;
  for (; !bytes.empty(); bytes.remove_prefix(kHash)) {
    hashes.push_back(Hash::from(bytes.substr(0, kHash)));
  }
  return true;
}

constexpr std::size_t kVersionBytes = 8;

std::string leaf_bytes(const HeadLeaf& leaf) {
  std::string bytes(leaf.key.view());
  format::put_u64(bytes, leaf.head.version.value());
  bytes += leaf.head.chain.view();
  return bytes;
}
std::optional<HeadLeaf> leaf_in(std::string_view bytes) {
  if (bytes.size() != kHash + kVersionBytes + kHash) return std::nullopt;
  HeadLeaf leaf;
  leaf.key = Hash::from(bytes.substr(0, kHash));
  std::string_view version = bytes.substr(kHash, kVersionBytes);
  leaf.head.version = Version(*format::take_u64(version));
  leaf.head.chain = Hash::from(bytes.substr(kHash + kVersionBytes));
  return leaf;
}

void write(const ProvedRecord& record, schema::HistoryRecord::Builder into) {
  into.setPosition(record.position.value());
  into.setEntry(as_data(record.entry));
  into.setCore(as_data(record.core));
  into.setWords(as_data(record.words));
  into.setInclusion(as_data(joined(record.inclusion)));
}

bool read(schema::HistoryRecord::Reader from, ProvedRecord& record) {
  record.position = Position(from.getPosition());
  record.entry = text(from.getEntry());
  record.core = text(from.getCore());
  record.words = text(from.getWords());
  return split(text(from.getInclusion()), kMaxProofHashes, record.inclusion);
}

template <class Struct>
std::string encode(typename Struct::Reader value) {
  capnp::JsonCodec codec;
  codec.handleByAnnotation<Struct>();
  const kj::String json = codec.encode(value);
  return std::string(json.begin(), json.size()) + '\n';
}

template <class Struct>
void decode(std::string_view line, typename Struct::Builder into) {
  capnp::JsonCodec codec;
  codec.handleByAnnotation<Struct>();
  codec.setMaxNestingDepth(kDepth);
  codec.decode(kj::arrayPtr(line.data(), line.size()), into);
}

}  // namespace

std::optional<StreamToken> token_in_hex(std::string_view hex) {
  const auto token = parse_token(hex);
  return token && to_hex(token->view()) == hex ? token : std::nullopt;
}

std::string ProvedRecord::line() const {
  capnp::MallocMessageBuilder message;
  auto root = message.initRoot<schema::HistoryRecord>();
  write(*this, root);
  return encode<schema::HistoryRecord>(root);
}

Result<ProvedRecord> ProvedRecord::parse(std::string_view line) {
  if (line.size() > kMaxHistoryLineBytes) return no_line("is too long");
  ProvedRecord record;
  try {
    capnp::MallocMessageBuilder message;
    auto root = message.initRoot<schema::HistoryRecord>();
    decode<schema::HistoryRecord>(line, root);
    if (!read(root, record)) return no_line("has hashes of another length");
  } catch (const kj::Exception&) {
    return no_line("is not the JSON of a record");
  }
  // One proof, one text: what is left out or added is not passed over.
  std::string again = record.line();
  again.pop_back();
  if (again != line) return no_line("is not written as a record is");
  return record;
}

std::string HistoryProofHead::line() const {
  capnp::MallocMessageBuilder message;
  auto root = message.initRoot<schema::HistoryHead>();
  root.setForm(kForm);
  root.setStream(as_data(stream.view()));
  root.setVersion(last.head.version.value());
  root.setChain(as_data(last.head.chain.view()));
  root.setMap(as_data(joined(last.siblings)));
  write(heads, root.initHeads());
  root.setCheckpoint(checkpoint);
  auto notes = root.initAudits(static_cast<unsigned>(audits.size()));
  for (unsigned i = 0; i < notes.size(); ++i) notes.set(i, audits[i]);
  if (last.other) root.setOther(as_data(leaf_bytes(*last.other)));
  return encode<schema::HistoryHead>(root);
}

Result<HistoryProofHead> HistoryProofHead::parse(std::string_view line) {
  if (line.size() > kMaxHistoryHeadBytes) return no_line("is too long");
  HistoryProofHead head;
  try {
    capnp::MallocMessageBuilder message;
    auto root = message.initRoot<schema::HistoryHead>();
    decode<schema::HistoryHead>(line, root);
    if (root.getForm() != kForm) return no_line("is not the head of a proof of a history");
    if (root.getStream().size() != sizeof(StreamToken) || root.getChain().size() != kHash) {
      return no_line("has a token or a chain of another length");
    }
    head.stream = StreamToken::from(text(root.getStream()));
    head.last.head = {Version(root.getVersion()), Hash::from(text(root.getChain()))};
    if (!split(text(root.getMap()), kMaxHeadSiblings, head.last.siblings) ||
        !read(root.getHeads(), head.heads)) {
      return no_line("has hashes of another length");
    }
    head.checkpoint = root.getCheckpoint().cStr();
    if (root.getAudits().size() > kMaxHeadsAudits) return no_line("has too many audits");
    if (root.hasOther()) {
      head.last.other = leaf_in(text(root.getOther()));
      if (!head.last.other) return no_line("has a leaf of another length");
    }
    for (const auto note : root.getAudits()) head.audits.emplace_back(note.cStr());
  } catch (const kj::Exception&) {
    return no_line("is not the JSON of a proof's head");
  }
  std::string again = head.line();
  again.pop_back();
  if (again != line) return no_line("is not written as a proof's head is");
  return head;
}

std::string RecordsProofHead::line() const {
  capnp::MallocMessageBuilder message;
  auto root = message.initRoot<schema::RecordsHead>();
  root.setForm(kRecordsForm);
  root.setStream(as_data(stream.view()));
  root.setCheckpoint(checkpoint);
  return encode<schema::RecordsHead>(root);
}

Result<RecordsProofHead> RecordsProofHead::parse(std::string_view line) {
  if (line.size() > kMaxHistoryHeadBytes) return no_line("is too long");
  RecordsProofHead head;
  try {
    capnp::MallocMessageBuilder message;
    auto root = message.initRoot<schema::RecordsHead>();
    decode<schema::RecordsHead>(line, root);
    if (root.getForm() != kRecordsForm) return no_line("is not the head of a proof of records");
    if (root.getStream().size() != sizeof(StreamToken)) {
      return no_line("has a token of another length");
    }
    head.stream = StreamToken::from(text(root.getStream()));
    head.checkpoint = root.getCheckpoint().cStr();
  } catch (const kj::Exception&) {
    return no_line("is not the JSON of a proof's head");
  }
  std::string again = head.line();
  again.pop_back();
  if (again != line) return no_line("is not written as a proof's head is");
  return head;
}

}  // namespace dangol
