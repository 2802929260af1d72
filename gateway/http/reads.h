// What is read over HTTP, but for feeds.
#pragma once

#include <filesystem>

#include "gateway/http/event_pages.h"
#include "gateway/http/message.h"
#include "gateway/http/metrics.h"
#include "gateway/http/routes.h"
#include "gateway/serving.h"
#include "gateway/subject_reads.h"

namespace dangol {

// Answers reads. Any thread; may take as long as a page of the log does.
class HttpReads {
 public:
  // `serving` and `metrics` outlive this.
  HttpReads(Serving& serving, const HttpMetrics& metrics);

  // REQUIRES: the route is one that reads.
  HttpAnswer answer(RouteId route, const HttpRequest& request) const;
  const EventPages& events() const { return events_; }

 private:
  HttpAnswer subject(const HttpRequest& request) const;
  HttpAnswer subject_events(const HttpRequest& request) const;
  HttpAnswer log_events(const HttpRequest& request) const;
  HttpAnswer ready() const;
  HttpAnswer metrics() const;

  Serving& serving_;
  const HttpMetrics& metrics_;
  const SubjectReads subjects_;
  const EventPages events_;
};

// Who looks, and what for: by `Dangol-Purpose` and `Dangol-Reason`. Without a purpose everything is redacted.
// 403: words are asked for without the role.
std::variant<Viewer, HttpAnswer> viewer_of(const HttpRequest& request);

}  // namespace dangol
