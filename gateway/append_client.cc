#include "gateway/append_client.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "gateway/asking_capnp.h"

namespace dangol {

namespace {

Outcomes for_each(std::size_t count, OutcomeCode code, const std::string& reason) {
  Outcome outcome;
  outcome.code = code;
  outcome.reason = reason;
  return Outcomes(count, outcome);
}

constexpr const char* kBrokeOff =
    "the running writer broke off before it answered: the event may be recorded, and sending it "
    "again is safe";
constexpr const char* kEnded = "the running writer has ended";

}  // namespace

class AppendClient::Impl {
 public:
  Impl(Greeted greeted, std::function<void()> ended)
      : stream_(std::move(greeted.stream)),
        ended_(std::move(ended)),
        thread_([this] { hear_all(); }) {}

  ~Impl() {
    drain();
    {
      std::lock_guard lock(mutex_);
      leaving_ = true;
    }
    stream_.shut_down();
    thread_.join();
  }

  Status append(const std::vector<SentEvent>& events, const AppendOptions& options,
                AppendAnswer answer) {
    std::uint64_t id = 0;
    {
      std::lock_guard lock(mutex_);
      if (over_) return *over_;
      id = ++last_id_;
      waiting_.emplace(id, Waiting{events.size(), std::move(answer)});
    }
    Asking request(id);
    auto append = request.root.initAppend();
    append.setAsRecorded(options.recording == Recording::kAsRecorded);
    append.setUnit(options.unit);
    append.setWhenFull(wire::WhenFull::WAIT);
    auto list = append.initEvents(static_cast<unsigned>(events.size()));
    for (unsigned i = 0; i < list.size(); ++i) write_event(events[i], list[i]);
    // Should the writer be gone, the listening thread says so to everybody who waits.
    (void)stream_.send(request.frame());
    return Done{};
  }

  void drain() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_.empty(); });
  }

 private:
  struct Waiting {
    std::size_t events;
    AppendAnswer answer;
  };

  void hear_all() {
    for (;;) {
      Result<WireFrame> frame = stream_.receive();
      if (!frame.ok()) return end(Ending::kBrokeOff);
      try {
        FrameMessage message(std::move(frame).value());
        const auto answer = message.root<wire::Answer>();
        if (answer.isClosing()) return end(Ending::kInOrder);
        hear(answer);
      } catch (const kj::Exception&) {
        return end(Ending::kBrokeOff);
      }
    }
  }

  void hear(wire::Answer::Reader answer) {
    std::unique_lock lock(mutex_);
    const auto found = waiting_.find(answer.getId());
    if (found == waiting_.end()) return;
    const Waiting waiting = std::move(found->second);
    lock.unlock();
    Outcomes outcomes;
    if (answer.isRefused()) {
      outcomes = Outcomes(waiting.events, refused_outcome(read_error(answer.getRefused())));
    } else if (answer.isAppend()) {
      outcomes = read_outcomes(answer.getAppend().getOutcomes());
    }
    if (outcomes.size() != waiting.events) {
      outcomes = for_each(waiting.events, OutcomeCode::kUnknown, not_understood().message);
    }
    waiting.answer(std::move(outcomes));
    lock.lock();
    waiting_.erase(answer.getId());
    changed_.notify_all();
  }

  enum class Ending { kInOrder, kBrokeOff };
  void end(Ending ending) {
    std::unique_lock lock(mutex_);
    over_ = Error{ErrorCode::kUnavailable, kEnded};
    const auto waiting = waiting_;
    lock.unlock();
    for (const auto& [id, one] : waiting) {
      if (ending == Ending::kInOrder) {
        one.answer(std::nullopt);
      } else {
        one.answer(for_each(one.events, OutcomeCode::kUnknown, kBrokeOff));
      }
    }
    lock.lock();
    waiting_.clear();
    changed_.notify_all();
    const bool tell = ended_ && !leaving_;
    lock.unlock();
    if (tell) ended_();
  }

  FrameStream stream_;
  const std::function<void()> ended_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::uint64_t last_id_ = 1;                 // the greeting's
  std::map<std::uint64_t, Waiting> waiting_;  // by request, so in order
  std::optional<Error> over_;
  bool leaving_ = false;
  std::thread thread_;  // last
};

AppendClient::AppendClient(Greeted greeted, std::function<void()> ended)
    : impl_(std::make_unique<Impl>(std::move(greeted), std::move(ended))) {}
AppendClient::~AppendClient() = default;

Status AppendClient::append(const std::vector<SentEvent>& events, const AppendOptions& options,
                            AppendAnswer answer) {
  return impl_->append(events, options, std::move(answer));
}
void AppendClient::drain() { impl_->drain(); }

}  // namespace dangol
