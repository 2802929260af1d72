#include "gateway/witness_client.h"

#include <algorithm>
#include <charconv>
#include <thread>

#include <fmt/format.h>
#include <kj/compat/http.h>
#include <kj/compat/tls.h>
#include <kj/debug.h>

#include "gateway/loop_io_kj.h"
#include "gateway/witness_limits.h"
#include "store/merkle_proof.h"

namespace dangol {

namespace {

struct HttpAnswer {
  unsigned code = 0;
  std::string body;
};

// Lives on its thread; throws kj::Exception.
class Caller {
 public:
  explicit Caller(bool tls) : io_(make_loop_io()), until_(deadline()) {
    if (tls) tls_network_ = tls_.emplace().wrapNetwork(io_.provider->getNetwork());
    kj::Maybe<kj::Network&> secure;
    if (tls) secure = *tls_network_;
    client_ =
        kj::newHttpClient(io_.provider->getTimer(), table_, io_.provider->getNetwork(), secure);
  }

  HttpAnswer post(const std::string& url, const std::string& body) {
    kj::HttpHeaders headers(table_);
    auto request = client_->request(kj::HttpMethod::POST, url, headers, body.size());
    auto& stream = *request.body;
    auto answered =
        stream.write(body.data(), body.size())
            .attach(kj::mv(request.body))
            .then([response = kj::mv(request.response)]() mutable { return kj::mv(response); })
            .then([](kj::HttpClient::Response&& response) {
              const unsigned code = response.statusCode;
              auto& from = *response.body;
              return from.readAllText(kMaxWitnessAnswerBytes)
                  .attach(kj::mv(response.body))
                  .then([code](kj::String text) {
                    return HttpAnswer{code, std::string(text.begin(), text.size())};
                  });
            });
    auto late = io_.provider->getTimer().atTime(until_).then(
        []() -> HttpAnswer { KJ_FAIL_REQUIRE("no answer in time"); });
    return answered.exclusiveJoin(kj::mv(late)).wait(io_.waitScope);
  }

 private:
  kj::TimePoint deadline() {
    return io_.provider->getTimer().now() + kWitnessPatience.count() * kj::SECONDS;
  }

  kj::AsyncIoContext io_;
  const kj::TimePoint until_;
  const kj::HttpHeaderTable table_;
  std::optional<kj::TlsContext> tls_;
  kj::Own<kj::Network> tls_network_;
  kj::Own<kj::HttpClient> client_;
};

Error refused(const WitnessAddress& witness, const HttpAnswer& answer) {
  return {ErrorCode::kRejected, fmt::format("the witness {} does not cosign: it answers {}",
                                            witness.key.name, answer.code)};
}

Error rolled_back(const WitnessAddress& witness, std::uint64_t seen, std::uint64_t size) {
  return {
      ErrorCode::kCorrupt,
      fmt::format("the witness {} has cosigned {} records of this log, and the checkpoint is of "
                  "{}: the log was rolled back, or its key signs another history",
                  witness.key.name, seen, size)};
}

// The witness's own signature line among those that it answered, if it holds.
Result<std::string> signature_in(const WitnessAddress& witness, std::string_view note,
                                 const std::string& answer) {
  const std::string text(note.substr(0, note.find("\n\n") + 2));
  Result<SignedNote> read = SignedNote::parse(text + answer);
  if (!read.ok()) {
    return Error{ErrorCode::kUnavailable, fmt::format("the witness {} answered no signature: {}",
                                                      witness.key.name, read.error().message)};
  }
  Result<std::uint64_t> seen = verify(read.value(), witness.key);
  if (!seen.ok()) return seen.error();
  std::string_view rest = answer;
  while (!rest.empty()) {
    const std::string line(rest.substr(0, rest.find('\n') + 1));
    rest.remove_prefix(line.size());
    Result<SignedNote> alone = SignedNote::parse(text + line);
    if (alone.ok() && verify(alone.value(), witness.key).ok()) return line;
  }
  return Error{ErrorCode::kUnavailable, "the witness answered no signature of its own"};
}

Result<std::string> converse(Caller& caller, const WitnessAddress& witness, std::uint64_t& known,
                             std::string_view note, std::uint64_t size, const ProveFrom& prove) {
  const std::string url =
      witness.url + (witness.url.ends_with('/') ? "add-checkpoint" : "/add-checkpoint");
  for (int attempt = 0; attempt < kWitnessAttempts; ++attempt) {
    ConsistencyProof asked{known, {}, std::string(note)};
    if (known > 0 && known < size) {
      auto proof = prove(known);
      if (!proof.ok()) return proof.error();
      asked.hashes = std::move(proof).value();
    }
    const HttpAnswer answer = caller.post(url, asked.text());
    if (answer.code == 200) {
      auto line = signature_in(witness, note, answer.body);
      if (line.ok()) known = size;
      return line;
    }
    if (answer.code != 409) return refused(witness, answer);
    std::uint64_t seen = 0;
    const char* end = answer.body.data() + answer.body.size();
    const auto parsed = std::from_chars(answer.body.data(), end, seen);
    if (parsed.ec != std::errc() || std::string_view(parsed.ptr, end) != "\n") {
      return refused(witness, answer);
    }
    // The same size, and still no: it has seen another root.
    if (seen > size || seen == known) return rolled_back(witness, seen, size);
    known = seen;
  }
  return Error{ErrorCode::kUnavailable,
               fmt::format("the witness {} changes its mind about the size", witness.key.name)};
}

}  // namespace

Result<std::string> ask_witness(const WitnessAddress& witness, std::uint64_t& known,
                                std::string_view note, std::uint64_t size, const ProveFrom& prove) {
  if (known > size) known = 0;
  Result<std::string> line = Error{ErrorCode::kUnavailable, ""};
  // A loop of KJ's belongs to its thread, and blocks a signal there.
  std::thread([&] {
    kj::Maybe<kj::Exception> failed = kj::runCatchingExceptions([&] {
      Caller caller(witness.url.starts_with("https:"));
      line = converse(caller, witness, known, note, size, prove);
    });
    KJ_IF_MAYBE (why, failed) {
      line = Error{ErrorCode::kUnavailable,
                   fmt::format("the witness {} at {} does not answer: {}", witness.key.name,
                               witness.url, why->getDescription().cStr())};
    }
  }).join();
  return line;
}

std::string with_cosignature(std::string_view note, std::string_view line) {
  const auto key_of = [](std::string_view signature) {
    // `- name base64(id:4 ..)`: five characters of base64 hold the id and a part of what follows.
    const std::size_t space = signature.rfind(' ');
    return signature.substr(0, std::min(signature.size(), space + 6));
  };
  const std::size_t body = note.find("\n\n") + 2;
  std::string with(note.substr(0, body));
  std::string_view rest = note.substr(body);
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find('\n') + 1);
    rest.remove_prefix(one.size());
    if (key_of(one) != key_of(line)) with += one;
  }
  return with += line;
}

}  // namespace dangol
