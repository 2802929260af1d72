// The client: events in, subjects and events out, the feed.
import { Batcher } from "./batch.js";
import type { BatchOptions } from "./batch.js";
import type { EventType, Outcome, RecordedEvent, SentEvent } from "./event.js";
import type { Purpose, SubjectKind } from "./events.js";
import { readFeed } from "./feed.js";
import type { FeedItem, FeedOptions, FeedSource } from "./feed.js";
import { DangolProblem } from "./problem.js";
import { Retry } from "./retry.js";
import type { RetryOptions } from "./retry.js";
import { DangolUnreachable, Transport } from "./transport.js";
import type { Ask, Query, TransportOptions } from "./transport.js";

export interface ClientOptions extends TransportOptions {
  batch?: BatchOptions | undefined;
  retry?: RetryOptions | undefined;
  /** What words are read for; needs the role `words`, and is put on record. Left out: they stay sealed. */
  purpose?: Purpose | undefined;
  /** Why they are read, in words: put on record with the purpose. */
  reason?: string | undefined;
  /** A feed that is silent for so many milliseconds is opened anew. Default 45,000: three heartbeats. */
  feedSilence?: number | undefined;
}

export interface AppendOptions {
  /** Refuse as stale unless the subject is at this version. Of one event only. */
  expectedVersion?: bigint | number | string | undefined;
  /** History from elsewhere: decisions are recorded as they were made there. Needs the role `importer`. */
  asRecorded?: boolean | undefined;
  /** Before the event is on its way it is taken back; afterwards it may be recorded. */
  signal?: AbortSignal | undefined;
}

export interface ReadOptions {
  /** As things were known then: a time, or a position of the log. */
  asOf?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** A cursor that the server keeps under a name. */
export interface KeptCursor {
  cursor: string;
  /** Its ETag: given back to putCursor(), it tells that nobody else has put it meanwhile. */
  tag: string;
}

export interface ProofOptions {
  /** About the checkpoint of so many records. Left out: the newest. */
  size?: bigint | number | undefined;
  signal?: AbortSignal | undefined;
}

/** FeedOptions by which the types of the events are known. */
export type TypedFeedOptions<T extends EventType> = Omit<FeedOptions, "type"> & {
  type?: T | ReadonlyArray<T> | (string & {}) | ReadonlyArray<string> | undefined;
};

/** Where a subject stands. */
export interface SubjectState {
  stream: string;
  version: number;
  [part: string]: unknown;
}

interface Page {
  events: RecordedEvent[];
  next?: string;
  more?: boolean;
}

const path = (kind: string, id: string) =>
  `/v1/subjects/${encodeURIComponent(kind)}/${encodeURIComponent(id)}`;

export class Client {
  private readonly transport: Transport;
  private readonly decided: Batcher;
  private readonly imported: Batcher;

  constructor(private readonly options: ClientOptions) {
    this.transport = new Transport(options);
    const batcher = (headers: Record<string, string>) =>
      new Batcher(this.transport, headers, options.batch, options.retry);
    this.decided = batcher({});
    this.imported = batcher({ prefer: "as-recorded" });
  }

  /**
   * Records events, and tells of each what became of it, in order. Events of many calls share requests,
   * and go out in the order in which they came. Sent again, under the same ids, while it is not known
   * whether they are recorded. Throws DangolProblem when the server refuses the request as a whole.
   */
  append(event: SentEvent, options?: AppendOptions): Promise<Outcome>;
  append(events: ReadonlyArray<SentEvent>, options?: AppendOptions): Promise<Outcome[]>;
  async append(
    given: SentEvent | ReadonlyArray<SentEvent>,
    options: AppendOptions = {},
  ): Promise<Outcome | Outcome[]> {
    const batcher = options.asRecorded ? this.imported : this.decided;
    const { expectedVersion, signal } = options;
    if (!isList(given)) {
      const event =
        expectedVersion === undefined
          ? given
          : { ...given, expectedversion: String(expectedVersion) };
      const [outcome] = await batcher.add([event], signal);
      return outcome as Outcome;
    }
    if (expectedVersion !== undefined) {
      throw new TypeError("expectedVersion is of one event: set expectedversion in each");
    }
    return batcher.add(given, signal);
  }

  /** When nothing that was handed to append() is on its way any more. */
  async settled(): Promise<void> {
    await Promise.all([this.decided.settled(), this.imported.settled()]);
  }

  /** Where a subject stands; undefined: nothing is recorded of it. */
  async subject(
    kind: SubjectKind,
    id: string,
    options: ReadOptions = {},
  ): Promise<SubjectState | undefined> {
    try {
      return await this.read<SubjectState>(path(kind, id), [["as-of", options.asOf]], options.signal);
    } catch (error) {
      if (error instanceof DangolProblem && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Everything recorded of one subject, oldest first. */
  async *subjectEvents(
    kind: SubjectKind,
    id: string,
    options: ReadOptions & { type?: string | ReadonlyArray<string> } = {},
  ): AsyncGenerator<RecordedEvent, void, undefined> {
    const query: Query = [["as-of", options.asOf], ...typesIn(options.type)];
    yield* this.pages(`${path(kind, id)}/events`, query, undefined, options.signal);
  }

  /** Everything recorded up to now of everybody, in the order of the log. See feed() for what comes. */
  async *events<T extends EventType = EventType>(
    options: TypedFeedOptions<T> = {},
  ): AsyncGenerator<RecordedEvent<T>, void, undefined> {
    const query: Query = [...typesIn(options.type), ["kind", options.kind]];
    const pages = this.pages("/v1/events", query, options.after, options.signal);
    for await (const event of pages) yield event as RecordedEvent<T>;
  }

  /**
   * History and then what is recorded, as it is, without end. Goes on by itself from the last item when
   * the connection breaks: without gap and without repeat. Leave the loop, or abort, to end it. Throws
   * DangolProblem `gone` when the cursor is of another log.
   */
  feed<T extends EventType = EventType>(
    options: TypedFeedOptions<T> = {},
  ): AsyncGenerator<FeedItem<T>, void, undefined> {
    const source: FeedSource = {
      transport: this.transport,
      headers: this.reading(),
      retry: this.options.retry ?? {},
      end: async (signal: AbortSignal | undefined) => {
        const query: Query = [["after", "end"], ["limit", "1"]];
        return (await this.read<Page>("/v1/events", query, signal)).next ?? "end";
      },
      silence: this.options.feedSilence ?? 45_000,
    };
    return readFeed(source, options as FeedOptions) as AsyncGenerator<FeedItem<T>, void, undefined>;
  }

  /** A cursor kept on the server, for readers that keep no state; undefined: there is none of that name. */
  async cursor(name: string, signal?: AbortSignal): Promise<KeptCursor | undefined> {
    try {
      return keptCursor(await this.transport.text(cursorPath(name), { signal }));
    } catch (error) {
      if (error instanceof DangolProblem && error.status === 404) return undefined;
      throw error;
    }
  }

  /**
   * Keeps a cursor under a name: a new one, or in the place of `before`. Throws DangolProblem with status
   * 412 when somebody else has put it meanwhile.
   */
  async putCursor(name: string, cursor: string, before?: KeptCursor): Promise<KeptCursor> {
    const headers: Record<string, string> =
      before === undefined ? { "if-none-match": "*" } : { "if-match": before.tag };
    const body = JSON.stringify({ cursor });
    return keptCursor(await this.transport.text(cursorPath(name), { method: "PUT", headers, body }));
  }

  /** A signed checkpoint of the log: the newest, or the one of so many records. To be kept elsewhere. */
  checkpoint(options: ProofOptions = {}): Promise<string> {
    return this.text("/v1/log/checkpoint", [sizeOf(options)], options.signal);
  }

  /** That the record at a place, `0:42`, is in the log: for verifyInclusion(). Needs the role `auditor`. */
  inclusionProof(place: string, options: ProofOptions = {}): Promise<string> {
    const query: Query = [["place", place], sizeOf(options)];
    return this.text("/v1/log/proof/inclusion", query, options.signal);
  }

  /** That the log goes on from a checkpoint of so many records: for verifyConsistency(). */
  consistencyProof(old: bigint | number, options: ProofOptions = {}): Promise<string> {
    const query: Query = [["old", String(old)], sizeOf(options)];
    return this.text("/v1/log/proof/consistency", query, options.signal);
  }

  private async *pages(
    address: string,
    query: Query,
    after: string | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<RecordedEvent, void, undefined> {
    for (let cursor = after; ; ) {
      const page = await this.read<Page>(address, [...query, ["after", cursor]], signal);
      yield* page.events;
      if (!page.more || page.next === undefined) return;
      cursor = page.next;
    }
  }

  private async read<T>(address: string, query: Query, signal?: AbortSignal): Promise<T> {
    return JSON.parse(await this.text(address, query, signal)) as T;
  }

  private async text(address: string, query: Query, signal?: AbortSignal): Promise<string> {
    const retry = new Retry(this.options.retry);
    const ask: Ask = { headers: this.reading(), query, signal };
    for (;;) {
      try {
        return (await this.transport.text(address, ask)).text;
      } catch (error) {
        const passes =
          error instanceof DangolUnreachable || (error instanceof DangolProblem && error.passes);
        const asked = error instanceof DangolProblem ? error.retryAfter : undefined;
        if (!passes || !(await retry.again(asked, signal))) throw error;
      }
    }
  }

  private reading(): Record<string, string> {
    const { purpose, reason } = this.options;
    return {
      ...(purpose === undefined ? {} : { "dangol-purpose": purpose }),
      ...(reason === undefined ? {} : { "dangol-reason": reason }),
    };
  }
}

const cursorPath = (name: string) => `/v1/cursors/${encodeURIComponent(name)}`;

function keptCursor(answer: { headers: Headers; text: string }): KeptCursor {
  const { cursor } = JSON.parse(answer.text) as { cursor: string };
  return { cursor, tag: answer.headers.get("etag") ?? "" };
}

function sizeOf(options: ProofOptions): readonly [string, string | undefined] {
  return ["size", options.size === undefined ? undefined : String(options.size)];
}

function typesIn(type: string | ReadonlyArray<string> | undefined): Query {
  const list = type === undefined ? [] : typeof type === "string" ? [type] : type;
  return list.map((one) => ["type", one] as const);
}

function isList<T>(given: T | ReadonlyArray<T>): given is ReadonlyArray<T> {
  return Array.isArray(given);
}
