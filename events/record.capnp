@0xc973acd4fd047719;
# What is stored of one event. A record has three parts: the entry (fixed bytes, outside this
# schema), the core and the words. Each part is one Cap'n Proto message in canonical form: one
# segment, no segment table.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("dangol::schema");
using Event = import "event.capnp".Event;
using Purpose = import "annotations.capnp".Purpose;

struct Core {
  # Facts and tokens: what the fold reads, kept for ever.
  salt @0 :Data;
  # 16 random bytes, so that nobody can guess an event and confirm it by the hash.
  event @1 :Event;
  # The event with every token sealed and every private field marked `sealed` or `erased`.
  contentDigest @2 :UInt64;
  # HMAC over the canonical bytes of the clear event: tells a resent event from a changed one.
  orderHint @3 :Int64;
  # The sender's order for equal times; 0: none.
  correlationId @4 :Data;
  # Names the command that this event belongs to; sealed like a token of scope `stream`.
  causationId @5 :Data;
  # Names the event that caused this one; sealed like a token of scope `stream`.
  asRecorded @6 :Bool;
  # History from elsewhere: decisions were recorded as facts and no alarm was set.
  unitSize @7 :UInt16;
  # Number of events appended all or none with this one, itself included; 0: alone.
  unitPlace @8 :UInt16;
  # This event's place in its unit, from 0.
  schemaVersion @9 :UInt16;
  # Version of the schema that the writer knew, below.
  streamKind @10 :UInt8;
  # What kind of stream it is, which its token does not say: 1 + StreamKind; 0: not said, by writers
  # of schema version 1. So who counts persons needs no vault, also after the person is forgotten.
}

const schemaVersion :UInt16 = 4;
# Grows by one with each release that adds a type, a field or an enum value.

struct Words {
  # The sealed private fields of one event. Removed whole when the event is forgotten.
  salt @0 :Data;
  # 16 random bytes of its own.
  fields @1 :List(SealedField);
  # In the order in which Private.sealed numbers them.
}

struct SealedField {
  # One private value.
  path @0 :UInt32;
  # Which field of the event's data it is: events/field_plan_capnp.h defines the numbers.
  purpose @1 :Purpose;
  # Whose data key of the stream sealed it.
  keyId @2 :UInt64;
  # Which of that purpose's keys.
  nonce @3 :Data;
  # 12 random bytes.
  commitment @4 :Data;
  # 32 bytes that bind the field key.
  ciphertext @5 :Data;
  # AES-256-GCM, the 16-byte tag at the end.
}
