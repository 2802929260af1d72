@0xbbfb8dc3709dfba6;
# What a program on the same machine and a running writer say to each other, over the Unix socket in the data
# directory (local_server.h). Whoever may open that socket may do everything. Others, and programs on other
# machines, call the interfaces of dangol.capnp.
#
# A frame on a byte stream is eight bytes, "dgl1" and the message's length in bytes (32 bits,
# little-endian, a multiple of 8), and one Cap'n Proto message in the standard form with its segment
# table. Frames from the client hold a Request, frames from the server an Answer.
#
# The first request of a connection is `hello`. Each request gets one answer, but for `state` and
# `figures`, whose answers may come in parts. Appends may be sent without waiting: they are taken in the order in
# which they come and answered when they are on disk. A read is answered before the next request of
# its connection is looked at. Long reads come in pages: the client asks for the next one and says
# where it stands, so the server keeps nothing between two pages.
#
# Who does not read the answers is not listened to any more, until it does.
#
# Growth: as in event.capnp. Nothing is renumbered, retyped or removed; `unset` comes first and means
# "not given" or "newer than you".

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("dangol::wire");
using Event = import "/events/event.capnp".Event;
using import "/gateway/dangol.capnp".Append;
using import "/gateway/dangol.capnp".AsOf;
using import "/gateway/dangol.capnp".Outcomes;
using import "/gateway/dangol.capnp".Refusal;
using Purpose = import "/events/annotations.capnp".Purpose;

const protocol :UInt16 = 2;
# Grows by one with a change that an older side would misunderstand.

struct Request {
  id @0 :UInt64;
  # Chosen by the client, not 0, given back in the answer. No two requests that wait for an answer
  # share one.
  union {
    unset @1 :Void;
    # A request that this version does not know.
    hello @2 :Hello;
    # Opens the conversation.
    append @3 :Append;
    # Record events.
    history @4 :History;
    # A page of one subject's records, opened.
    state @5 :State;
    # Where one subject stands.
    records @6 :Records;
    # A page of the log as it is, sealed.
    liveStates @7 :LiveStates;
    # Digests of streams' states, as the server would wake them.
    snapshots @8 :Snapshots;
    # A page of digests of the snapshots.
    status @9 :Void;
    # How the writer fares.
    confirmClock @10 :Void;
    # An operator says that the wall clock is right as it is: what is due lapses again. Answered with
    # the status afterwards.
    figures @11 :Figures;
    # A page of an answer about a figure.
    rebuild @12 :Rebuild;
    # Make read models anew, for a while.
    checkpoint @13 :NotaryAsked;
    # Sign what the log is, or say by which keys.
    proofs @14 :ProofsAsked;
    # What proofs are made of.
    headProof @15 :HeadProofAsked;
    # A part of a proof that these are all records of a subject.
    access @16 :AccessAsked;
    # The register of accesses: a page of it, or the end of what is too old.
    forget @17 :Forget;
    # Erase somebody, or the words of single events.
    export @18 :ExportAsked;
    # A page of one subject's records, to be taken out.
    vault @19 :VaultAsked;
    # Make the keys of a vault anew, or do something with what a law keeps.
    directory @20 :DirectoryAsked;
    # Whether some streams have each a subject of their own.
  }
}

struct Answer {
  id @0 :UInt64;
  # Of the request; 0: of none.
  union {
    unset @1 :Void;
    # An answer that this version does not know.
    refused @2 :Refusal;
    # The request cannot be answered. Of an append: nothing of it was recorded, nor will be.
    hello @3 :Welcome;
    append @4 :Outcomes;
    history @5 :HistoryPage;
    state @6 :StatePart;
    records @7 :RecordsPage;
    liveStates @8 :LiveStatesPage;
    snapshots @9 :SnapshotsPage;
    status @10 :Status;
    closing @11 :Void;
    # The writer ends. Everything that it took is answered before this; what is not answered was
    # not taken, and may be sent to whoever is the writer next.
    figures @12 :FiguresPart;
    rebuild @13 :Rebuilding;
    checkpoint @14 :NotaryAnswer;
    proofs @15 :ProofMaterial;
    headProof @16 :HeadProofPart;
    access @17 :AccessAnswer;
    forget @18 :Forgotten;
    export @19 :ExportPage;
    vault @20 :VaultTold;
    directory @21 :DirectoryAnswer;
  }
}

# ---- Opening --------------------------------------------------------------------------------

struct Hello {
  protocol @0 :UInt16;
  # The constant above, as the client knows it.
}

struct Welcome {
  protocol @0 :UInt16;
  # The constant above, as the server knows it; another one than the client's is refused.
  processId @1 :UInt32;
  # Of the writer.
}

# ---- Reading one subject --------------------------------------------------------------------

struct Rights {
  # Who looks and what for: recorded before anything is opened.
  names @0 :Bool;
  # Of protocol 1, and not looked at any more.
  purposes @1 :List(Purpose);
  # Of protocol 1, and not looked at any more.
  account @2 :Text;
  # `staff/<account>`.
  from @3 :Text;
  # Network address or terminal.
  purpose @4 :Purpose;
  # What for; unset: nothing is opened but the ids of the stream's own things.
  reason @5 :Text;
  # Why, in words; must be given for an export.
}

struct History {
  subject @0 :Text;
  asOf @1 :AsOf;
  rights @2 :Rights;
  afterVersion @3 :UInt64;
  # Of the last record that the asker has; 0: from the first one on.
  afterChain @4 :Data;
  # Of that record, 32 bytes; empty for version 0.
}

struct HistoryPage {
  items @0 :List(HistoryItem);
  # Oldest first.
  more @1 :Bool;
  # Ask again from the last item on.
}

struct HistoryItem {
  # One record, opened as far as the rights go.
  partition @0 :UInt32;
  position @1 :UInt64;
  entry @2 :Data;
  # As stored: docs/FORMAT.md.
  event @3 :Event;
  correlationId @4 :Text;
  # Empty: none.
  causationId @5 :Text;
  # Empty: none.
  orderHint @6 :Int64;
  asRecorded @7 :Bool;
  complete @8 :Bool;
  # Nothing was left out.
}

struct State {
  subject @0 :Text;
  asOf @1 :AsOf;
  rights @2 :Rights;
  indented @3 :Bool;
  # JSON over several lines, for a person.
}

struct StatePart {
  json @0 :Data;
  # The next bytes of the text.
  more @1 :Bool;
  # Another part follows.
}

# ---- The register of accesses -----------------------------------------------------------------

struct AccessAsked {
  rights @0 :Rights;
  # Who looks, or lets it end.
  union {
    unset @1 :Void;
    page @2 :RegisterAsked;
    # A page, oldest first.
    expire @3 :Bool;
    # Destroy the keys of months that are over; false: only say which.
  }
}

struct RegisterAsked {
  # gateway/access_register.h says what each means. Empty: any.
  month @0 :Text;
  subject @1 :Text;
  account @2 :Text;
  from @3 :RegisterMark;
  # Where the page before ended; not given: from the first one on.
}

struct RegisterMark {
  day @0 :Int64;
  shard @1 :UInt32;
  version @2 :UInt64;
  chain @3 :Data;
}

struct AccessAnswer {
  entries @0 :List(RegisterEntry);
  more @1 :Bool;
  # Ask again from `next` on.
  next @2 :RegisterMark;
  expired @3 :List(ExpiredMonth);
}

struct RegisterEntry {
  stream @0 :Text;
  item @1 :HistoryItem;
}

struct ExpiredMonth {
  month @0 :Text;
  streams @1 :UInt64;
  records @2 :UInt64;
}

# ---- Taking one subject's records out -----------------------------------------------------------

struct ExportAsked {
  subject @0 :Text;
  rights @1 :Rights;
  afterVersion @2 :UInt64;
  # As in History.
  afterChain @3 :Data;
}

struct ExportPage {
  records @0 :List(ExportedRecord);
  # Oldest first.
  more @1 :Bool;
  # Ask again from the last one on.
}

struct ExportedRecord {
  item @0 :HistoryItem;
  fields @1 :List(FieldEvidence);
  # The keys of the words that it shows.
}

struct FieldEvidence {
  place @0 :UInt16;
  # Of the field among the record's words.
  field @1 :Text;
  # Its name.
  key @2 :Data;
  # Opens this field and no other, 32 bytes.
  text @3 :Data;
}

# ---- Figures --------------------------------------------------------------------------------

struct Figures {
  union {
    unset @0 :Void;
    ask @1 :FigureAsking;
    # The first page. People are shown by name only with a purpose, and once that is on disk.
    page @2 :FigurePageOf;
    # A further page.
  }
}

struct FigurePageOf {
  report @0 :UInt64;
  # As the page before said.
  next @1 :UInt64;
  # As the page before said.
}

struct FigureAsking {
  # What somebody typed; replay/answers/figure_asking.h says what each means. Empty: not given.
  figure @0 :Text;
  definition @1 :Text;
  by @2 :Text;
  period @3 :Text;
  zone @4 :Text;
  asOf @5 :Text;
  happenedBy @6 :Text;
  open @7 :Text;
  group @8 :Text;
  purpose @9 :Text;
  account @10 :Text;
  limit @11 :UInt64;
  # Members of each set; 0: all.
  width @12 :UInt16;
  # Columns of a plot.
  form @13 :FigureForm;
  korean @14 :Bool;
  # The definition in Korean.
  from @15 :Text;
  reason @16 :Text;
}

enum FigureForm {
  # How the answer is written.
  text @0;  # for a person
  json @1;  # one object
  csv @2;   # rows for a spreadsheet
  plot @3;  # bars of text
}

struct FiguresPart {
  text @0 :Data;
  # The next bytes of the page.
  more @1 :Bool;
  # Another part of this page follows.
  report @2 :UInt64;
  # 0: the answer ends with this page; else to ask for the next page with,
  next @3 :UInt64;
  # as with this.
}

# ---- Making read models anew ------------------------------------------------------------------

struct Rebuild {
  # Works for a moment and says how far it has come; the client asks again for what is left. Who asks
  # no more interrupts it, and who asks later goes on there.
  projections @0 :List(Text);
  # None: all.
  rollBack @1 :Bool;
  # Instead: let those that served before the last rebuild serve again.
}

struct Rebuilding {
  reached @0 :UInt64;
  # Position that the hindmost projection stands at,
  end @1 :UInt64;
  # of the log's end.
  done @2 :List(Rebuilt);
  # They serve now.
  left @3 :List(Text);
  # To ask for next; none: that was all.
  rolledBack @4 :List(Text);
}

struct Rebuilt {
  # replay/rebuild.h says what each means.
  projection @0 :Text;
  version @1 :UInt32;
  before @2 :UInt32;
  records @3 :UInt64;
  steps @4 :UInt64;
  digest @5 :Data;
  compared @6 :UInt32;
  different @7 :UInt64;
  differences @8 :List(Text);
}

# ---- What is signed ---------------------------------------------------------------------------

struct ProofsAsked {
  union {
    unset @0 :Void;
    tile @1 :TileAsked;
    # A full tile of the Merkle tree.
    framesFrom @2 :UInt64;
    # Headers of frames, from this index on.
    checkpointsFrom @3 :UInt64;
    # The log's name, its signed checkpoints of so many records and more, and with 0 its anchor.
  }
}

struct TileAsked {
  level @0 :UInt8;
  # Hashes of subtrees of 256^level entries.
  index @1 :UInt64;
  # From the left.
}

struct ProofMaterial {
  tile @0 :Data;
  # 256 hashes.
  frames @1 :List(FrameHeader);
  # In order; none: there are no further ones.
  origin @2 :Text;
  # The log's name.
  notes @3 :List(Data);
  # Signed checkpoints, the smallest first.
  more @4 :Bool;
  # Further checkpoints follow, from `next` on.
  next @5 :UInt64;
  # Records.
  anchor @6 :Data;
  # The anchor's text; absent: none is kept, or it was not asked for.
}

struct FrameHeader {
  # What one group commit held: docs/FORMAT.md.
  epoch @0 :UInt64;
  index @1 :UInt64;
  # From 1.
  first @2 :UInt64;
  # Position of its first record.
  count @3 :UInt32;
  # Records in it.
  root @4 :Data;
  # Of the Merkle tree after it, 32 bytes; empty: not known.
}

struct NotaryAsked {
  task @0 :NotaryTask;
}

enum NotaryTask {
  # gateway/notary.h says what each does.
  unset @0;
  sign @1;
  # The checkpoint of everything that is on disk.
  keys @2;
  # By which keys the log is signed.
  rotate @3;
  # A new key signs first from now on, and those before sign too.
  retire @4;
  # Only the newest key signs from now on.
}

struct NotaryAnswer {
  note @0 :Data;
  # The signed note; empty: none was asked for.
  keys @1 :List(Text);
  # Public keys that sign, as `name+id+base64`.
  warnings @2 :List(Text);
  # Witnesses that gave no cosignature, and why.
}

# ---- Proving a history ------------------------------------------------------------------------

struct HeadProofAsked {
  union {
    unset @0 :Void;
    begin @1 :HistoryBegin;
    # Its first line.
    records @2 :HistoryRecordsOf;
    # Some of the others.
  }
}

struct HistoryBegin {
  subject @0 :Text;
  earlier @1 :Bool;
  # By the map of heads that stands at `heads`, instead of one of now; where the stream ended by that one
  # is then left to the client.
  heads @2 :UInt64;
  # Position.
}

struct HistoryRecordsOf {
  stream @0 :Data;
  # The stream's token, 16 bytes.
  after @1 :UInt64;
  # Version of the last record that the client has; 0: none.
  last @2 :UInt64;
  # Version to stop at.
  size @3 :UInt64;
  # Records of the checkpoint in whose tree they are proved to be.
  words @4 :Bool;
  # With their sealed words.
}

struct HeadProofPart {
  text @0 :Data;
  # The next bytes of whole lines, as docs/FORMAT.md says.
  more @1 :Bool;
  # Another part of these lines follows.
  after @2 :UInt64;
  # Version of the last record in them.
}

# ---- Forgetting -----------------------------------------------------------------------------

struct Forget {
  # What somebody typed; actors/forgetting.h says what each means. Empty: not given.
  subject @0 :Text;
  events @1 :List(Text);
  # None: everything of the person.
  reason @2 :Text;
  by @3 :Text;
  request @4 :Text;
  dryRun @5 :Bool;
  # Only say what would be done.
  json @6 :Bool;
  # One object instead of lines for a person.
  rights @7 :Rights;
  # Who looks: whoever else is named is on record before it is told.
}

struct Forgotten {
  # Once it is done, to the end.
  text @0 :Data;
}

# ---- The vaults -----------------------------------------------------------------------------

struct VaultAsked {
  json @0 :Bool;
  # One object a line instead of lines for a person.
  rights @1 :Rights;
  # Who asks, and what for.
  union {
    unset @2 :Void;
    rotate @3 :RotateAsked;
    # A new key-encryption key; the old one is destroyed.
    held @4 :Void;
    # What a law keeps, without words; with a purpose, and once that is on disk, also of whom.
    open @5 :HeldAsked;
    # A page of it.
    release @6 :HeldAsked;
    # It need no longer be kept.
    expire @7 :Bool;
    # Destroy what is over; false: only say what.
  }
}

struct RotateAsked {
  vault @0 :Bool;
  # That of names and keys.
  held @1 :Bool;
  # That of what a law keeps.
}

struct HeldAsked {
  stream @0 :Text;
  # Its token, 32 hex digits, or whose it is.
  afterVersion @1 :UInt64;
  # As in History.
  afterChain @2 :Data;
  hold @3 :Text;
  # Only this one; empty: all.
}

struct VaultTold {
  text @0 :Data;
  page @1 :HistoryPage;
  # Of open.
}

# ---- The directory of the vault ---------------------------------------------------------------

struct DirectoryAsked {
  rights @0 :Rights;
  # Who looks: subjects are told only of streams that contradict, once that is on record.
  streams @1 :Data;
  # Tokens of streams that have records, 16 bytes each, at most 4,096.
}

struct DirectoryAnswer {
  # gateway/directory.h says what each means.
  subjects @0 :UInt64;
  erased @1 :UInt64;
  faults @2 :List(DirectoryFault);
}

struct DirectoryFault {
  stream @0 :Data;
  # Its token.
  kind @1 :UInt8;
  # As DirectoryFaultKind.
  subject @2 :Data;
  # Empty: there is none.
  other @3 :Data;
  # Token of the stream that it leads to; empty: none.
}

# ---- Reading the log ------------------------------------------------------------------------

struct Records {
  partition @0 :UInt32;
  from @1 :UInt64;
  # Position of the first record.
  words @2 :Bool;
  # Whether sealed words are wanted.
}

struct RecordsPage {
  first @0 :UInt64;
  # Position of the first record here.
  records @1 :List(Record);
  # Their positions follow each other. None: the log's end.
  size @2 :UInt64;
  # Of the partition's log when the page was read.
}

struct Record {
  # The three parts as stored: docs/FORMAT.md.
  entry @0 :Data;
  core @1 :Data;
  words @2 :Data;
  # Empty: none, removed, or not wanted.
}

# ---- Verifying what is derived --------------------------------------------------------------

struct LiveStates {
  streams @0 :List(StreamAt);
  # At most 64.
}

struct StreamAt {
  token @0 :Data;
  # The stream's, 16 bytes.
  version @1 :UInt64;
  # The version to stop at: the writer may have gone on since.
}

struct LiveStatesPage {
  states @0 :List(LiveState);
  # One a stream, in the order asked. May be fewer than asked for: ask again for the rest.
}

struct LiveState {
  union {
    failed @0 :Text;
    # A sentence.
    found @1 :StateDigest;
  }
}

struct StateDigest {
  token @0 :Data;
  # The stream's, 16 bytes.
  version @1 :UInt64;
  # Of the last record in the state.
  digest @2 :Data;
  # SHA-256 of the state's bytes.
}

struct Snapshots {
  afterToken @0 :Data;
  # Of the last one that the asker has; empty: from the first one on.
  before @1 :UInt64;
  # Position: those of later records are left out.
}

struct SnapshotsPage {
  snapshots @0 :List(StateDigest);
  # In order of token.
  more @1 :Bool;
  # Ask again from `next` on: all of this page may have been left out.
  next @2 :Data;
  # The token to say as afterToken.
}

# ---- The writer -----------------------------------------------------------------------------

struct Status {
  processId @0 :UInt32;
  since @1 :Int64;
  # When it opened the socket: microseconds since 1970-01-01T00:00:00Z.
  records @2 :UInt64;
  # On disk.
  epoch @3 :UInt64;
  # Under which the writer holds the log, or held it last.
  freeBytes @4 :UInt64;
  # Of the file system that the store is on.
  generation @5 :UInt64;
  # How often the writer has opened the store, from 1.
  serving @6 :Bool;
  # False while the store is being opened again.
  reason @7 :Text;
  # Why the last generation ended, or why none can begin; empty: nothing happened.
  connections @8 :UInt32;
  # Clients at the socket, this one included.
  clockStopped @9 :Text;
  # Why no promise lapses: the wall clock jumped, and nobody has confirmed it; empty: it is believed.
  alarmsFailed @10 :Text;
  # Why it cannot be read which promises are due; empty: it can.
  signedRecords @11 :UInt64;
  # That the newest checkpoint is about; 0: none is signed.
  signingFailed @12 :Text;
  # Why the last attempt to sign one failed; empty: it did not.
  uncosigned @13 :Text;
  # Why a witness gave no cosignature for the newest; empty: all did.
  readModels @14 :List(ReadModel);
  # Of projections that were asked for.
  fencedStreams @15 :UInt64;
  # Streams that were erased, and that an older copy of the vaults still opens with today's keys,
  fencedSince @16 :Int64;
  # the first of them since then,
  fencedUntil @17 :Int64;
  # and until when at the latest, by the policy.
  heldStreams @18 :UInt64;
  # Streams of which a law keeps words,
  heldOver @19 :UInt64;
  # and of these, where it is over.
}

struct ReadModel {
  projection @0 :Text;
  end @1 :UInt64;
  # Records before this position are in.
  stopped @2 :Text;
  # Why it goes no further; empty: it follows the log.
}
