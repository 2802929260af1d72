#include "gateway/rest.h"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <utility>

#include "gateway/limits.h"

namespace dangol {

class Rest::Impl {
 public:
  Impl(Serving& serving, Heads* heads, Options options)
      : serving_(serving), heads_(heads), options_(std::move(options)) {
    thread_ = std::thread([this] { watch(); });
  }
  ~Impl() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

 private:
  // Records and reads, ever.
  std::uint64_t work_done() const {
    std::uint64_t records = 0;
    static_cast<void>(serving_.engine().read([&](Store& store) -> Status {
      const Result<Position> size = store.log().size(PartitionId{0});
      if (size.ok()) records = size.value().value();
      return Done{};
    }));
    if (records == 0) records = records_;  // the store is being opened again
    records_ = records;
    return records + serving_.engine().health().reads;
  }

  void watch() {
    std::uint64_t seen = work_done();
    std::uint64_t at_last_rest = seen;
    unsigned looks = kLooksBetweenRests - 1;  // so that what a start left behind is given back
    unsigned idle_looks = 0;
    bool working = false;
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, options_.look_every, [this] { return stopping_; })) {
      lock.unlock();
      const std::uint64_t now = work_done();
      const bool idle = now - std::exchange(seen, now) < kIdleWork;
      idle_looks = idle ? idle_looks + 1 : 0;
      if (!idle && !std::exchange(working, true)) options_.allocate(Pace::kWork);
      if (idle_looks >= options_.idle_looks) {
        working = false;
        if (now - at_last_rest >= kWorkBetweenRests || ++looks >= kLooksBetweenRests) {
          give_back();
          looks = 0;
          at_last_rest = now;
        }
        options_.allocate(Pace::kRest);
      }
      lock.lock();
    }
  }

  void give_back() {
    if (heads_ != nullptr) heads_->give_back();
    serving_.reads().models().give_back();
    serving_.engine().give_back();
  }

  Serving& serving_;
  Heads* const heads_;
  const Options options_;
  mutable std::uint64_t records_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

Rest::Rest(Serving& serving, Heads* heads, Options options)
    : impl_(std::make_unique<Impl>(serving, heads, std::move(options))) {}
Rest::~Rest() = default;

}  // namespace dangol
