// The files of a server that speaks TLS: its certificate, its key, and whose certificates it trusts. Read and
// checked before they are used, so that a mistake is told by the file and the reason, not by clients that
// cannot connect.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"

namespace dangol {

struct TlsFiles {
  std::filesystem::path
      certificate;  // PEM: the server's own first, then those up to the root; empty: no TLS
  std::filesystem::path key;  // PEM, without a password
  std::filesystem::path
      clients;  // PEM: who signs the certificates that clients may show; empty: none is asked for
  bool clients_required = false;  // who shows none is not let in

  bool used() const { return !certificate.empty(); }
  std::vector<std::filesystem::path> all() const;
};

// What stands in them.
struct TlsTexts {
  std::string certificate;
  std::string key;
  std::vector<std::string> clients;  // one certificate each

  TlsTexts() = default;
  TlsTexts(TlsTexts&&) = default;
  TlsTexts& operator=(TlsTexts&&) = default;
  ~TlsTexts();  // wipes the key
};

// kUsage, naming the file: it cannot be read or is too large, it holds no certificate or no key, the key is
// not the certificate's, everybody may read the key, or the certificate has expired or is not valid yet.
Result<TlsTexts> read_tls_files(const TlsFiles& files, Micros now);

// To be called before the first connection is taken. OpenSSL does not let a client that had to show a
// certificate resume its session unless the server names its sessions, and KJ names none.
void name_tls_sessions();

// While it stands, connections that this thread begins as a server may come without a certificate, even where KJ
// asks for one: KJ itself knows only that nobody needs one, or everybody. REQUIRES: name_tls_sessions() was called.
class CertificateMayLack {
 public:
  explicit CertificateMayLack(bool may);
  ~CertificateMayLack();
  CertificateMayLack(const CertificateMayLack&) = delete;
  CertificateMayLack& operator=(const CertificateMayLack&) = delete;
};

}  // namespace dangol
