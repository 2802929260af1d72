// `dangol serve --witness DIR`: a witness of logs, on the network.
#include <csignal>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/json_text.h"
#include "gateway/witness_server.h"
#include "store/witness.h"

namespace dangol {

namespace {

struct ServeArguments {
  std::string witness;
  std::string name;
  std::string listen = "127.0.0.1:7380";
};

// Until somebody ends the program: SIGINT, SIGTERM.
void wait_for_the_end(const sigset_t& ends) {
  int signal = 0;
  while (::sigwait(&ends, &signal) != 0) {
  }
}

ExitCode serve(const GlobalOptions& global, const ServeArguments& arguments) {
  // Before any thread begins, so that none of them gets these.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  Witness::Options options;
  options.dir = arguments.witness;
  options.name = arguments.name;
  auto witness = Witness::open(options);
  if (!witness.ok()) return fail(global, witness.error());
  auto server = WitnessServer::start(*witness.value(), arguments.listen);
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
  wait_for_the_end(ends);
  return ExitCode::kOk;
}

}  // namespace

void add_serve_command(Program& program) {
  auto arguments = std::make_shared<ServeArguments>();
  CLI::App* command =
      program.app.add_subcommand("serve", "Cosign other logs' checkpoints as a witness");
  command
      ->add_option("--witness", arguments->witness,
                   "Folder of the witness: its key, what it has seen, and the file `logs`")
      ->required();
  command->add_option(
      "--name", arguments->name,
      "Name of the witness, a URL without scheme; needed once, when its key is made");
  command->add_option("--listen", arguments->listen, "Address and port; port 0: any that is free")
      ->capture_default_str();
  command->footer(
      "Speaks C2SP tlog-witness: POST /add-checkpoint. FOLDER/logs names whose checkpoints it "
      "takes, a\n"
      "line `log <public key>` each, as `dangol log key` prints it. Runs until SIGINT or SIGTERM.\n"
      "Put a server with TLS before it, and never two processes on one folder.\n"
      "  dangol serve --witness /srv/witness --name witness.example/w1 --listen '*:7380'");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] { return serve(program.options, *arguments); };
  });
}

}  // namespace dangol
