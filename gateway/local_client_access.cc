#include "gateway/client_line_capnp.h"
#include "gateway/local_client.h"
#include "gateway/wire_access_capnp.h"

namespace dangol {

Status LocalClient::accesses(const RegisterQuestion& question, const Viewer& viewer,
                             const std::function<bool(const RegisterEntry&)>& take) {
  RegisterMark from;
  for (bool more = true; more;) {
    Asking request = line_->begin();
    auto asked = request.root.initAccess();
    write_viewer(viewer, asked.initRights());
    write_question(question, from, asked.initPage());
    Status read =
        line_->ask(request, wire::Answer::ACCESS, [&](wire::Answer::Reader answer) -> Status {
          Result<RegisterPage> page = read_register_page(answer.getAccess());
          if (!page.ok()) return page.error();
          more = page.value().more;
          from = page.value().next;
          for (const RegisterEntry& entry : page.value().entries) {
            if (take(entry)) continue;
            more = false;
            break;
          }
          return Done{};
        });
    if (!read.ok()) return read;
  }
  return Done{};
}

Result<std::vector<ExpiredMonth>> LocalClient::expire_accesses(const Viewer& viewer,
                                                               Expiring what) {
  Asking request = line_->begin();
  auto asked = request.root.initAccess();
  write_viewer(viewer, asked.initRights());
  asked.setExpire(what == Expiring::kDestroy);
  std::vector<ExpiredMonth> ended;
  Status read = line_->ask(request, wire::Answer::ACCESS, [&](wire::Answer::Reader answer) {
    ended = read_expired(answer.getAccess());
    return Status(Done{});
  });
  if (!read.ok()) return read.error();
  return ended;
}

}  // namespace dangol
