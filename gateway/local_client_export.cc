#include "gateway/client_line_capnp.h"
#include "gateway/local_client.h"
#include "gateway/wire_export_capnp.h"

namespace dangol {

Result<ExportPage> LocalClient::export_page(std::string_view subject, const Viewer& viewer,
                                            const HistoryMark& after) {
  Asking request = line_->begin();
  auto asked = request.root.initExport();
  set_text(asked.initSubject(static_cast<unsigned>(subject.size())), subject);
  write_viewer(viewer, asked.initRights());
  asked.setAfterVersion(after.version.value());
  if (after.version != Version()) asked.setAfterChain(data_of(after.chain.view()));
  Result<ExportPage> page = ExportPage{};
  Status read =
      line_->ask(request, wire::Answer::EXPORT, [&](wire::Answer::Reader answer) -> Status {
        page = read_export_page(answer.getExport());
        return page.ok() ? Status(Done{}) : page.error();
      });
  if (!read.ok()) return read.error();
  return page;
}

}  // namespace dangol
