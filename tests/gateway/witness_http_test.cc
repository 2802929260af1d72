// A log and its witness, over HTTP.
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/witness_client.h"
#include "gateway/witness_limits.h"
#include "gateway/witness_server.h"
#include "store/merkle_proof.h"
#include "tests/gateway/notary_kit.h"
#include "tests/support/checkpoint_kit.h"
#include "tests/support/files.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class WitnessedLog : public NotaryTest {
 protected:
  // A witness of this log, whose key is made first.
  void begin_witnessed() {
    begin();
    const std::string key = notary->run(NotaryTask::kKeys).value().keys.front().text();
    fs::create_directory(witness_dir_ / "w");
    write_file(witness_dir_ / "w" / "logs", "log " + key + "\n");
    Witness::Options how;
    how.dir = witness_dir_ / "w";
    how.name = "witness.example/w1";
    witness_ = Witness::open(how).value();
    serve();
    notary.reset();
    start_witnessed();
  }
  void serve() { server_ = WitnessServer::start(*witness_, "127.0.0.1:0").value(); }
  std::string url() const { return fmt::format("http://127.0.0.1:{}", server_->port()); }
  void start_witnessed() {
    Notary::Options how = options();
    how.witnesses = {{witness_->verifier(), url()}};
    auto started = Notary::start(*engine, how);
    ASSERT_TRUE(started.ok()) << started.error().message;
    notary = std::move(started).value();
  }
  bool cosigned(const std::string& note) const {
    return verify(SignedNote::parse(note).value(), witness_->verifier()).ok();
  }
  int connect() const {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(server_->port());
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
    return fd;
  }
  // Sends bytes as they are, and reads until the server closes or has said `until`.
  std::string raw(const std::string& bytes, const std::string& until) const {
    const int fd = connect();
    EXPECT_EQ(::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
    std::string answer;
    char buffer[4096];
    for (ssize_t got; answer.find(until) == std::string::npos &&
                      (got = ::recv(fd, buffer, sizeof buffer, 0)) > 0;) {
      answer.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(fd);
    return answer;
  }
  static std::string post(const std::string& path, const std::string& body) {
    return fmt::format("POST {} HTTP/1.1\r\nHost: w\r\nContent-Length: {}\r\n\r\n{}", path,
                       body.size(), body);
  }

  TempDir witness_dir_;
  std::unique_ptr<Witness> witness_;
  std::unique_ptr<WitnessServer> server_;  // ends before the witness
};

TEST_F(WitnessedLog, GetsACosignatureWithEveryCheckpoint) {
  begin_witnessed();
  for (const char* id : {"e1", "e2", "e3"}) {
    record(id);
    const auto told = notary->run(NotaryTask::kSign);
    ASSERT_TRUE(told.ok()) << told.error().message;
    EXPECT_THAT(told.value().warnings, IsEmpty());
    EXPECT_TRUE(cosigned(told.value().note));
    EXPECT_EQ(store->checkpoints().latest().value()->note, told.value().note);
    EXPECT_EQ(store->anchor()->get().note, told.value().note);
  }
}

TEST_F(WitnessedLog, GoesOnFromTheSizeThatTheWitnessTells) {
  begin_witnessed();
  record("e1");
  EXPECT_TRUE(cosigned(sign()));
  start_witnessed();  // knows nothing of what was cosigned
  record("e2");
  EXPECT_TRUE(cosigned(sign()));
}

TEST_F(WitnessedLog, IsSignedWithoutAWitnessThatIsNotThereAndCosignedLater) {
  begin_witnessed();
  record("e1");
  const std::uint16_t port = server_->port();
  server_.reset();
  auto told = notary->run(NotaryTask::kSign);
  ASSERT_TRUE(told.ok()) << told.error().message;
  EXPECT_FALSE(cosigned(told.value().note));
  ASSERT_THAT(told.value().warnings, SizeIs(1));
  EXPECT_THAT(told.value().warnings.front(),
              AllOf(HasSubstr("witness.example/w1"), HasSubstr(std::to_string(port))));
  EXPECT_THAT(notary->health().uncosigned, HasSubstr("does not answer"));
  serve();
  start_witnessed();
  EXPECT_TRUE(cosigned(sign()));
  EXPECT_EQ(notary->health().uncosigned, "");
}

TEST_F(WitnessedLog, ARewrittenTailIsFoundByTheWitness) {
  begin_witnessed();
  record("e1");
  end();
  fs::copy(dir() / "store", dir() / "backup", fs::copy_options::recursive);
  open();
  start_witnessed();
  record("e2");
  EXPECT_TRUE(cosigned(sign()));
  end();
  // By the operator, who has disk and key: everything here is put back to before.
  fs::remove_all(dir() / "store");
  fs::rename(dir() / "backup", dir() / "store");
  write_file(path("anchor"), Anchored{witness_->logs().front(), "", {}}.text());
  open();
  start_witnessed();
  record("e3");
  const auto told = notary->run(NotaryTask::kSign);
  ASSERT_FALSE(told.ok());
  EXPECT_EQ(told.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(told.error().message, HasSubstr("another history"));
}

TEST_F(WitnessedLog, AWitnessWithAnotherKeyIsNotBelieved) {
  begin_witnessed();
  record("e1");
  SeededEntropy entropy(5);
  const WitnessAddress other{
      NoteSigner::make("witness.example/w1", NoteKeyType::kCosignature, entropy).value().verifier(),
      url()};
  const std::string note = sign();
  std::uint64_t known = 0;
  const auto line =
      ask_witness(other, known, note, 1, [](std::uint64_t) { return std::vector<Hash>(); });
  ASSERT_FALSE(line.ok());
  EXPECT_EQ(line.error().code, ErrorCode::kNotFound);
}

TEST_F(WitnessedLog, StatusesAreThoseOfTheProtocol) {
  begin_witnessed();
  record("e1");
  notary.reset();
  start();  // asks no witness
  const std::string note = sign();
  const std::string good = "old 0\n\n" + note;
  EXPECT_THAT(raw(post("/add-checkpoint", "nothing"), "\n\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(raw(post("/add-checkpoint", "old 1\n\n" + note), "0\n"),
              AllOf(StartsWith("HTTP/1.1 409 "), HasSubstr("Content-Type: text/x.tlog.size\r\n"),
                    HasSubstr("\r\n\r\n0\n")));
  EXPECT_THAT(raw(post("/add-checkpoint", good), "\u2014"),
              AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("\u2014 witness.example/w1 ")));
  EXPECT_THAT(raw(post("/elsewhere", good), "here"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(raw("GET /add-checkpoint HTTP/1.1\r\nHost: w\r\n\r\n", "POST"),
              StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(raw("no request\r\n\r\n", "\r\n\r\n"),
              AnyOf(StartsWith("HTTP/1.1 400 "), StartsWith("HTTP/1.1 501 ")));
}

TEST_F(WitnessedLog, ARequestThatIsTooLargeIsNotRead) {
  begin_witnessed();
  const std::string head = "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n";
  EXPECT_THAT(
      raw(head + fmt::format("Content-Length: {}\r\n\r\n", kMaxWitnessRequestBytes + 1), "large"),
      StartsWith("HTTP/1.1 413 "));
  const std::string chunk(kMaxWitnessRequestBytes + 1, 'x');
  EXPECT_THAT(raw(head + fmt::format("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n",
                                     chunk.size(), chunk),
                  "large"),
              StartsWith("HTTP/1.1 413 "));
}

TEST_F(WitnessedLog, MoreConnectionsThanItServesAreClosed) {
  begin_witnessed();
  std::vector<int> open;
  // One more than may be, and one of them speaks: connections are taken in their order.
  for (std::size_t i = 0; i < kMaxWitnessConnections; ++i) open.push_back(connect());
  EXPECT_EQ(raw(post("/add-checkpoint", "nothing"), "\r\n\r\n"), "");
  for (const int fd : open) ::close(fd);
}

TEST_F(WitnessedLog, AnAddressThatIsNoneIsRefused) {
  begin_witnessed();
  const auto started = WitnessServer::start(*witness_, "no address at all");
  ASSERT_FALSE(started.ok());
  EXPECT_THAT(started.error().message, StartsWith("cannot listen on no address at all"));
  EXPECT_FALSE(WitnessServer::start(*witness_, url().substr(7)).ok());  // taken
}

}  // namespace
}  // namespace dangol::test
