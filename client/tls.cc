#include <string_view>
#include <utility>
#include <vector>

#include <kj/debug.h>
#include <kj/vector.h>

#include "client/files.h"
#include "client/tls_kj.h"

namespace dangol {

namespace {

constexpr std::string_view kBegins = "-----BEGIN CERTIFICATE-----";

kj::StringPtr kj_text(const std::string& text) { return {text.c_str(), text.size()}; }

// One certificate each: KJ takes what stands together for a chain of one.
std::vector<std::string> certificates_in(std::string_view pem) {
  std::vector<std::string> all;
  for (std::size_t at = pem.find(kBegins); at != pem.npos;) {
    const std::size_t next = pem.find(kBegins, at + 1);
    all.emplace_back(pem.substr(at, next == pem.npos ? pem.npos : next - at));
    at = next;
  }
  return all;
}

// The texts of the files.
struct Texts {
  std::vector<std::string> authorities;
  std::string certificate;
  std::string key;
};
Result<Texts> read_all(const ClientTls& tls) {
  Texts texts;
  if (!tls.authorities.empty()) {
    Result<std::string> text = read_client_file(tls.authorities);
    if (!text.ok()) return text.error();
    texts.authorities = certificates_in(text.value());
    if (texts.authorities.empty()) {
      return unusable_file(tls.authorities, "holds no certificate in PEM");
    }
  }
  if (tls.certificate.empty() != tls.key.empty()) {
    return Error{ErrorCode::kUsage,
                 "a certificate to show needs its key, and a key its certificate"};
  }
  if (tls.certificate.empty()) return texts;
  Result<std::string> text = read_client_file(tls.certificate);
  if (!text.ok()) return text.error();
  texts.certificate = std::move(text).value();
  text = read_client_file(tls.key);
  if (!text.ok()) return text.error();
  texts.key = std::move(text).value();
  return texts;
}

// KJ throws at what OpenSSL does not understand.
template <class Made>
kj::Maybe<Made> understood(const std::string& pem) {
  kj::Maybe<Made> made;
  (void)kj::runCatchingExceptions([&] { made = Made(kj_text(pem)); });
  return made;
}

}  // namespace

Result<kj::Own<kj::TlsContext>> make_client_tls(const ClientTls& tls) {
  Result<Texts> texts = read_all(tls);
  if (!texts.ok()) return texts.error();
  kj::TlsContext::Options options;
  options.minVersion = kj::TlsVersion::TLS_1_2;
  kj::Vector<kj::TlsCertificate> trusted;
  for (const std::string& one : texts.value().authorities) {
    KJ_IF_MAYBE (certificate, understood<kj::TlsCertificate>(one)) {
      trusted.add(kj::mv(*certificate));
    } else {
      return unusable_file(tls.authorities, "holds something that is no certificate");
    }
  }
  options.useSystemTrustStore = trusted.empty();
  options.trustedCertificates = trusted;
  kj::Maybe<kj::TlsKeypair> shown;
  if (!tls.certificate.empty()) {
    auto certificate = understood<kj::TlsCertificate>(texts.value().certificate);
    if (certificate == nullptr) {
      return unusable_file(tls.certificate, "holds no certificate in PEM");
    }
    auto key = understood<kj::TlsPrivateKey>(texts.value().key);
    if (key == nullptr) {
      return unusable_file(tls.key, "holds no key in PEM, or one with a password");
    }
    shown = kj::TlsKeypair{kj::mv(KJ_ASSERT_NONNULL(key)), kj::mv(KJ_ASSERT_NONNULL(certificate))};
    options.defaultKeypair = KJ_ASSERT_NONNULL(shown);
  }
  kj::Maybe<kj::Own<kj::TlsContext>> made;
  (void)kj::runCatchingExceptions([&] { made = kj::heap<kj::TlsContext>(kj::mv(options)); });
  KJ_IF_MAYBE (context, made) return kj::mv(*context);
  return unusable_file(tls.certificate, "and its key do not belong together");
}

}  // namespace dangol
