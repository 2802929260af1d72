// `dangol serve`: the store on the network; with --witness a witness of other logs.
#include <csignal>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sys/resource.h>

#include "app/allocating.h"
#include "app/command.h"
#include "app/signing.h"
#include "app/writer.h"
#include "events/json_text.h"
#include "gateway/http/server.h"
#include "gateway/service_log.h"
#include "gateway/witness_server.h"
#include "store/witness.h"

namespace dangol {

namespace {

struct ServeArguments {
  std::string listen;
  std::string rpc_listen;
  std::size_t threads = 1;
  unsigned idle_after = kLooksBeforeRest;
  bool insecure_local = false;
  TlsFiles tls;
  std::string log_level = "info";
  std::string log_format = "json";
  std::string witness;
  std::string name;
};

const std::map<std::string, LogLevel> kLogLevels{{"info", LogLevel::kInfo},
                                                 {"warning", LogLevel::kWarning},
                                                 {"error", LogLevel::kError},
                                                 {"off", LogLevel::kOff}};
const std::map<std::string, LogFormat> kLogFormats{{"json", LogFormat::kJson},
                                                   {"text", LogFormat::kText}};

// The signals that end the program: SIGINT, SIGTERM. Blocked before any thread begins, so that none of
// them gets these.
class EndSignals {
 public:
  EndSignals() {
    sigemptyset(&ends_);
    sigaddset(&ends_, SIGINT);
    sigaddset(&ends_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &ends_, nullptr);
  }
  void wait() const {
    int signal = 0;
    while (::sigwait(&ends_, &signal) != 0) {
    }
  }

 private:
  sigset_t ends_{};
};

// As many connections as the system lets one process have.
void raise_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

ExitCode serve_witness(const GlobalOptions& global, const ServeArguments& arguments) {
  const EndSignals ends;
  Witness::Options options;
  options.dir = arguments.witness;
  options.name = arguments.name;
  auto witness = Witness::open(options);
  if (!witness.ok()) return fail(global, witness.error());
  auto server = WitnessServer::start(
      *witness.value(), arguments.listen.empty() ? "127.0.0.1:7380" : arguments.listen);
  if (!server.ok()) return fail(global, server.error());
  const std::string key = witness.value()->verifier().text();
  if (global.json) {
    fmt::print("{{\"witness\":{},\"port\":{},\"logs\":{}}}\n", json_text(key),
               server.value()->port(), witness.value()->logs().size());
  } else {
    fmt::print("witness {}\n{} logs; listening on port {}\n", key, witness.value()->logs().size(),
               server.value()->port());
  }
  std::fflush(stdout);
  ends.wait();
  return ExitCode::kOk;
}

// The log of a server, from its start to its end.
void say_started(ServiceLog& log, const std::string& version, const ServeArguments& arguments,
                 Engine& engine, const HttpServer& server) {
  std::uint64_t records = 0;
  (void)engine.read([&](Store& store) -> Status {
    const Result<Position> size = store.log().size(PartitionId{0});
    if (!size.ok()) return size.error();
    records = size.value().value();
    return Done{};
  });
  std::vector<LogField> fields{{"version", version}, {"port", std::uint64_t{server.port()}}};
  if (server.rpc_port() != 0) fields.push_back({"rpc_port", std::uint64_t{server.rpc_port()}});
  fields.push_back({"threads", std::uint64_t{arguments.threads}});
  fields.push_back({"records", records});
  log.say(LogLevel::kInfo, "started", fields);
}

void say_ports(const GlobalOptions& global, const HttpServer& server) {
  const bool rpc = server.rpc_port() != 0;
  if (global.json) {
    fmt::print("{{\"port\":{}{}}}\n", server.port(),
               rpc ? fmt::format(",\"rpcPort\":{}", server.rpc_port()) : "");
  } else {
    fmt::print("listening on port {}{}\n", server.port(),
               rpc ? fmt::format(", for RPC on port {}", server.rpc_port()) : "");
  }
  std::fflush(stdout);
}

ExitCode serve(const GlobalOptions& global, const ServeArguments& arguments,
               const std::string& version) {
  if (!arguments.witness.empty()) return serve_witness(global, arguments);
  const EndSignals ends;
  raise_descriptors();
  if (arguments.idle_after > 0) allocate_for(Pace::kRest);  // what a start touches stays small
  auto store = Store::open(global.data, store_options(global, Missing::kCreate));
  if (!store.ok()) return fail(global, store.error());
  auto writer = Writer::start(std::move(store).value(), global);
  if (!writer.ok()) return fail(global, writer.error());
  if (arguments.idle_after > 0) {
    writer.value()->rest_when_idle(std::chrono::seconds(arguments.idle_after));
  }
  if (Status listens = writer.value()->listen(); !listens.ok()) {
    return fail(global, listens.error());
  }
  HttpServer::Options options;
  if (!arguments.listen.empty()) options.listen = arguments.listen;
  options.rpc_listen = arguments.rpc_listen;
  options.threads = arguments.threads;
  options.tls = arguments.tls;
  ServiceLog log({.level = kLogLevels.at(arguments.log_level),
                  .format = kLogFormats.at(arguments.log_format)});
  options.log = &log;
  options.gate.warn = [&log](std::string_view text) {
    log.say(LogLevel::kWarning, "warning", {{"text", text}});
  };
  if (arguments.insecure_local) {
    options.gate.insecure_account = "insecure-local";
    // Whatever the level is.
    ServiceLog({.format = kLogFormats.at(arguments.log_format)})
        .say(LogLevel::kWarning, "insecure-local",
             {{"means", "--insecure-local: whoever reaches this port may do everything"}});
  } else {
    options.gate.tokens = beside_data(global, global.tokens, ".tokens");
  }
  auto server = HttpServer::start(writer.value()->serving(), options);
  if (!server.ok()) return fail(global, server.error());
  if (!arguments.insecure_local && !server.value()->gate().has_tokens()) {
    log.say(LogLevel::kWarning, "warning",
            {{"text", "nobody has a token yet: dangol token create NAME --role ROLE"}});
  }
  say_ports(global, *server.value());
  say_started(log, version, arguments, writer.value()->serving().engine(), *server.value());
  ends.wait();
  log.say(LogLevel::kInfo, "stopping");
  server.value().reset();
  writer.value().reset();
  log.say(LogLevel::kInfo, "stopped");
  return ExitCode::kOk;
}

}  // namespace

void add_serve_command(Program& program) {
  auto arguments = std::make_shared<ServeArguments>();
  CLI::App* command = program.app.add_subcommand(
      "serve", "Serve the store over HTTP and RPC, or be a witness of other logs");
  command->add_option("--listen", arguments->listen,
                      "Address and port; port 0: any that is free. Default: 127.0.0.1:7379, of a "
                      "witness 127.0.0.1:7380");
  command->add_option("--rpc-listen", arguments->rpc_listen,
                      "Address and port for Cap'n Proto RPC. Default: nobody speaks it");
  command->add_option("--threads", arguments->threads, "Threads that hold connections")
      ->capture_default_str();
  command
      ->add_option("--idle-after", arguments->idle_after,
                   "Seconds without work after which memory is given back; 0: it is kept")
      ->check(CLI::Range(0U, 86'400U))
      ->capture_default_str();
  command->add_flag("--insecure-local", arguments->insecure_local,
                    "Let in whoever is on this machine, without a token, to do everything");
  CLI::Option* certificate =
      command->add_option("--tls-cert", arguments->tls.certificate,
                          "Speak TLS: the certificate, and those up to the root, in PEM");
  CLI::Option* key =
      command->add_option("--tls-key", arguments->tls.key, "Its key, in PEM, without a password");
  certificate->needs(key);
  key->needs(certificate);
  command
      ->add_option(
          "--tls-clients", arguments->tls.clients,
          "Clients may show a certificate that one of these has signed (PEM), in place of a token. "
          "Its common name is the name of a token, whose roles it has")
      ->needs(certificate);
  command
      ->add_flag("--tls-clients-required", arguments->tls.clients_required,
                 "Nobody connects without such a certificate, also not to ask for /healthz")
      ->needs("--tls-clients");
  command->add_option("--log-level", arguments->log_level, "What is told on standard error")
      ->check(CLI::IsMember({"info", "warning", "error", "off"}))
      ->capture_default_str();
  command->add_option("--log-format", arguments->log_format, "One JSON object a line, or text")
      ->check(CLI::IsMember({"json", "text"}))
      ->capture_default_str();
  command->add_option("--witness", arguments->witness,
                      "Be a witness. Its folder: its key, what it has seen, and the file `logs`");
  command->add_option(
      "--name", arguments->name,
      "Name of the witness, a URL without scheme; needed once, when its key is made");
  name_environment(*command);
  command->footer(
      "Runs until SIGINT or SIGTERM, which let what was begun end. New tokens and certificates "
      "hold within\n"
      "a second.\n"
      "  dangol serve --insecure-local\n"
      "A witness speaks C2SP tlog-witness: POST /add-checkpoint. FOLDER/logs names whose "
      "checkpoints "
      "it\ntakes, a line `log <public key>` each, as `dangol log key` prints it. Put a server with "
      "TLS\nbefore it, and never two processes on one folder.\n"
      "  dangol serve --witness /srv/witness --name witness.example/w1 --listen '*:7380'");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] {
      return serve(program.options, *arguments, program.app.version());
    };
  });
}

}  // namespace dangol
