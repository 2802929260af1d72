// The feed: history, then what is recorded as it is recorded, over as many connections as it takes.
import type { EventType, RecordedEvent } from "./event.js";
import type { SubjectKind } from "./events.js";
import { DangolProblem } from "./problem.js";
import { Retry, sleep } from "./retry.js";
import type { RetryOptions } from "./retry.js";
import { StreamParser } from "./sse.js";
import type { StreamMessage } from "./sse.js";
import { DangolUnreachable } from "./transport.js";
import type { Transport } from "./transport.js";

export interface FeedItem<T extends EventType = EventType> {
  /** Behind this event: give it as `after` to go on from here. */
  cursor: string;
  event: RecordedEvent<T>;
}

export interface FeedOptions {
  /** A cursor of an earlier item; `end`: only what comes from now on. Left out: everything. */
  after?: string | undefined;
  /** Types, or beginnings of types up to a dot: `contact.started`, `contact`. */
  type?: string | ReadonlyArray<string> | undefined;
  kind?: SubjectKind | undefined;
  signal?: AbortSignal | undefined;
}

/** What the feed needs of its client. */
export interface FeedSource {
  transport: Transport;
  headers: Record<string, string>;
  retry: RetryOptions;
  /** The cursor behind everything that is recorded now. */
  end(signal: AbortSignal | undefined): Promise<string>;
  /** Milliseconds without a byte, after which the connection is taken to be dead. */
  silence: number;
}

// Why the server ends a feed that may go on from its cursor.
const passing = ["slow", "closing"];

export async function* readFeed(
  source: FeedSource,
  options: FeedOptions,
): AsyncGenerator<FeedItem, void, undefined> {
  const { signal } = options;
  const retry = new Retry({ ...source.retry, tries: Infinity });
  let cursor = options.after;
  for (;;) {
    let asked: number | undefined;
    try {
      // Made fast at once: `end` is elsewhere when a broken connection comes back.
      if (cursor === "end") cursor = await source.end(signal);
      for await (const message of connect(source, options, cursor)) {
        retry.reset();
        if (message.event === "end") throw endOf(message);
        if (message.id !== "") cursor = message.id;
        if (message.event !== "message" || message.data === undefined) continue;
        yield { cursor: message.id, event: JSON.parse(message.data) as RecordedEvent };
      }
    } catch (error) {
      signal?.throwIfAborted();
      const passes =
        error instanceof DangolUnreachable ||
        (error instanceof DangolProblem && (error.passes || passing.includes(error.code)));
      if (!passes) throw error;
      if (error instanceof DangolProblem) asked = error.retryAfter;
      if (!(await retry.again(asked, signal))) throw error;
      continue;
    }
    // Ended without a word, as by a proxy.
    if (!(await retry.again(asked, signal))) {
      throw new DangolUnreachable(new Error("the feed ended"));
    }
  }
}

function endOf(message: StreamMessage): DangolProblem {
  try {
    const body = JSON.parse(message.data ?? "") as Record<string, unknown>;
    return DangolProblem.of(body, typeof body["status"] === "number" ? body["status"] : 503);
  } catch {
    return new DangolProblem(503, "closing", message.data ?? "the server ended the feed");
  }
}

// The messages of one connection.
async function* connect(
  source: FeedSource,
  options: FeedOptions,
  cursor: string | undefined,
): AsyncGenerator<StreamMessage, void, undefined> {
  const types = options.type === undefined ? [] : [options.type].flat();
  const exchange = await source.transport.begin("/v1/feed", {
    headers: {
      accept: "text/event-stream",
      ...source.headers,
      ...(cursor === undefined ? {} : { "last-event-id": cursor }),
    },
    query: [...types.map((type) => ["type", type] as const), ["kind", options.kind]],
    signal: options.signal,
  });
  exchange.untimed();
  const reader = exchange.response.body?.getReader();
  const parser = new StreamParser();
  const decoder = new TextDecoder();
  try {
    while (reader) {
      const { done, value } = await heard(reader, source.silence);
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    exchange.end();
    await reader?.cancel().catch(() => undefined);
  }
}

type Piece = ReadableStreamReadResult<Uint8Array>;

async function heard(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  silence: number,
): Promise<Piece> {
  const over = new AbortController();
  const late = sleep(silence, over.signal).then(() => {
    throw new Error(`nothing was heard for ${silence} ms`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([reader.read(), late]);
  } catch (error) {
    throw new DangolUnreachable(error);
  } finally {
    over.abort();
  }
}
