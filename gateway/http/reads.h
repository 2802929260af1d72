// What is read over HTTP, but for feeds, and the few things that are done with an answer as long as a read.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "gateway/access_register.h"
#include "gateway/http/event_pages.h"
#include "gateway/http/message.h"
#include "gateway/http/metrics.h"
#include "gateway/http/named_cursors.h"
#include "gateway/http/refusals.h"
#include "gateway/http/routes.h"
#include "gateway/serving.h"
#include "gateway/subject_reads.h"

namespace dangol {

// A page of one subject's history.
struct SubjectPage {
  std::string subject;
  SubjectReads::HistoryPage page;
  std::vector<const HistoryItem*> taken;  // those of the page that were asked for
  Version next;                           // behind everything that was looked at
};

// Answers reads. Any thread; may take as long as a page of the log does.
class HttpReads {
 public:
  // All of them outlive this.
  HttpReads(Serving& serving, const HttpMetrics& metrics, const Refusals& refusals);

  // REQUIRES: the route is one that reads.
  HttpAnswer answer(RouteId route, const HttpRequest& request) const;
  // What GET /v1/events and .../events answer with, for those who write it in another form.
  std::variant<EventPage, HttpAnswer> log_page(const HttpRequest& request,
                                               const MakePageWriter& writer) const;
  std::variant<SubjectPage, HttpAnswer> subject_page(const HttpRequest& request) const;
  const EventPages& events() const { return events_; }
  const NamedCursors& cursors() const { return cursors_; }

 private:
  HttpAnswer ready() const;
  HttpAnswer subject(const HttpRequest& request) const;
  HttpAnswer subject_events(const HttpRequest& request) const;
  HttpAnswer log_events(const HttpRequest& request) const;
  HttpAnswer metrics() const;
  HttpAnswer put_cursor(const HttpRequest& request) const;
  HttpAnswer get_cursor(const HttpRequest& request) const;
  HttpAnswer delete_cursor(const HttpRequest& request) const;
  HttpAnswer figures(const HttpRequest& request) const;
  HttpAnswer figure(const HttpRequest& request) const;
  HttpAnswer checkpoint(const HttpRequest& request) const;
  HttpAnswer inclusion(const HttpRequest& request) const;
  HttpAnswer consistency(const HttpRequest& request) const;
  HttpAnswer history_proof(const HttpRequest& request) const;
  HttpAnswer tile(const HttpRequest& request) const;
  HttpAnswer entry_tile(const HttpRequest& request) const;
  HttpAnswer accesses(const HttpRequest& request) const;
  HttpAnswer erase(const HttpRequest& request) const;
  HttpAnswer holds(const HttpRequest& request) const;
  HttpAnswer hold_events(const HttpRequest& request) const;
  HttpAnswer release_hold(const HttpRequest& request) const;
  HttpAnswer expire_holds(const HttpRequest& request) const;

  Serving& serving_;
  const HttpMetrics& metrics_;
  const Refusals& refusals_;
  const SubjectReads subjects_;
  const AccessRegister register_;
  const EventPages events_;
  const NamedCursors cursors_;
};

// Who looks, and what for: by `Dangol-Purpose` and `Dangol-Reason`. Without a purpose everything is redacted.
// 403: words are asked for without the role. `own`: a purpose that the route's own role is enough for.
std::variant<Viewer, HttpAnswer> viewer_of(const HttpRequest& request,
                                           Purpose own = Purpose::kUnset);

// Where one begins to read the log, by `after`, `cursor` (one that is kept under a name) and, for those who
// come back, Last-Event-ID, which is newer than both. `end`: behind all that is settled now.
std::variant<EventCursor, HttpAnswer> start_of(const HttpRequest& request, const HttpReads& reads);

}  // namespace dangol
