#include "replay/projector.h"

#include <algorithm>
#include <deque>
#include <future>
#include <optional>

#include "replay/limits.h"

namespace dangol {

namespace {

using Given = std::vector<PageSteps>;

std::vector<const Projection*> projections_of(const std::vector<ReadModelPtr>& group) {
  std::vector<const Projection*> projections;
  for (const ReadModelPtr& model : group) projections.push_back(&model->projection());
  return projections;
}

}  // namespace

Result<Position> Projector::log_end() const {
  Position end;
  Status read = with_store_([&](Store& store) -> Status {
    Result<Position> size = store.log().size(partition_);
    if (!size.ok()) return size.error();
    end = size.value();
    return Done{};
  });
  if (!read.ok()) return read.error();
  return end;
}

Status Projector::follow(std::span<const ReadModelPtr> models, Position until,
                         const std::function<bool(Position)>& keep_on) const {
  for (bool kept_on = true; kept_on;) {
    // The hindmost first, as far as the next one: from there on they go together.
    Position from = until;
    for (const ReadModelPtr& model : models) {
      if (!model->stopped()) from = std::min(from, model->end());
    }
    if (from == until) break;
    Group group;
    Position to = until;
    for (const ReadModelPtr& model : models) {
      if (model->stopped()) continue;
      if (model->end() == from) {
        group.push_back(model);
      } else {
        to = std::min(to, model->end());
      }
    }
    if (Status walked = walk(group, from, to, keep_on, kept_on); !walked.ok()) return walked;
  }
  return Done{};
}

Status Projector::walk(const Group& group, Position from, Position to,
                       const std::function<bool(Position)>& keep_on, bool& kept_on) const {
  const std::vector<const Projection*> projections = projections_of(group);
  struct Page {
    Position end;
    std::future<Given> given;
  };
  std::deque<Page> ahead;
  Status read = Done{};
  while (true) {
    // Behind the last page nothing is read ahead, and a page alone is not worth a thread.
    while (read.ok() && kept_on && from < to && ahead.size() < kPagesAhead) {
      Result<RecordChunk> page = read_page(with_store_, {partition_, from}, to, page_records_);
      if (!page.ok()) {
        read = page.error();
        break;
      }
      if (page.value().records.empty()) {
        to = from;
        break;
      }
      from = page.value().records.back().position.next();
      auto work = std::make_shared<std::packaged_task<Given()>>(
          [this, &projections, records = std::move(page).value()] {
            return steps_of(partition_, records, projections);
          });
      ahead.push_back({from, work->get_future()});
      if (ahead.size() == 1 && from == to) {
        (*work)();
      } else {
        pool_.run([work] { (*work)(); });
      }
    }
    if (ahead.empty()) return read;
    take(group, ahead.front().given.get());
    if (keep_on && kept_on) kept_on = keep_on(ahead.front().end);
    ahead.pop_front();
    const auto stopped = [](const ReadModelPtr& model) { return model->stopped().has_value(); };
    if (std::all_of(group.begin(), group.end(), stopped)) to = from;
  }
}

void Projector::take(const Group& group, const Given& given) const {
  std::size_t waiting = 0;
  for (std::size_t i = 0; i < group.size(); ++i) {
    group[i]->add(given[i]);
    if (group[i]->wants_writing()) group[i]->write_behind(pool_);
    waiting += group[i]->waiting_bytes();
  }
  if (waiting < kAllTailsBytes) return;
  for (const ReadModelPtr& model : group) model->write_behind(pool_);
}

}  // namespace dangol
