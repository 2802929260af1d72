#include "actors/scheduling.h"

#include <caf/actor_system_config.hpp>
#include <caf/policy/unprofiled.hpp>
#include <caf/resumable.hpp>
#include <caf/scheduler/coordinator.hpp>

#include "actors/job_queue.h"

namespace dangol {

namespace {

// What caf::scheduler::coordinator asks of a policy (caf/policy/work_sharing.hpp is the model of the interface).
// CAF's `sharing` may lose a wake-up, see the queue; its `stealing` was measured at a third of the rate.
class SharedQueue : public caf::policy::unprofiled {
 public:
  struct coordinator_data {
    explicit coordinator_data(caf::scheduler::abstract_coordinator*) {}
    JobQueue<caf::resumable*> jobs;
  };

  struct worker_data {
    explicit worker_data(caf::scheduler::abstract_coordinator*) {}
    JobQueue<caf::resumable*>::Waiter waiter;
  };

  template <class Coordinator>
  void central_enqueue(Coordinator* self, caf::resumable* job) {
    d(self).jobs.add(job);
  }

  template <class Worker>
  void external_enqueue(Worker* self, caf::resumable* job) {
    d(self->parent()).jobs.add(job);
  }

  template <class Worker>
  void internal_enqueue(Worker* self, caf::resumable* job) {
    d(self->parent()).jobs.add(job);
  }

  template <class Worker>
  void resume_job_later(Worker* self, caf::resumable* job) {
    d(self->parent()).jobs.add(job);
  }

  template <class Worker>
  caf::resumable* dequeue(Worker* self) {
    return d(self->parent()).jobs.take(d(self).waiter);
  }

  template <class Worker, class Visit>
  void foreach_resumable(Worker*, Visit) {}

  template <class Coordinator, class Visit>
  void foreach_central_resumable(Coordinator* self, Visit visit) {
    for (caf::resumable* job : d(self).jobs.take_all()) visit(job);
  }
};

}  // namespace

void share_work(caf::actor_system_config& config, std::size_t threads) {
  config.load<caf::scheduler::coordinator<SharedQueue>>();
  if (threads > 0) config.set("scheduler.max-threads", threads);
}

}  // namespace dangol
