// What a client asks about the directory of the vault.
#include "events/sealing_message_capnp.h"
#include "gateway/client_line_capnp.h"
#include "gateway/directory_wire_capnp.h"
#include "gateway/local_client.h"

namespace dangol {

Result<DirectoryFound> LocalClient::directory(const std::vector<StreamToken>& streams,
                                              const Viewer& viewer) {
  Asking request = line_->begin();
  auto asked = request.root.initDirectory();
  write_viewer(viewer, asked.initRights());
  std::string tokens;
  for (const StreamToken& stream : streams) tokens += stream.view();
  asked.setStreams(data_of(tokens));
  Result<DirectoryFound> found = DirectoryFound{};
  Status read =
      line_->ask(request, wire::Answer::DIRECTORY, [&](wire::Answer::Reader answer) -> Status {
        found = read_directory(answer.getDirectory());
        return found.ok() ? Status(Done{}) : found.error();
      });
  if (!read.ok()) return read.error();
  return found;
}

}  // namespace dangol
