@0xfc2d38dc0c69948d;
# Dangol for programs on the network that speak Cap'n Proto RPC: what POST /v1/events, /v1/feed and the rest of
# docs/HTTP.md do, without JSON. docs/RPC.md has the tour; dangol::Client (client/client.h) speaks it for C++.
#
# A connection's bootstrap capability is a Gateway. Who it is shows a token, or its TLS certificate, and gets a
# Session, whose methods do what the token's roles allow.
#
# Refusals are values: a method answers `refused` with a code and a sentence. An exception (`failed`,
# `disconnected`, `overloaded`, `unimplemented`) is of the connection or of a side that is newer or older.
#
# Flow control: a caller may have as many calls on their way as it likes. What the server has not yet
# answered of one connection is limited; beyond that it does not read from the connection.
#
# Growth: as in event.capnp. Nothing is renumbered, retyped or removed; `unset` comes first and means
# "not given" or "newer than you".

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("dangol::wire");
using Event = import "/events/event.capnp".Event;
using Purpose = import "/events/annotations.capnp".Purpose;

interface Gateway {
  # What everybody may call.

  enter @0 (token :Text) -> (entered :Entered);
  # Shows who calls: a token as `dangol token create` prints it; empty: the client's TLS certificate, or nobody
  # where the server lets everybody in. A session ends when its token is revoked or expires: its methods are
  # refused then with `forbidden`, its feeds end.
}

struct Entered {
  union {
    unset @0 :Void;
    refused @1 :Refusal;
    session @2 :Session;
  }
}

interface Session {
  # What who entered may do. The roles are those of the routes in docs/HTTP.md.

  append @0 (batch :Append) -> (appended :Appended);
  # Records a batch; answered when what was recorded is on disk. Roles: integrator; with asRecorded importer.
  # Batches of one session are taken in the order in which they come.

  stream @1 (outcomes :OutcomeSink, asRecorded :Bool) -> (opened :StreamOpened);
  # For an endless stream of events: `outcomes` hears of each, in order, as it is on disk. Roles as append.

  subject @2 (subject :Text, asOf :AsOf, looking :Looking) -> (document :Documented);
  # Where one subject stands, as JSON; the document's version is the subject's. Roles: reader, words, auditor.

  history @3 (subject :Text, asOf :AsOf, looking :Looking, afterVersion :UInt64, types :List(Text), most :UInt32)
      -> (page :Paged);
  # A page of one subject's records, oldest first, behind that version (0: from the first). `types`: only
  # these, or what stands before one of their dots; `most`: records of a page, 0: the server's default.
  # Roles: reader, words, auditor.

  events @4 (filter :Filter, looking :Looking, after :Text, most :UInt32) -> (page :Paged);
  # A page of everybody's records in the order of the log, behind that cursor; empty: from the log's begin,
  # `end`: behind everything that is recorded now. Roles: reader, words, auditor.

  feed @5 (filter :Filter, looking :Looking, after :Text, sink :FeedSink) -> (opened :FeedOpened);
  # The same without end: history first, then what is recorded, as it is, without gap or repeat. `after` as
  # in events; `cursor:NAME` takes the cursor that is kept under that name. Roles: reader, words, auditor.

  putCursor @6 (name :Text, cursor :Text, revision :UInt64) -> (kept :CursorKept);
  # Keeps how far the caller has read, under a name of its own. `revision`: of what is replaced, 0: nothing is
  # there yet; any other is refused with `conflict`. Roles: reader, words, auditor.

  getCursor @7 (name :Text) -> (kept :CursorKept);
  deleteCursor @8 (name :Text, revision :UInt64) -> (kept :CursorKept);
  # Revision 0: whatever is there.

  figures @9 () -> (document :Documented);
  # Every figure with its definition, as JSON. Roles: reader, words, auditor.

  figure @10 (name :Text, parameters :List(Parameter), looking :Looking) -> (document :Documented);
  # One figure, as JSON. Parameters as those of GET /v1/figures/{name}. Roles: reader, words, auditor.

  checkpoint @11 (size :UInt64) -> (document :Documented);
  # A signed checkpoint (C2SP signed note) of so many records; 0: the newest. Roles: reader, words, auditor.

  inclusion @12 (position :UInt64, size :UInt64) -> (document :Documented);
  # Proves that a record is in the log that a checkpoint (as above) speaks of: a C2SP tlog-proof. Role: auditor.

  consistency @13 (old :UInt64, size :UInt64) -> (document :Documented);
  # Proves that the log of a checkpoint goes on from that of `old` records. Roles: reader, words, auditor.

  historyProof @14 (subject :Text) -> (document :Documented);
  # Proves that one subject's records are all that there are: docs/FORMAT.md. Role: auditor.

  tile @15 (path :Text) -> (document :Documented);
  # A tile of C2SP tlog-tiles: `0/x001/067`, of entries `entries/000`. Any role; of entries: auditor.

  accesses @16 (parameters :List(Parameter), looking :Looking) -> (document :Documented);
  # A page of who looked at whose data, as JSON. Parameters as those of GET /v1/access. Role: auditor, who may
  # look for the purpose `access`.
}

# ---- Appending ------------------------------------------------------------------------------

struct Append {
  # Events of one sender, at most 1,000 and 8 MiB (events/limits.h).
  events @0 :List(SentEvent);
  # In the sender's order; each gets its outcome.
  asRecorded @1 :Bool;
  # History from elsewhere: decisions are recorded as the facts they were.
  unit @2 :Bool;
  # All are of one subject and are recorded all or none.
  whenFull @3 :WhenFull;
  # What is to happen while the writer has no room.
}

enum WhenFull {
  unset @0;
  # As `wait`.
  wait @1;
  # The request waits, and what comes after it on this connection.
  refuse @2;
  # The request is refused with `overloaded`. A sender that has sent more meanwhile gets it recorded
  # before what was refused.
}

struct SentEvent {
  # One event and what is delivered with it.
  event @0 :Event;
  # In clear, as its sender said it.
  subject @1 :Text;
  # The stream: `customer/42`.
  correlationId @2 :Text;
  # Names the command that the event belongs to; empty: none.
  causationId @3 :Text;
  # Names the event that caused this one; empty: none.
  orderHint @4 :Int64;
  # Order in the source for equal times; 0: none.
  expects @5 :Bool;
  # Whether expectedVersion is given.
  expectedVersion @6 :UInt64;
  # Of the stream before this event; the event is `stale` at any other.
}

struct Appended {
  union {
    unset @0 :Void;
    refused @1 :Refusal;
    # Nothing of it was recorded, nor will be.
    outcomes @2 :Outcomes;
  }
}

struct StreamOpened {
  union {
    unset @0 :Void;
    refused @1 :Refusal;
    events @2 :EventSink;
  }
}

interface EventSink {
  # Where the events of a stream go.

  write @0 (events :List(SentEvent)) -> stream;
  # The next ones, at most 1,000. What is wrong with one of them is its outcome; the stream goes on. A stream that
  # can go on no more tells the outcomes of what it took, says why by OutcomeSink.ended, and fails: this call, and
  # those after it.

  done @1 () -> (ended :StreamEnded);
  # There are no more. Answered when every outcome has been written.
}

struct StreamEnded {
  written @0 :UInt64;
  # Events that came,
  answered @1 :UInt64;
  # and those of whom the outcome was told.
  refused @2 :Refusal;
  # Why it had ended before, as OutcomeSink.ended; absent: it had not.
}

interface OutcomeSink {
  # Implemented by the caller.

  write @0 (first :UInt64, outcomes :List(Outcome)) -> stream;
  # Of the events from the `first`-th on, counted from 0; without gap.

  ended @1 (reason :Refusal) -> ();
  # The stream takes nothing more, though its sender has not said `done`.
}

struct Outcomes {
  outcomes @0 :List(Outcome);
  # One an event, in the order of the request.
}

struct Outcome {
  # What became of one event.
  code @0 :OutcomeCode;
  placed @1 :Bool;
  # Whether partition and position are given.
  versioned @2 :Bool;
  # Whether version is given.
  partition @3 :UInt32;
  # Of the record.
  position @4 :UInt64;
  # Of the record, in its partition's log.
  version @5 :UInt64;
  # Of the record in its stream; of a stale event: the stream's.
  irregular @6 :List(Irregularity);
  # What a recorded event does not fit, as known at that moment.
  reason @7 :Text;
  # A sentence; of anything but recorded and duplicate.
}

enum OutcomeCode {
  # events/outcome.h says what each means.
  unset @0;
  recorded @1;
  duplicate @2;
  conflict @3;
  stale @4;
  rejected @5;
  unavailable @6;
  unknown @7;
}

struct Irregularity {
  invariant @0 :UInt8;
  # Number of the invariant: docs/EVENTS.md.
  reason @1 :Text;
  # A sentence.
}

# ---- Reading --------------------------------------------------------------------------------

struct Looking {
  # What for somebody looks. Recorded before anything is opened.
  purpose @0 :Purpose;
  # Unset: everything that is private stays closed. Needs the role words.
  reason @1 :Text;
  # Why, in words.
}

struct AsOf {
  # What was known then; at most one bound is given, none means now.
  union {
    now @0 :Void;
    recorded @1 :Int64;
    # Records stamped at or before this moment: microseconds since 1970-01-01T00:00:00Z.
    version @2 :UInt64;
    # The stream's records up to this version.
    position @3 :UInt64;
    # The log's records up to this position.
  }
}

struct Filter {
  # Which records; empty: any.
  types @0 :List(Text);
  # Types, or what stands before one of their dots: `contact`.
  kind @1 :Text;
  # Of the subject: `customer`.
}

struct Recorded {
  # One record, opened as far as the caller may see it.
  subject @0 :Text;
  # `customer/42`; closed: `sealed:` and 32 hexadecimal digits.
  partition @1 :UInt32;
  position @2 :UInt64;
  version @3 :UInt64;
  recordedAt @4 :Int64;
  # Microseconds since 1970-01-01T00:00:00Z.
  event @5 :Event;
  # Private fields and tokens are clear, erased, or as sealed in the store.
  tokensSealed @6 :Bool;
  # The event's tokens are 16 bytes that stand for an id, which was not opened.
  asRecorded @7 :Bool;
  orderHint @8 :Int64;
  # 0: none.
  correlationId @9 :Text;
  # Empty: none, or not opened.
  causationId @10 :Text;
  # Empty: none, or not opened.
  cursor @11 :Text;
  # Behind this record: to go on from.
}

struct Page {
  records @0 :List(Recorded);
  # In order.
  cursor @1 :Text;
  # Behind everything that was looked at, of events and feeds.
  more @2 :Bool;
  # There is more behind it.
  version @3 :UInt64;
  # Of a history: behind everything that was looked at, the next page's afterVersion.
}

struct Paged {
  union {
    unset @0 :Void;
    refused @1 :Refusal;
    page @2 :Page;
  }
}

struct FeedOpened {
  union {
    unset @0 :Void;
    refused @1 :Refusal;
    feed @2 :Feed;
  }
}

interface Feed {
  # A feed that runs until this is dropped.
}

interface FeedSink {
  # Implemented by the caller. Who is slow to answer is not written to; who takes a page not in time is ended with
  # the reason.

  page @0 (page :Page) -> stream;
  # What comes next. Without records: there is nothing new so far, and the cursor is where it stands.

  ended @1 (reason :Refusal) -> ();
  # The feed is over.
}

struct CursorKept {
  union {
    unset @0 :Void;
    refused @1 :Refusal;
    cursor @2 :NamedCursor;
    # What stands there now.
    deleted @3 :Void;
  }
}

struct NamedCursor {
  name @0 :Text;
  cursor @1 :Text;
  revision @2 :UInt64;
  # From 1.
}

struct Parameter {
  name @0 :Text;
  value @1 :Text;
}

struct Documented {
  union {
    unset @0 :Void;
    refused @1 :Refusal;
    document @2 :Document;
  }
}

struct Document {
  # As the route of the same name answers it.
  mediaType @0 :Text;
  # `application/json`.
  body @1 :Data;
  version @2 :UInt64;
  # Of the subject; 0: it is of no subject.
}

# ---- Refusals ---------------------------------------------------------------------------------

struct Refusal {
  code @0 :ErrorCode;
  # What to do next.
  message @1 :Text;
  # A sentence that names the thing and the reason, never private content.
}

enum ErrorCode {
  # events/outcome.h says what each means.
  unset @0;
  notFound @1;
  conflict @2;
  rejected @3;
  overloaded @4;
  unavailable @5;
  corrupt @6;
  inUse @7;
  usage @8;
  forbidden @9;
  # Who calls may not do that.
  gone @10;
  # The log does not go on from that cursor.
}
