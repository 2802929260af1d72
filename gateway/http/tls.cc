// See loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include <utility>

#include <fmt/format.h>
#include <kj/vector.h>

#include "gateway/http/tls_kj.h"

namespace dangol {

namespace {

// A certificate without a common name is nobody's.
std::string common_name(kj::PeerIdentity& identity) {
  auto& peer = kj::downcast<kj::TlsPeerIdentity>(identity);
  std::string name;
  if (!peer.hasCertificate()) return name;
  (void)kj::runCatchingExceptions([&] {
    const kj::String text = peer.getCommonName();
    name.assign(text.begin(), text.size());
  });
  return name;
}

}  // namespace

std::shared_ptr<kj::TlsContext> make_tls_context(const TlsTexts& texts) {
  const kj::TlsKeypair pair{
      kj::TlsPrivateKey(kj::StringPtr(texts.key.c_str(), texts.key.size())),
      kj::TlsCertificate(kj::StringPtr(texts.certificate.c_str(), texts.certificate.size()))};
  kj::Vector<kj::TlsCertificate> clients;
  for (const std::string& one : texts.clients) {
    clients.add(kj::TlsCertificate(kj::StringPtr(one.c_str(), one.size())));
  }
  kj::TlsContext::Options options;
  options.useSystemTrustStore = false;
  options.verifyClients = !texts.clients.empty();
  options.trustedCertificates = clients;
  options.minVersion = kj::TlsVersion::TLS_1_2;
  options.defaultKeypair = pair;
  return std::make_shared<kj::TlsContext>(kj::mv(options));
}

HttpTls::HttpTls(Options options, const TlsTexts& texts, kj::Timer& timer)
    : options_(std::move(options)),
      timer_(timer),
      watch_(options_.files.all(), options_.uptime),
      context_(make_tls_context(texts)) {
  (void)watch_.changed();
}

void HttpTls::look() {
  if (!watch_.changed()) return;
  Result<TlsTexts> texts = read_tls_files(options_.files, options_.clock());
  std::string wrong;
  if (texts.ok()) {
    KJ_IF_MAYBE (failed,
                 kj::runCatchingExceptions([&] { context_ = make_tls_context(texts.value()); })) {
      wrong = "the certificate cannot be used";
    }
  } else {
    wrong = texts.error().message;
  }
  if (wrong.empty()) {
    wrong_.clear();
    return;
  }
  // One of the files may have been written before the other.
  watch_.look_again();
  if (wrong == wrong_) return;
  wrong_ = wrong;
  options_.warn(fmt::format("{}; the certificate of before is still shown", wrong));
}

kj::Promise<HttpTls::Secured> HttpTls::secure(kj::Own<kj::AsyncIoStream> stream) {
  look();
  const CertificateMayLack optional(!options_.files.clients_required);
  auto secured =
      context_->wrapServer({kj::mv(stream), kj::UnknownPeerIdentity::newInstance()})
          .then([](kj::AuthenticatedStream authenticated) {
            return Secured{kj::mv(authenticated.stream), common_name(*authenticated.peerIdentity)};
          });
  // The context may be another one by then.
  return timer_.timeoutAfter(options_.handshake.count() * kj::MILLISECONDS, kj::mv(secured))
      .attach(kj::heap(context_));
}

}  // namespace dangol
