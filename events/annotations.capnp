@0x8407d0af1b917db8;
# How the fields and event types of event.capnp are marked. A test refuses a leaf field without
# exactly one of $fact, $token and $private; a field whose type is a struct or a list of structs
# carries none of them: the fields of that struct are marked instead.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("dangol::schema");

enum Purpose {
  # Why personal words are held. A stream has one data key a purpose; destroying that key makes
  # every word held for that purpose unreadable. Closed list; numbers are for ever.
  unset @0;       # none given
  identity @1;    # to know who it is: identifiers, numbers, and every token
  care @2;        # to answer and to resolve: messages, needs, corrections
  connection @3;  # to remember the person: names, notes, stories; never targeting
  survey @4;      # to learn what the person thinks of us
  complaint @5;   # to answer for a complaint or dispute, also before a court
  commerce @6;    # to deliver, to take back, to pay
  protection @7;  # to protect staff: evidence of abuse
  access @8;      # to show who looked at whose data
}

enum Scope {
  # What an outside id names; it decides how the id is kept in a record.
  stream @0;
  # An entity inside this stream (contact, issue, order, message). Kept sealed under the stream's
  # identity key, so that equal ids stay equal inside one stream and nowhere else.
  event @1;
  # An event of the same stream and source, by its CloudEvents id. Kept like `stream`.
  customer @2;
  # The id of a person: stands for the subject `customer/<id>`. Kept as that stream's token.
  staff @3;
  # The id of a member of staff or of a partner's: stands for the subject `staff/<id>`. Kept as
  # that stream's token.
  subject @4;
  # A whole subject, `kind/id`. Kept as that stream's token.
  actor @5;
  # Who did it, read by Event.actorKind: customer like `customer`; staff and partner like `staff`;
  # anything else like `stream`.
}

enum Standing {
  # Who answers for an event.
  fact @0;     # F: it happened, often elsewhere. A well-formed one is always recorded
  decided @1;  # D: Dangol decides or guards it. It can be refused
}

enum StreamKind {
  # The kinds of stream; a subject is `kind/id`. Numbers are for ever.
  customer @0;  # one natural person
  contact @1;   # a contact or order whose person is not known
  problem @2;   # one cause behind many persons' issues
  staff @3;     # one member of staff: authority, protection
  access @4;    # access records of a day: `access/<yyyymmdd>/<shard>`
  policy @5;    # windows, thresholds, retention: the one subject `policy/main`
  heads @6;     # what Dangol says of its own log: the one subject `heads/main`
}

struct TypeRule {
  # What holds for every event of a type.
  standing @0 :Standing;            # fact or decided
  streams @1 :List(StreamKind);     # the kinds of stream that take it
}

annotation fact @0xa2d3f7f0c5f6b201 (field) :Void;
# Stays in clear in the record for ever, also after the person is forgotten. At most 255 bytes of
# text: a code, a label, a name of a thing; never words about a person.

annotation token @0xa2d3f7f0c5f6b202 (field) :Scope;
# An id from outside. Data (or List(Data)); text of 1..255 bytes of UTF-8 in JSON. The bytes of a
# clear event are that text; those of a record are its sealed form.

annotation private @0xa2d3f7f0c5f6b203 (field) :Purpose;
# Words about a person, of type Private(T): sealed in the record, for this purpose.

annotation required @0xa2d3f7f0c5f6b204 (field) :Void;
# Must be given and not be empty; an event without it is rejected by the field's name.

annotation rule @0xa2d3f7f0c5f6b205 (field) :TypeRule;
# On each member of Event.data: the rule of the type.

annotation shape @0xa2d3f7f0c5f6b207 (field) :Shape;
# What the value of a fact must look like beyond its type.

enum Shape {
  # Forms of a fact's value.
  any @0;        # no further rule
  currency @1;   # three capital letters: ISO 4217
  labelName @2;  # a lower-case letter, then letters and digits, at most 32 bytes
  decimals @3;   # a number from 0 to 6
  month @4;      # `2026-11`
  hash @5;       # a SHA-256 value as in a checkpoint: 32 bytes in base64
}

annotation asText @0xa2d3f7f0c5f6b206 (struct, enum) :TextForm;
# JSON writes values of this struct or enum in another form than an object or a name.

enum TextForm {
  # The other forms.
  time @0;     # RFC 3339 text; see Time in event.capnp
  boolean @1;  # true and false; an absent field is neither
  hidden @2;   # Private(T): the value itself, or {"erased": true} on the way out
}
