// What a running writer serves from, whatever way its clients come: reads, read models that follow the log,
// and what follows from records.
//
//   Store -> Engine -> Notary -> Serving -> LocalServer, HttpServer       ended in the other order
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "actors/engine.h"
#include "gateway/heads.h"
#include "gateway/notary.h"
#include "gateway/reactor.h"
#include "gateway/reads.h"

namespace dangol {

// Thread-safe. Hears what `engine` settles, which nobody else may ask for meanwhile.
class Serving {
 public:
  // `dir` is the store's. `notary` and `heads` as in Reads. All of them outlive this.
  Serving(Engine& engine, std::filesystem::path dir, Notary* notary, Heads* heads);
  ~Serving();
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

  Engine& engine() const { return engine_; }
  const std::filesystem::path& dir() const { return dir_; }
  const Reads& reads() const { return reads_; }

  // `told` learns that there may be new records, on an engine thread: it must not wait. Until the result
  // ends; then it is not called any more.
  class Listening {
   public:
    Listening(Serving& serving, std::uint64_t number) : serving_(serving), number_(number) {}
    ~Listening();
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;

   private:
    Serving& serving_;
    const std::uint64_t number_;
  };
  std::unique_ptr<Listening> on_settled(std::function<void()> told);

 private:
  void settled(const Settled& what);

  Engine& engine_;
  const std::filesystem::path dir_;
  const Reads reads_;
  Reactor reactor_;
  std::mutex mutex_;  // guards what follows
  std::uint64_t last_number_ = 0;
  std::map<std::uint64_t, std::function<void()>> listeners_;
};

}  // namespace dangol
