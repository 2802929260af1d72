// See loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

// A stream of events over HTTP: lines come, batches go to the engine, lines go back. What is read ahead of
// what is answered, and of what the client reads, is bounded by kStreamBatches.
#include <algorithm>
#include <deque>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "gateway/http/problem.h"
#include "gateway/http/service_kj.h"
#include "gateway/outcome_json.h"

namespace dangol {

namespace {

class EventStream {
 public:
  EventStream(HttpLoop& loop, EventTerms terms, kj::AsyncInputStream& in,
              kj::Own<kj::AsyncOutputStream> out)
      : loop_(loop), terms_(std::move(terms)), in_(in), out_(kj::mv(out)) {
    buffer_.resize(kStreamReadBytes);
  }

  // `shut_out` fails when who sends this is no longer let in: what was taken until then is answered, and a last
  // line says why there is no more.
  kj::Promise<void> run(kj::Promise<void> shut_out) {
    shut_out_ = shut_out
                    .catch_([this](kj::Exception&&) {
                      is_shut_out_ = true;
                      wake(writer_);
                    })
                    .eagerlyEvaluate(nullptr);
    auto reading = read_all().then([this]() -> kj::Promise<void> {
      flush();
      ended_ = true;
      wake(writer_);
      return kj::NEVER_DONE;
    });
    return write_all().exclusiveJoin(kj::mv(reading));
  }

 private:
  // Events in the order of their lines; those that are refused already have their outcome.
  struct Sent {
    EventBody body;
    std::vector<std::uint64_t> lines;
    kj::Maybe<kj::Promise<Result<Outcomes>>> answered;
  };

  static void wake(kj::Own<kj::PromiseFulfiller<void>>& who) {
    if (who.get() != nullptr) who->fulfill();
    who = nullptr;
  }
  static kj::Promise<void> sleep(kj::Own<kj::PromiseFulfiller<void>>& who) {
    auto pair = kj::newPromiseAndFulfiller<void>();
    who = kj::mv(pair.fulfiller);
    return kj::mv(pair.promise);
  }

  kj::Promise<void> read_all() {
    if (is_shut_out_) return kj::NEVER_DONE;
    if (sent_.size() >= kStreamBatches) {
      return sleep(reader_).then([this] { return read_all(); });
    }
    auto silent = loop_.timer()
                      .afterDelay(loop_.bounds().silence.count() * kj::MILLISECONDS)
                      .then([]() -> std::size_t { return 0; });
    return in_.tryRead(buffer_.data(), 1, buffer_.size())
        .exclusiveJoin(kj::mv(silent))
        .then([this](std::size_t got) -> kj::Promise<void> {
          if (is_shut_out_) return kj::NEVER_DONE;
          if (got == 0) {
            if (!line_.empty() || skipping_) end_line();
            return kj::READY_NOW;
          }
          take({buffer_.data(), got});
          // What comes while a batch is on its way joins the next one.
          if (on_their_way_ == 0) flush();
          return read_all();
        });
  }

  void take(std::string_view bytes) {
    while (!bytes.empty()) {
      const std::size_t end = bytes.find('\n');
      const std::string_view part = bytes.substr(0, end);
      if (line_.size() + part.size() > kMaxEventJsonBytes) {
        skipping_ = true;
        line_.clear();
      }
      if (!skipping_) line_ += part;
      if (end == bytes.npos) return;
      bytes.remove_prefix(end + 1);
      end_line();
    }
  }

  void end_line() {
    ++line_number_;
    const bool too_long = std::exchange(skipping_, false);
    const std::string line = std::exchange(line_, {});
    const bool blank = line.find_first_not_of(" \t\r") == line.npos;
    if (blank && !too_long) return;
    const std::size_t place = filling_.outcomes.size();
    filling_.outcomes.emplace_back();
    filling_.ignored.emplace_back();
    lines_.push_back(line_number_);
    Result<SentEvent> event = Error{
        ErrorCode::kRejected, fmt::format("the line has more than {} bytes", kMaxEventJsonBytes)};
    if (!too_long) event = loop_.reader().read(line);
    Status taken = Done{};
    if (!event.ok()) taken = event.error();
    if (taken.ok()) taken = take_terms(terms_, event.value());
    if (taken.ok()) {
      filling_.ignored[place] = event.value().ignored;
      filling_bytes_ += event.value().event.view().size();
      filling_.events.push_back(std::move(event).value());
      filling_.places.push_back(place);
    } else {
      filling_.outcomes[place] = refused_outcome(taken.error());
    }
    if (filling_.outcomes.size() == kStreamBatchEvents || filling_bytes_ >= kStreamBatchBytes) {
      flush();
    }
  }

  // Sends what was gathered.
  void flush() {
    if (filling_.outcomes.empty()) return;
    Sent sent;
    sent.body = std::exchange(filling_, {});
    sent.lines = std::exchange(lines_, {});
    filling_bytes_ = 0;
    if (!sent.body.events.empty()) {
      AppendOptions options;
      options.recording = terms_.recording;
      ++on_their_way_;
      sent.answered = loop_.append(std::move(sent.body.events), std::move(options), WhenFull::kWait)
                          .then([this](Result<Outcomes> outcomes) {
                            --on_their_way_;
                            if (on_their_way_ == 0) flush();
                            return outcomes;
                          })
                          .eagerlyEvaluate(nullptr);
    }
    sent_.push_back(kj::mv(sent));
    wake(writer_);
  }

  kj::Promise<void> write_all() {
    if (sent_.empty()) {
      if (ended_) return kj::READY_NOW;
      if (is_shut_out_) return write_end();
      return sleep(writer_).then([this] { return write_all(); });
    }
    KJ_IF_MAYBE (answered, sent_.front().answered) {
      auto promise = kj::mv(*answered);
      sent_.front().answered = nullptr;
      return promise.then([this](Result<Outcomes> outcomes) {
        EventBody& body = sent_.front().body;
        body.merge(outcomes.ok() ? std::move(outcomes).value()
                                 : Outcomes(body.places.size(), refused_outcome(outcomes.error())));
        return write_front();
      });
    }
    return write_front();
  }

  kj::Promise<void> write_end() {
    HttpAnswer why = shut_out_problem();
    while (why.body.ends_with('\n')) why.body.pop_back();
    text_ = fmt::format("{{\"end\":{}}}\n", why.body);
    return write_text();
  }

  kj::Promise<void> write_front() {
    const Sent& sent = sent_.front();
    text_.clear();
    for (std::size_t i = 0; i < sent.lines.size(); ++i) {
      text_ +=
          fmt::format("{{\"line\":{},{}{}}}\n", sent.lines[i],
                      outcome_members(sent.body.outcomes[i]), ignored_member(sent.body.ignored[i]));
    }
    return write_text().then([this] {
      sent_.pop_front();
      wake(reader_);
      return write_all();
    });
  }

  kj::Promise<void> write_text() {
    auto late = loop_.timer()
                    .afterDelay(loop_.bounds().answer.count() * kj::MILLISECONDS)
                    .then([]() -> kj::Promise<void> {
                      return KJ_EXCEPTION(DISCONNECTED, "the client does not read its answers");
                    });
    return out_->write(text_.data(), text_.size()).exclusiveJoin(kj::mv(late));
  }

  HttpLoop& loop_;
  const EventTerms terms_;
  kj::AsyncInputStream& in_;
  kj::Own<kj::AsyncOutputStream> out_;
  std::string buffer_;
  std::string line_;
  bool skipping_ = false;  // a line that is too long
  std::uint64_t line_number_ = 0;
  EventBody filling_;
  std::vector<std::uint64_t> lines_;  // of what is filled
  std::size_t filling_bytes_ = 0;
  std::size_t on_their_way_ = 0;
  bool ended_ = false;
  bool is_shut_out_ = false;
  kj::Promise<void> shut_out_ = nullptr;
  std::string text_;
  std::deque<Sent> sent_;  // oldest first
  kj::Own<kj::PromiseFulfiller<void>> reader_;
  kj::Own<kj::PromiseFulfiller<void>> writer_;
};

}  // namespace

kj::Promise<void> serve_event_stream(HttpLoop& loop, const Principal& principal, EventTerms terms,
                                     kj::AsyncInputStream& body,
                                     kj::HttpService::Response& response) {
  kj::HttpHeaders headers(loop.table());
  headers.set(kj::HttpHeaderId::CONTENT_TYPE, "application/x-ndjson");
  auto stream =
      kj::heap<EventStream>(loop, std::move(terms), body, response.send(200, "OK", headers));
  auto served = stream->run(loop.until_shut_out(principal));
  return served.attach(kj::mv(stream));
}

}  // namespace dangol
