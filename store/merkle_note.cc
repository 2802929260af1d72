#include "store/merkle_note.h"

#include <charconv>
#include <memory>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "events/utf8.h"
#include "store/proof_limits.h"

namespace dangol {

namespace {

constexpr std::string_view kDash = "\u2014 ";
constexpr std::string_view kPrivate = "PRIVATE+KEY+";
constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kKeyIdBytes = 4;
constexpr std::size_t kSeenBytes = 8;

Error refused(std::string message) { return {ErrorCode::kRejected, std::move(message)}; }

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

std::string big_endian(std::uint64_t value, std::size_t bytes) {
  std::string out;
  for (std::size_t i = bytes; i > 0; --i) out.push_back(static_cast<char>(value >> 8 * (i - 1)));
  return out;
}

std::uint64_t number_of(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

// What is signed: the text, or the text with the time at which a witness saw it.
std::string message_of(NoteKeyType type, std::string_view text, std::uint64_t seen) {
  if (type == NoteKeyType::kNote) return std::string(text);
  return fmt::format("cosignature/v1\ntime {}\n{}", seen, text);
}

std::string hex8(std::uint32_t id) { return fmt::format("{:08x}", id); }

// The parts of `name+id+base64`: name, type and key bytes.
struct KeyText {
  std::string_view name;
  NoteKeyType type;
  std::string key;  // 32 bytes
  std::uint32_t id;
};

std::optional<KeyText> parse_key(std::string_view text) {
  const std::size_t first = text.find('+');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = text.find('+', first + 1);
  if (second == std::string_view::npos || second - first != 9) return std::nullopt;
  KeyText parts;
  parts.name = text.substr(0, first);
  const std::string_view hex = text.substr(first + 1, 8);
  const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), parts.id, 16);
  if (error != std::errc() || end != hex.data() + hex.size() || hex8(parts.id) != hex) {
    return std::nullopt;
  }
  const auto bytes = from_base64(text.substr(second + 1));
  if (!bytes || bytes->size() != 33 || !is_note_name(parts.name)) return std::nullopt;
  const auto type = static_cast<std::uint8_t>((*bytes)[0]);
  if (type != 1 && type != 4) return std::nullopt;
  parts.type = static_cast<NoteKeyType>(type);
  parts.key = bytes->substr(1);
  return parts;
}

}  // namespace

bool is_note_name(std::string_view name) {
  if (name.empty() || name.size() > 255 || !is_utf8(name)) return false;
  for (const char c : name) {
    if (static_cast<unsigned char>(c) <= ' ' || c == '+' || c == 0x7f) return false;
  }
  // The spaces of Unicode beyond ASCII.
  for (const std::string_view space :
       {"\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
        "\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f",
        "\u3000"}) {
    if (name.find(space) != std::string_view::npos) return false;
  }
  return true;
}

std::string to_base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string out(text.size() / 4 * 3 + 1, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  out.resize(static_cast<std::size_t>(size) - padding);
  // One text for one value: no blanks, no stray bits.
  if (to_base64(out) != text) return std::nullopt;
  return out;
}

std::uint32_t NoteVerifier::id() const {
  const std::string head = name + '\n' + static_cast<char>(type);
  const Hash hash = sha256({head, {reinterpret_cast<const char*>(key.data()), key.size()}});
  return static_cast<std::uint32_t>(number_of(hash.view().substr(0, kKeyIdBytes)));
}

std::string NoteVerifier::text() const {
  std::string bytes(1, static_cast<char>(type));
  bytes.append(reinterpret_cast<const char*>(key.data()), key.size());
  return fmt::format("{}+{}+{}", name, hex8(id()), to_base64(bytes));
}

Result<NoteVerifier> NoteVerifier::parse(std::string_view text) {
  const auto parts = parse_key(text);
  if (!parts) return refused("the key is not of the form name+1a2b3c4d+base64");
  NoteVerifier verifier;
  verifier.name = parts->name;
  verifier.type = parts->type;
  std::copy(parts->key.begin(), parts->key.end(), verifier.key.begin());
  if (verifier.id() != parts->id) return refused("the key's id is not that of the key");
  return verifier;
}

NoteSigner::NoteSigner(std::string_view name, NoteKeyType type, const Secret& seed) : seed_(seed) {
  verifier_.name = name;
  verifier_.type = type;
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed_.bytes.data(),
                                             seed_.bytes.size()),
                EVP_PKEY_free);
  std::size_t size = verifier_.key.size();
  EVP_PKEY_get_raw_public_key(key.get(), verifier_.key.data(), &size);
}

Result<NoteSigner> NoteSigner::make(std::string_view name, NoteKeyType type, Entropy& entropy) {
  if (!is_note_name(name)) {
    return refused("a key's name is a text without spaces and `+`, at most 255 bytes");
  }
  Secret seed;
  entropy.fill(seed.bytes);
  return NoteSigner(name, type, seed);
}

Result<NoteSigner> NoteSigner::parse(std::string_view text) {
  const Error bad = refused("the private key is not of the form PRIVATE+KEY+name+1a2b3c4d+base64");
  if (!text.starts_with(kPrivate)) return bad;
  auto parts = parse_key(text.substr(kPrivate.size()));
  if (!parts) return bad;
  NoteSigner signer(parts->name, parts->type, Secret::from(parts->key));
  wipe(parts->key.data(), parts->key.size());
  if (signer.verifier().id() != parts->id) return refused("the private key's id is not the key's");
  return signer;
}

std::string NoteSigner::text() const {
  std::string bytes(1, static_cast<char>(verifier_.type));
  bytes += seed_.view();
  std::string text =
      fmt::format("{}{}+{}+{}", kPrivate, verifier_.name, hex8(verifier_.id()), to_base64(bytes));
  wipe(bytes.data(), bytes.size());
  return text;
}

std::string NoteSigner::sign(std::string_view text, std::uint64_t seen) const {
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed_.bytes.data(),
                                             seed_.bytes.size()),
                EVP_PKEY_free);
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const std::string message = message_of(verifier_.type, text, seen);
  std::array<unsigned char, kSignatureBytes> signature{};
  std::size_t size = signature.size();
  EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get());
  EVP_DigestSign(context.get(), signature.data(), &size,
                 reinterpret_cast<const unsigned char*>(message.data()), message.size());
  std::string bytes = big_endian(verifier_.id(), kKeyIdBytes);
  if (verifier_.type == NoteKeyType::kCosignature) bytes += big_endian(seen, kSeenBytes);
  bytes.append(reinterpret_cast<const char*>(signature.data()), signature.size());
  return fmt::format("{}{} {}\n", kDash, verifier_.name, to_base64(bytes));
}

Result<SignedNote> SignedNote::parse(std::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) return refused("the note is too long");
  if (!is_utf8(bytes)) return refused("the note is not UTF-8");
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) < ' ' && c != '\n') {
      return refused("the note holds a control character");
    }
  }
  const std::size_t blank = bytes.rfind("\n\n");
  if (blank == std::string_view::npos || blank == 0) {
    return refused("the note has no empty line between its text and its signatures");
  }
  SignedNote note;
  note.text = bytes.substr(0, blank + 1);
  std::string_view rest = bytes.substr(blank + 2);
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return refused("the note's last line does not end");
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (!line.starts_with(kDash)) return refused("a signature does not begin with a dash");
    line.remove_prefix(kDash.size());
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || !is_note_name(line.substr(0, space))) {
      return refused("a signature has no name");
    }
    const auto signature = from_base64(line.substr(space + 1));
    if (!signature || signature->size() < kKeyIdBytes + 1) {
      return refused("a signature is not base64 of a key's id and more");
    }
    if (note.signatures.size() == kMaxNoteSignatures)
      return refused("the note has too many signatures");
    note.signatures.push_back(
        {std::string(line.substr(0, space)),
         static_cast<std::uint32_t>(number_of(std::string_view(*signature).substr(0, kKeyIdBytes))),
         signature->substr(kKeyIdBytes)});
  }
  if (note.signatures.empty()) return refused("the note has no signature");
  return note;
}

Result<std::uint64_t> verify(const SignedNote& note, const NoteVerifier& key) {
  const std::size_t seen_bytes = key.type == NoteKeyType::kCosignature ? kSeenBytes : 0;
  std::optional<std::uint64_t> found;
  for (const SignedNote::Signature& signature : note.signatures) {
    if (signature.name != key.name || signature.id != key.id()) continue;
    if (found) return refused("the note is signed twice by " + key.name);
    const std::string_view bytes = signature.bytes;
    bool holds = bytes.size() == seen_bytes + kSignatureBytes;
    if (holds) {
      const std::uint64_t seen = number_of(bytes.substr(0, seen_bytes));
      const std::string message = message_of(key.type, note.text, seen);
      const Key public_key(
          EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.key.data(), key.key.size()),
          EVP_PKEY_free);
      const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
      holds =
          public_key != nullptr &&
          EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, public_key.get()) == 1 &&
          EVP_DigestVerify(context.get(),
                           reinterpret_cast<const unsigned char*>(bytes.data() + seen_bytes),
                           kSignatureBytes, reinterpret_cast<const unsigned char*>(message.data()),
                           message.size()) == 1;
      found = seen;
    }
    if (!holds) return refused("the signature of " + key.name + " does not hold");
  }
  if (!found) return Error{ErrorCode::kNotFound, "the note is not signed by " + key.name};
  return *found;
}

std::string Checkpoint::text() const {
  return fmt::format("{}\n{}\n{}\n", origin, size, to_base64(root.view()));
}

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
  std::array<std::string_view, 3> lines;
  for (std::string_view& line : lines) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || end == 0) {
      return refused("a checkpoint is three lines: origin, size and root");
    }
    line = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  if (!text.empty()) return refused("the checkpoint has lines that nobody can check");
  Checkpoint checkpoint;
  checkpoint.origin = lines[0];
  const auto [end, error] =
      std::from_chars(lines[1].data(), lines[1].data() + lines[1].size(), checkpoint.size);
  if (error != std::errc() || end != lines[1].data() + lines[1].size() ||
      fmt::format("{}", checkpoint.size) != lines[1]) {
    return refused("the checkpoint's size is no number");
  }
  const auto root = from_base64(lines[2]);
  if (!root || root->size() != sizeof(Hash::bytes)) {
    return refused("the checkpoint's root is no hash in base64");
  }
  checkpoint.root = Hash::from(*root);
  return checkpoint;
}

}  // namespace dangol
