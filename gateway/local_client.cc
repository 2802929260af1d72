#include "gateway/local_client.h"

#include <utility>

#include "gateway/client_line_capnp.h"
#include "gateway/notary_wire_capnp.h"
#include "gateway/proof_wire_capnp.h"
#include "gateway/remote_log_capnp.h"
#include "gateway/status_wire_capnp.h"

namespace dangol {

LocalClient::LocalClient(Greeted greeted)
    : writer_(greeted.writer),
      line_(std::make_unique<Line>(std::move(greeted.stream))),
      log_(std::make_unique<RemoteLog>(*line_)) {}
LocalClient::~LocalClient() = default;

Result<std::unique_ptr<LocalClient>> LocalClient::connect(const std::filesystem::path& dir) {
  Result<Greeted> greeted = greet(dir);
  if (!greeted.ok()) return greeted.error();
  return std::make_unique<LocalClient>(std::move(greeted).value());
}

Status LocalClient::history(std::string_view subject, const AsOf& as_of, const Viewer& viewer,
                            const TakeHistory& take) {
  HistoryMark after;
  for (bool more = true; more;) {
    Asking request = line_->begin();
    auto asked = request.root.initHistory();
    set_text(asked.initSubject(static_cast<unsigned>(subject.size())), subject);
    write_as_of(as_of, asked.initAsOf());
    write_viewer(viewer, asked.initRights());
    asked.setAfterVersion(after.version.value());
    if (after.version != Version()) asked.setAfterChain(data_of(after.chain.view()));
    Status read =
        line_->ask(request, wire::Answer::HISTORY, [&](wire::Answer::Reader answer) -> Status {
          const auto page = answer.getHistory();
          more = page.getMore() && page.getItems().size() > 0;
          for (const auto from : page.getItems()) {
            Result<HistoryItem> item = read_history_item(from);
            if (!item.ok()) return item.error();
            after = {item.value().entry.version, item.value().entry.chain};
            if (take(item.value())) continue;
            more = false;
            break;
          }
          return Done{};
        });
    if (!read.ok()) return read;
  }
  return Done{};
}

Result<std::string> LocalClient::state(std::string_view subject, const AsOf& as_of,
                                       const Viewer& viewer, bool indented) {
  Asking request = line_->begin();
  auto asked = request.root.initState();
  set_text(asked.initSubject(static_cast<unsigned>(subject.size())), subject);
  write_as_of(as_of, asked.initAsOf());
  write_viewer(viewer, asked.initRights());
  asked.setIndented(indented);
  if (Status sent = line_->send(request); !sent.ok()) return sent.error();
  std::string json;
  for (bool more = true; more;) {
    Status read =
        line_->hear(request.root.getId(), wire::Answer::STATE, [&](wire::Answer::Reader answer) {
          json += view_of(answer.getState().getJson());
          more = answer.getState().getMore();
          return Status(Done{});
        });
    if (!read.ok()) return read.error();
  }
  return json;
}

Status LocalClient::figures(const FigureAsking& asked,
                            const std::function<bool(std::string_view)>& take) {
  std::uint64_t report = 0, next = 0;
  do {
    Asking request = line_->begin();
    auto question = request.root.initFigures();
    if (report == 0) {
      write_figure_asking(asked, question.initAsk());
    } else {
      auto page = question.initPage();
      page.setReport(report);
      page.setNext(next);
    }
    if (Status sent = line_->send(request); !sent.ok()) return sent;
    bool wanted = true;
    for (bool more = true; more;) {
      Status read = line_->hear(request.root.getId(), wire::Answer::FIGURES,
                                [&](wire::Answer::Reader answer) {
                                  const auto part = answer.getFigures();
                                  more = part.getMore();
                                  report = part.getReport();
                                  next = part.getNext();
                                  wanted = wanted && take(view_of(part.getText()));
                                  return Status(Done{});
                                });
      if (!read.ok()) return read;
    }
    if (!wanted) break;
  } while (report != 0);
  return Done{};
}

Result<Rebuilding> LocalClient::rebuild(const std::vector<std::string>& projections) {
  Asking request = line_->begin();
  write_texts(projections, request.root.initRebuild().initProjections(
                               static_cast<unsigned>(projections.size())));
  Result<Rebuilding> told = Rebuilding{};
  Status read = line_->ask(request, wire::Answer::REBUILD, [&](wire::Answer::Reader answer) {
    told = read_rebuilding(answer.getRebuild());
    return Status(Done{});
  });
  if (!read.ok()) return read.error();
  return told;
}

Result<std::vector<std::string>> LocalClient::roll_back(
    const std::vector<std::string>& projections) {
  Asking request = line_->begin();
  auto asked = request.root.initRebuild();
  asked.setRollBack(true);
  write_texts(projections, asked.initProjections(static_cast<unsigned>(projections.size())));
  std::vector<std::string> back;
  Status read = line_->ask(request, wire::Answer::REBUILD, [&](wire::Answer::Reader answer) {
    back = read_texts(answer.getRebuild().getRolledBack());
    return Status(Done{});
  });
  if (!read.ok()) return read.error();
  return back;
}

Result<LogEvidence> LocalClient::evidence() {
  LogEvidence evidence;
  for (std::optional<std::uint64_t> from = 0; from;) {
    Asking request = line_->begin();
    request.root.initProofs().setCheckpointsFrom(*from);
    Status read =
        line_->ask(request, wire::Answer::PROOFS, [&](wire::Answer::Reader answer) -> Status {
          auto next = read_evidence_page(answer.getProofs(), evidence);
          if (!next.ok()) return next.error();
          if (next.value() && *next.value() <= *from) return not_understood();
          from = next.value();
          return Done{};
        });
    if (!read.ok()) return read.error();
  }
  return evidence;
}

Result<Notarial> LocalClient::notary(NotaryTask task) {
  Asking request = line_->begin();
  request.root.initCheckpoint().setTask(wire_task(task));
  Result<Notarial> told = Notarial{};
  Status read = line_->ask(request, wire::Answer::CHECKPOINT, [&](wire::Answer::Reader answer) {
    told = read_notarized(answer.getCheckpoint());
    return Status(Done{});
  });
  if (!read.ok()) return read.error();
  return told;
}

Result<std::string> LocalClient::forget(const ForgetAsking& asking) {
  Asking request = line_->begin();
  auto asked = request.root.initForget();
  asked.setSubject(asking.request.subject.c_str());
  write_texts(asking.request.events,
              asked.initEvents(static_cast<unsigned>(asking.request.events.size())));
  asked.setReason(asking.request.reason.c_str());
  asked.setBy(asking.request.by.c_str());
  asked.setRequest(asking.request.request.c_str());
  asked.setDryRun(asking.dry_run);
  asked.setJson(asking.json);
  write_viewer(asking.viewer, asked.initRights());
  std::string text;
  Status read = line_->ask(request, wire::Answer::FORGET, [&](wire::Answer::Reader answer) {
    text = view_of(answer.getForget().getText());
    return Status(Done{});
  });
  if (!read.ok()) return read.error();
  return text;
}

Result<WriterStatus> LocalClient::status() {
  Asking request = line_->begin();
  request.root.setStatus();
  return ask_status(request);
}

Result<WriterStatus> LocalClient::confirm_clock() {
  Asking request = line_->begin();
  request.root.setConfirmClock();
  return ask_status(request);
}

Result<WriterStatus> LocalClient::ask_status(Asking& request) {
  WriterStatus status;
  Status read = line_->ask(request, wire::Answer::STATUS, [&](wire::Answer::Reader answer) {
    status = read_status(answer.getStatus());
    return Status(Done{});
  });
  if (!read.ok()) return read.error();
  return status;
}

std::unique_ptr<LiveStates> LocalClient::live_states(Position end) {
  return std::make_unique<RemoteStates>(*line_, end);
}

}  // namespace dangol
