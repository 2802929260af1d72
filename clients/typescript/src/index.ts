export { Client } from "./client.js";
export type {
  AppendOptions,
  ClientOptions,
  KeptCursor,
  ProofOptions,
  ReadOptions,
  SubjectState,
  TypedFeedOptions,
} from "./client.js";
export type { BatchOptions } from "./batch.js";
export { isReadable, isRecorded, withId } from "./event.js";
export type {
  EventType,
  Outcome,
  RecordedEvent,
  SentEvent,
  SentType,
  TimePrecision,
  Words,
} from "./event.js";
export type * from "./events.js";
export { eventTypes } from "./events.js";
export type { FeedItem, FeedOptions } from "./feed.js";
export { DangolProblem } from "./problem.js";
export type { RetryOptions } from "./retry.js";
export { DangolUnreachable } from "./transport.js";
export type { TransportOptions } from "./transport.js";
export { NotProved, parseEntry, verifyCheckpoint, verifyConsistency, verifyInclusion } from "./proof.js";
export type { Checkpoint, Entry, Inclusion, Trust } from "./proof.js";
