// An event as it is sent and as it comes back: a CloudEvent 1.0 whose data is of its type.
import type { ActorKind, EventData, Purpose, eventTypes } from "./events.js";

export type EventType = keyof EventData;

type KindOf<T extends EventType> = (typeof eventTypes)[T]["kinds"][number];

/** What may be sent: every type but what Dangol says of its own log. */
export type SentType = { [T in EventType]: KindOf<T> extends "heads" ? never : T }[EventType];

/** Words that a reader does not get: gone for ever, or not for this reader. */
export type Words = string | { readonly erased: true } | { readonly sealed: true };

export type TimePrecision = "day" | "minute" | "second" | "micro";

interface Envelope {
  /** The sender's name of the event, at most 255 bytes. Left out: the client makes one, once. */
  id?: string;
  /** URI reference of the sending system, never of a person. `(subject, source, id)` is known for ever. */
  source: string;
  /** When it happened: RFC 3339 with an offset. */
  time: string;
  /** How much of `time` is known. Left out: `second`, or `micro` with a fraction. */
  timeprecision?: TimePrecision;
  /** What kind of actor did it. */
  actorkind?: ActorKind;
  /** Who; needs `actorkind`. */
  actorid?: string;
  /** Narrows what the words may be used for. */
  purpose?: Purpose;
  /** Order in the source for equal times. */
  orderhint?: number;
  correlationid?: string;
  causationid?: string;
  /** Refuse as stale unless the subject is at this version. See also `AppendOptions.expectedVersion`. */
  expectedversion?: string;
}

/** An event to append. `SentEvent` is any of them, told apart by `type`. */
export type SentEvent<T extends SentType = SentType> = {
  [K in T]: Envelope & { type: K; subject: `${KindOf<K>}/${string}`; data: EventData[K] };
}[T];

interface Recorded {
  specversion: "1.0";
  /** Sealed ids read `sealed:` and hexadecimal digits: equal ids of one subject are equal texts. */
  id: string;
  source: string;
  subject: string;
  time: string;
  timeprecision?: TimePrecision;
  actorkind?: ActorKind;
  actorid?: string;
  purpose?: Purpose;
  correlationid?: string;
  causationid?: string;
  orderhint?: string;
  /** Where it stands in the log: `0:123`. */
  dangolposition: string;
  /** Its number among the records of its subject. */
  dangolversion: string;
  recordedat: string;
}

/** An event as it is read. `RecordedEvent` is any of them, told apart by `type`. */
export type RecordedEvent<T extends EventType = EventType> = {
  [K in T]: Recorded & { type: K; data: EventData<Words>[K] };
}[T];

/** Whether words may be read, and are there. */
export function isReadable(words: Words | undefined): words is string {
  return typeof words === "string";
}

/** The event with an id, made now unless it has one: keep it to send the very same event again later. */
export function withId<E extends SentEvent>(event: E): E & { id: string } {
  return { ...event, id: event.id ?? globalThis.crypto?.randomUUID?.() ?? randomId() };
}

// Node 18 has no global crypto. Not a secret: it need only be unlike every other.
function randomId(): string {
  let id = Date.now().toString(16);
  while (id.length < 43) id += Math.floor(Math.random() * 2 ** 32).toString(16);
  return id;
}

/** What became of one event. */
export interface Outcome {
  /** The event's id. */
  id: string;
  /**
   * - `recorded`: on disk, at `place`, as `version`
   * - `duplicate`: was recorded before with equal content, there
   * - `conflict`: the same subject, source and id was recorded before with other content
   * - `stale`: the expected version is not the subject's, which is `version`
   * - `rejected`: malformed, too large, or a guarded decision refused: nothing changed
   * - `unavailable`: certainly not recorded, and every retry was used up
   * - `unknown`: may be recorded; sending it again with the same id is safe
   */
  outcome:
    | "recorded"
    | "duplicate"
    | "conflict"
    | "stale"
    | "rejected"
    | "unavailable"
    | "unknown";
  place?: string;
  version?: string;
  /** Of anything but recorded and duplicate. */
  reason?: string;
  /** Of a recorded fact that does not fit what is known yet: docs/EVENTS.md, "Invariants". */
  irregular?: ReadonlyArray<{ invariant: number; reason: string }>;
  /** Attributes that are not Dangol's, and were dropped. */
  ignored?: ReadonlyArray<string>;
}

/** Whether the event is in the log now. */
export function isRecorded(outcome: Outcome): boolean {
  return outcome.outcome === "recorded" || outcome.outcome === "duplicate";
}
