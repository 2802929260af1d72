#include "gateway/http/metrics.h"

#include <algorithm>

#include <fmt/format.h>

namespace dangol {

namespace {

std::string_view path_of(const Route* route) { return route == nullptr ? "none" : route->path; }
std::string_view method_of(const Route* route) {
  return route == nullptr ? "" : to_string(route->method);
}

}  // namespace

void HttpMetrics::connected() {
  std::lock_guard lock(mutex_);
  ++connections_;
  ++accepted_;
}

void HttpMetrics::disconnected() {
  std::lock_guard lock(mutex_);
  --connections_;
}

void HttpMetrics::answered(const Route* route, unsigned status, std::uint64_t micros) {
  const auto bucket = static_cast<std::size_t>(
      std::lower_bound(kEnds.begin(), kEnds.end(), micros) - kEnds.begin());
  std::lock_guard lock(mutex_);
  ++requests_[{route, status}];
  Times& times = times_[route];
  ++times.counts[bucket];
  times.micros += micros;
}

void HttpMetrics::begun(const Route* route, std::uint64_t micros) {
  if (route == nullptr || std::chrono::microseconds(micros) < kSlowAnswer) return;
  std::lock_guard lock(mutex_);
  SlowRoute& slow = slow_[route];
  slow.route = route;
  ++slow.requests;
  slow.longest_micros = std::max(slow.longest_micros, micros);
}

std::vector<SlowRoute> HttpMetrics::take_slow() {
  std::lock_guard lock(mutex_);
  std::vector<SlowRoute> taken;
  for (const auto& [route, slow] : slow_) taken.push_back(slow);
  slow_.clear();
  return taken;
}

void HttpMetrics::recorded(const Outcomes& outcomes) {
  std::lock_guard lock(mutex_);
  for (const Outcome& outcome : outcomes) {
    ++outcomes_[static_cast<std::size_t>(outcome.code)];
    if (!outcome.irregular.empty()) ++irregular_;
  }
}

void HttpMetrics::write(PrometheusText& text) const {
  std::lock_guard lock(mutex_);
  text.gauge("dangol_http_connections", "Connections that are open.",
             static_cast<double>(connections_));
  text.counter("dangol_http_connections_total", "Connections that were accepted.",
               static_cast<double>(accepted_));
  text.family("dangol_http_requests_total", "counter",
              "Requests that were answered, by route, method and status.");
  for (const auto& [what, count] : requests_) {
    text.sample({{"route", path_of(what.first)},
                 {"method", method_of(what.first)},
                 {"status", std::to_string(what.second)}},
                static_cast<double>(count));
  }
  text.family("dangol_http_request_duration_seconds", "histogram",
              "Time from a request's head to the end of its answer, by route.");
  for (const auto& [route, times] : times_) {
    std::uint64_t below = 0;
    for (std::size_t i = 0; i <= kEnds.size(); ++i) {
      below += times.counts[i];
      const std::string end =
          i == kEnds.size() ? "+Inf" : fmt::format("{}", static_cast<double>(kEnds[i]) / 1e6);
      text.sample("_bucket", {{"route", path_of(route)}, {"method", method_of(route)}, {"le", end}},
                  static_cast<double>(below));
    }
    text.sample("_sum", {{"route", path_of(route)}, {"method", method_of(route)}},
                static_cast<double>(times.micros) / 1e6);
    text.sample("_count", {{"route", path_of(route)}, {"method", method_of(route)}},
                static_cast<double>(below));
  }
  text.family("dangol_events_total", "counter",
              "Events that came over the network, by their outcome.");
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    text.sample({{"outcome", to_string(static_cast<OutcomeCode>(i))}},
                static_cast<double>(outcomes_[i]));
  }
  text.counter("dangol_events_irregular_total",
               "Events that were recorded though they do not fit what is known yet.",
               static_cast<double>(irregular_));
  rpc_.write(text);
}

void add_writer_metrics(PrometheusText& text, const WriterStatus& status,
                        const EngineHealth& health) {
  text.gauge("dangol_serving", "1 while events can be recorded, 0 while the store is opened again.",
             status.serving ? 1 : 0);
  text.gauge("dangol_log_records", "Records in the log.", static_cast<double>(status.records));
  text.gauge("dangol_generation", "How often this process has opened the store.",
             static_cast<double>(status.generation));
  text.gauge("dangol_disk_free_bytes", "Room on the store's file system.",
             static_cast<double>(status.free_bytes));
  text.gauge("dangol_clock_stopped", "1 while the wall clock is not believed and nothing lapses.",
             status.clock_stopped.empty() ? 0 : 1);
  text.gauge("dangol_checkpoint_records", "Records of the newest signed checkpoint.",
             static_cast<double>(status.notary.size));
  text.gauge("dangol_checkpoint_failed", "1 while no checkpoint can be made.",
             status.notary.failed.empty() ? 0 : 1);
  text.gauge("dangol_awake_streams", "Streams whose state is in memory.",
             static_cast<double>(health.awake_streams));
  text.gauge("dangol_awake_bytes", "What these states weigh, in bytes.",
             static_cast<double>(health.awake_bytes));
  text.gauge("dangol_erasures_fenced", "Erasures that are not final yet.",
             static_cast<double>(status.vaults.fenced));
  if (status.read_models.empty()) return;
  text.family("dangol_read_model_records", "gauge", "Records that a read model has taken in.");
  for (const ReadModelHealth& model : status.read_models) {
    text.sample({{"projection", model.projection}}, static_cast<double>(model.end.value()));
  }
}

}  // namespace dangol
