@0xe1a1b36a3f0c5d27;
# The lines of a file that proves a history: one JSON object a line, the first one a HistoryHead, every
# other one a HistoryRecord. docs/FORMAT.md says how it is checked. Hashes in a row are one base64 text of
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
}
