// Makes a connection one of TLS, and tells who is at its other end. Lives on its loop's thread. Only for
// sources.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <kj/async-io.h>
#include <kj/compat/tls.h>

#include "events/clock.h"
#include "gateway/http/file_watch.h"
#include "gateway/http/token_book.h"
#include "gateway/tls_files.h"

namespace dangol {

class HttpTls {
 public:
  struct Options {
    TlsFiles files;
    std::chrono::milliseconds handshake{};  // it must be over within this
    Clock clock;
    Clock uptime;
    Warn warn;
  };
  // `timer` outlives this.
  HttpTls(Options options, const TlsTexts& texts, kj::Timer& timer);

  struct Secured {
    kj::Own<kj::AsyncIoStream> stream;
    std::string
        certificate;  // the common name of a certificate that we trust; empty: there is none
  };
  // Fails when the handshake does. Files that have changed hold for it; when they are wrong those of before
  // do, and that is said.
  kj::Promise<Secured> secure(kj::Own<kj::AsyncIoStream> stream);

 private:
  void look();

  const Options options_;
  kj::Timer& timer_;
  FileWatch watch_;
  std::string wrong_;  // what was last said of the files
  std::shared_ptr<kj::TlsContext> context_;
};

// What every loop's is made of.
struct HttpTlsSetup {
  HttpTls::Options options;
  TlsTexts texts;
};

// A context of OpenSSL, of texts that read_tls_files gave. Throws KJ's exceptions: what was read cannot be
// used after all.
std::shared_ptr<kj::TlsContext> make_tls_context(const TlsTexts& texts);

}  // namespace dangol
