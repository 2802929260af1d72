@0xe1a1b36a3f0c5d27;
# The lines of a file that proves a history, or single records: one JSON object a line, the first one a
# HistoryHead or a RecordsHead, every other one a HistoryRecord. docs/FORMAT.md says how it is checked. Hashes in a row are one base64 text of
# 32 bytes each.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("dangol::schema");
using Json = import "/capnp/compat/json.capnp";

struct HistoryRecord {
  # One record of the log, and the proof that it is in the tree of the checkpoint.
  position @0 :UInt64;
  # Its leaf index.
  entry @1 :Data $Json.base64;
  core @2 :Data $Json.base64;
  # Empty: not shown, and so are the words.
  words @3 :Data $Json.base64;
  # As stored, sealed; empty: there are none, or they are not shown.
  inclusion @4 :Data $Json.base64;
  # RFC 6962 hashes, the nearest to the leaf first.
}

struct HistoryHead {
  # What the records that follow are held against.
  form @0 :Text;
  # `dangol history proof v1`
  stream @1 :Data $Json.hex;
  # The stream's token.
  version @2 :UInt64;
  # Of its last record, by the map of heads.
  chain @3 :Data $Json.base64;
  # Of that record.
  map @4 :Data $Json.base64;
  # Siblings on the stream's way through the map, the root's child first.
  heads @5 :HistoryRecord;
  # The record that holds the map's root.
  checkpoint @6 :Text;
  # The signed note.
  audits @7 :List(Text);
  # Signed notes of those who made the map anew and say that the root is right.
  other @8 :Data $Json.base64;
  # Of version 0, which says that the stream has no record: the other stream's leaf at which its way ends,
  # key, version (big-endian) and chain; not there: its way ends at nothing.
}

struct RecordsHead {
  # What single records of a stream are held against: that they are in the log, and not that they are all.
  form @0 :Text;
  # `dangol records proof v1`
  stream @1 :Data $Json.hex;
  # The stream's token.
  checkpoint @2 :Text;
  # The signed note.
}
