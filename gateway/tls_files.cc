#include "gateway/tls_files.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include "events/hash.h"
#include "gateway/http/limits.h"
#include "store/descriptor.h"

namespace dangol {

namespace fs = std::filesystem;

namespace {

Error wrong(const fs::path& file, std::string_view reason) {
  ERR_clear_error();  // nothing of it is left for who asks OpenSSL next
  return {ErrorCode::kUsage, fmt::format("{}: {}", file.string(), reason)};
}

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* it) const {
    Free(it);
  }
};
using Certificate = std::unique_ptr<X509, Freed<&X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<&EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Freed<&BIO_vfree>>;

enum class Secrecy : std::uint8_t { kPublic, kSecret };

Result<std::string> read(const fs::path& file, Secrecy secrecy) {
  const Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info {};
  if (!fd.valid() || ::fstat(fd.get(), &info) != 0) return wrong(file, std::strerror(errno));
  if (!S_ISREG(info.st_mode)) return wrong(file, "is not a regular file");
  if (secrecy == Secrecy::kSecret && (info.st_mode & 007) != 0) {
    return wrong(file, "everybody may read or write the key: chmod 640, or 600");
  }
  if (static_cast<std::size_t>(info.st_size) > kMaxTlsFileBytes) {
    return wrong(file, fmt::format("has more than {} bytes", kMaxTlsFileBytes));
  }
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  if (::pread(fd.get(), text.data(), text.size(), 0) != info.st_size) {
    return wrong(file, std::strerror(errno));
  }
  return text;
}

Bio bio_of(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// No password: nobody is asked for one.
int no_password(char*, int, int, void*) { return -1; }

// The certificates of a file, in order.
std::vector<Certificate> certificates_in(std::string_view pem) {
  const Bio bio = bio_of(pem);
  std::vector<Certificate> all;
  while (X509* one = PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr)) {
    all.emplace_back(one);
  }
  ERR_clear_error();
  return all;
}

std::string text_of(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  char* text = nullptr;
  const long bytes = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(bytes)};
}

// What is wrong with the time of a certificate; nullptr: nothing.
const char* bad_time(const X509* certificate, Micros now) {
  std::time_t seconds = now.value() / 1'000'000;
  if (X509_cmp_time(X509_get0_notBefore(certificate), &seconds) > 0) return "is not valid yet";
  if (X509_cmp_time(X509_get0_notAfter(certificate), &seconds) < 0) return "has expired";
  return nullptr;
}

}  // namespace

std::vector<fs::path> TlsFiles::all() const {
  std::vector<fs::path> files;
  for (const fs::path& file : {certificate, key, clients}) {
    if (!file.empty()) files.push_back(file);
  }
  return files;
}

TlsTexts::~TlsTexts() { wipe(key.data(), key.size()); }

Result<TlsTexts> read_tls_files(const TlsFiles& files, Micros now) {
  TlsTexts texts;
  Result<std::string> text = read(files.certificate, Secrecy::kPublic);
  if (!text.ok()) return text.error();
  texts.certificate = std::move(text).value();
  const std::vector<Certificate> own = certificates_in(texts.certificate);
  if (own.empty()) return wrong(files.certificate, "holds no certificate in PEM");
  if (own.size() > kMaxTlsChain) {
    return wrong(files.certificate, fmt::format("holds more than {} certificates", kMaxTlsChain));
  }
  if (const char* bad = bad_time(own.front().get(), now)) return wrong(files.certificate, bad);

  text = read(files.key, Secrecy::kSecret);
  if (!text.ok()) return text.error();
  texts.key = std::move(text).value();
  const Bio bio = bio_of(texts.key);
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  if (!key) return wrong(files.key, "holds no key in PEM, or one with a password");
  if (X509_check_private_key(own.front().get(), key.get()) != 1) {
    return wrong(files.key, fmt::format("is not the key of {}", files.certificate.string()));
  }
  if (files.clients.empty()) return texts;
  text = read(files.clients, Secrecy::kPublic);
  if (!text.ok()) return text.error();
  for (const Certificate& one : certificates_in(text.value())) {
    texts.clients.push_back(text_of(one.get()));
  }
  if (texts.clients.empty()) return wrong(files.clients, "holds no certificate in PEM");
  return texts;
}

namespace {
thread_local bool certificate_may_lack = false;
}

CertificateMayLack::CertificateMayLack(bool may) { certificate_may_lack = may; }
CertificateMayLack::~CertificateMayLack() { certificate_may_lack = false; }

void name_tls_sessions() {
  // Called for each context that is made from now on. A context that is made by who asks for no certificate
  // is none the worse for a name.
  static const int once = CRYPTO_get_ex_new_index(
      CRYPTO_EX_INDEX_SSL_CTX, 0, nullptr,
      [](void* context, void*, CRYPTO_EX_DATA*, int, long, void*) {
        static constexpr std::string_view kName = "dangol";
        SSL_CTX_set_session_id_context(static_cast<SSL_CTX*>(context),
                                       reinterpret_cast<const unsigned char*>(kName.data()),
                                       static_cast<unsigned>(kName.size()));
      },
      nullptr, nullptr);
  (void)once;
  // Called for each connection, when it has taken over what its context asks for.
  static const int each = CRYPTO_get_ex_new_index(
      CRYPTO_EX_INDEX_SSL, 0, nullptr,
      [](void* connection, void*, CRYPTO_EX_DATA*, int, long, void*) {
        auto* const ssl = static_cast<SSL*>(connection);
        if (certificate_may_lack && (SSL_get_verify_mode(ssl) & SSL_VERIFY_PEER) != 0) {
          SSL_set_verify(ssl, SSL_VERIFY_PEER, nullptr);
        }
      },
      nullptr, nullptr);
  (void)each;
}

}  // namespace dangol
