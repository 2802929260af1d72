// How a client reaches its server, and how hard it tries.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>

#include "events/limits.h"

namespace dangol {

// How the connection is encrypted.
struct ClientTls {
  bool used = false;
  // PEM: whose certificates are trusted; empty: those that the system trusts.
  std::filesystem::path authorities = {};
  // PEM: the certificate to show and its key, if the server wants one.
  std::filesystem::path certificate = {};
  std::filesystem::path key = {};
  // The name that the server's certificate must bear; empty: the host of `server`. Needed where that is an
  // address in numbers.
  std::string server_name = {};
};

// Waits double with each failure, from the first to the longest, with jitter.
struct ClientRetries {
  std::chrono::milliseconds first_wait{50};
  std::chrono::milliseconds longest_wait{5'000};
  // An event that is not answered within this ends as `unavailable` or `unknown`.
  std::chrono::milliseconds give_up_after{120'000};
};

// How events of many calls share requests. Where nothing is on its way an event is sent at once; otherwise it
// waits for a full request, for an answer, or for `linger`, whatever comes first.
struct ClientBatches {
  std::size_t events = 500;     // of a request, up to kMaxBatchEvents
  std::size_t bytes = 1 << 20;  // of a request, up to kMaxBatchBytes
  std::chrono::microseconds linger{1'000};
};

struct ClientOptions {
  std::string server = "127.0.0.1:7381";  // host and port of `dangol serve --rpc-listen`
  std::string token = {};                 // as `dangol token create` prints it; empty: none
  // Read instead whenever the client connects, or the token is refused, so that it can be changed; its first line
  // counts.
  std::filesystem::path token_file = {};
  ClientTls tls = {};
  // connect() gives up when nobody has let it in within this.
  std::chrono::milliseconds connect_timeout{5'000};
  // A connection that leaves a request unanswered for so long is taken for broken.
  std::chrono::milliseconds request_timeout{30'000};
  // Who destroys the client waits so long for what is unanswered.
  std::chrono::milliseconds drain_timeout{30'000};
  ClientRetries retries = {};
  ClientBatches batches = {};
  // Memory for events that are not answered yet; beyond that append() waits.
  std::size_t max_bytes = 64 << 20;
};

}  // namespace dangol
