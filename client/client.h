// Dangol over the network, for C++ programs: events in, subjects, events, figures, proofs and the feed out.
//
// A client has one connection, and a thread of its own that serves it. When the connection breaks it makes a new
// one, for as long as it lives. docs/CLIENT.md has the tour.
//
// Thread rule: every method may be called from any thread. Futures are always fulfilled, with an error where nothing
// else is known. Nothing throws but what memory throws.
#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client/feed.h"
#include "client/options.h"
#include "client/values.h"
#include "events/event.h"
#include "events/outcome.h"

namespace dangol {

// How a batch is recorded.
struct SendingAs {
  bool unit = false;  // all are of one subject, and are recorded all or none
  bool as_recorded =
      false;  // history from elsewhere: decisions are recorded as the facts they were
};

class Client {
 public:
  // Connects and shows who calls. kUsage: the options make no sense, or a file cannot be used; kForbidden: the token is
  // not taken; kUnavailable: nobody has let us in within connect_timeout.
  static Result<std::unique_ptr<Client>> connect(ClientOptions options);
  // Waits for the outcomes of what was appended, at most drain_timeout; the rest ends as `unknown` or `unavailable`.
  // Reads and feeds end at once.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // ---- Append. What says `recorded` or `duplicate` is on disk.
  //
  // Events share requests, and each subject's are recorded in the order of the calls. What passes is tried again,
  // under the same ids, until retries.give_up_after: a broken connection, a server that is full or stopping, the
  // outcomes `unavailable` and `unknown`. So those two say that the time was over; to append the event again is safe.
  // An event that is found to be recorded by a request that was not answered counts as `recorded`, there.
  // `rejected` is also what a caller is told who may not append.
  //
  // Each waits while max_bytes of events are unanswered.

  std::future<Outcome> append(SentEvent event);
  // A CloudEvent as JSON (events/cloudevents.h). One that cannot be read is `rejected`, with the reason.
  std::future<Outcome> append(std::string_view json);
  std::future<Outcomes> append(std::vector<SentEvent> events, SendingAs as = {});
  // `told` hears the outcomes, on the client's thread: it must not wait, nor destroy the client. What it
  // appends does not wait for room.
  void append(std::vector<SentEvent> events, SendingAs as, std::function<void(Outcomes)> told);
  // As append(), but does not wait: kOverloaded, and the event is as it was.
  Result<std::future<Outcome>> try_append(SentEvent&& event);

  // ---- Read. Tried again when the connection breaks. Each may end with kUnavailable (not answered within
  // request_timeout), kForbidden, kRejected (a parameter), kNotFound.

  // Where one subject stands, as JSON; kNotFound: nothing is recorded.
  std::future<Result<ServedDocument>> subject(std::string subject, KnownAt at = {},
                                              Looking looking = {});
  // A page of one subject's records, oldest first, behind that version (of the page before). `most`: records; 0: the
  // server's default.
  std::future<Result<RecordedPage>> history(std::string subject, Version after = {},
                                            WhichEvents which = {}, KnownAt at = {},
                                            Looking looking = {}, std::uint32_t most = 0);
  // A page of everybody's records, behind that cursor (as FeedOptions::after). kGone: the log does not go on from it.
  std::future<Result<RecordedPage>> events(std::string after = {}, WhichEvents which = {},
                                           Looking looking = {}, std::uint32_t most = 0);
  // The same without end.
  Feed feed(FeedOptions options = {});

  // Cursors that the server keeps for the caller. `revision`: of the one that is replaced, 0: there is none yet;
  // kConflict: somebody else has put it meanwhile. It is on disk when it is answered.
  std::future<Result<KeptCursor>> put_cursor(std::string name, std::string cursor,
                                             std::uint64_t revision);
  std::future<Result<KeptCursor>> cursor(std::string name);
  // Revision 0: whatever is there.
  std::future<Status> delete_cursor(std::string name, std::uint64_t revision = 0);

  // Every figure with its definition; one figure, with the parameters of docs/HTTP.md. JSON.
  std::future<Result<ServedDocument>> figures();
  std::future<Result<ServedDocument>> figure(std::string name,
                                             std::vector<NamedValue> parameters = {},
                                             Looking looking = {});

  // Proofs, in the forms of docs/AUDIT.md. A size of 0: the newest checkpoint.
  std::future<Result<ServedDocument>> checkpoint(std::uint64_t size = 0);
  std::future<Result<ServedDocument>> inclusion(Position position, std::uint64_t size = 0);
  std::future<Result<ServedDocument>> consistency(std::uint64_t old, std::uint64_t size = 0);
  std::future<Result<ServedDocument>> history_proof(std::string subject);
  std::future<Result<ServedDocument>> tile(std::string path);
  // A page of who looked at whose data, as JSON, with the parameters of GET /v1/access; for the purpose `access` it
  // names whom.
  std::future<Result<ServedDocument>> accesses(std::vector<NamedValue> parameters = {},
                                               Looking looking = {});

 private:
  class Impl;
  explicit Client(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dangol
