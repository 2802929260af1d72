// Events on their way: gathered into batches, one batch at a time, sent again until each has its outcome.
import { utf8 } from "./bytes.js";
import { withId } from "./event.js";
import type { Outcome, SentEvent } from "./event.js";
import { DangolProblem } from "./problem.js";
import { Retry } from "./retry.js";
import type { RetryOptions } from "./retry.js";
import { DangolUnreachable } from "./transport.js";
import type { Transport } from "./transport.js";

export interface BatchOptions {
  /** Events of one request. Default 500, at most 1,000. */
  events?: number | undefined;
  /** Bytes of one request, unless one event has more. Default 1 MiB, at most 8 MiB. */
  bytes?: number | undefined;
  /** How long an event waits for others, ms. Default 2. While a batch is on its way, others gather anyway. */
  wait?: number | undefined;
}

// What the server takes: docs/EVENTS.md, "The envelope".
const mostEvents = 1000;
const mostBytes = 8 << 20;
const mostEventBytes = 1 << 20;

class Waiting {
  readonly done: Promise<Outcome>;
  resolve!: (outcome: Said) => void;
  reject!: (reason: unknown) => void;

  constructor(
    readonly id: string,
    readonly json: string,
    readonly bytes: number,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.resolve = (said) => resolve({ id, ...said });
      this.reject = reject;
    });
  }
}

/** An answer's outcome: without the id, which the client knows. */
type Said = Omit<Outcome, "id">;

export class Batcher {
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;
  private readonly events: number;
  private readonly bytes: number;
  private readonly wait: number;

  constructor(
    private readonly transport: Transport,
    private readonly headers: Record<string, string>,
    options: BatchOptions = {},
    private readonly retry: RetryOptions = {},
  ) {
    this.events = Math.max(1, Math.min(options.events ?? 500, mostEvents));
    this.bytes = Math.min(options.bytes ?? 1 << 20, mostBytes);
    this.wait = options.wait ?? 2;
  }

  /** Their outcomes, in order. Taken back when `signal` is aborted before they are on their way. */
  async add(events: ReadonlyArray<SentEvent>, signal?: AbortSignal): Promise<Outcome[]> {
    signal?.throwIfAborted();
    const mine = events.map(written);
    for (const one of mine) {
      if (one.bytes <= mostEventBytes) this.waiting.push(one);
      else one.resolve({ outcome: "rejected", reason: `the event has more than ${mostEventBytes} bytes` });
    }
    if (this.waiting.length > 0) this.running ??= this.run();
    let stop = () => {};
    const stopped = new Promise<never>((_, reject) => {
      stop = () => {
        const gone = new Set(mine);
        this.waiting = this.waiting.filter((other) => !gone.has(other));
        reject(signal?.reason);
      };
    });
    signal?.addEventListener("abort", stop, { once: true });
    try {
      return await Promise.race([Promise.all(mine.map((one) => one.done)), stopped]);
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  /** When nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.running) await this.running;
  }

  private async run(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.wait));
    while (this.waiting.length > 0) {
      const batch = this.take();
      try {
        await this.send(batch);
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    this.running = undefined;
  }

  private take(): Waiting[] {
    let bytes = 2;
    let count = 0;
    for (const one of this.waiting) {
      if (count === this.events || (count > 0 && bytes + one.bytes + 1 > this.bytes)) break;
      bytes += one.bytes + 1;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  // Settles every event of the batch. Throws what is wrong with the request as a whole.
  private async send(batch: Waiting[]): Promise<void> {
    const retry = new Retry(this.retry);
    let left = batch;
    for (;;) {
      const { outcomes, asked } = await this.post(left);
      const open: Waiting[] = [];
      const said: Said[] = [];
      left.forEach((one, i) => {
        const outcome = outcomes[i] as Said;
        if (outcome.outcome === "unavailable" || outcome.outcome === "unknown") {
          open.push(one);
          said.push(outcome);
        } else {
          one.resolve(outcome);
        }
      });
      if (open.length === 0) return;
      if (!(await retry.again(asked))) {
        open.forEach((one, i) => one.resolve(said[i] as Said));
        return;
      }
      left = open;
    }
  }

  private async post(batch: Waiting[]): Promise<{ outcomes: Said[]; asked?: number | undefined }> {
    const all = (outcome: Said["outcome"], reason: string) =>
      batch.map((): Said => ({ outcome, reason }));
    try {
      const { text } = await this.transport.text("/v1/events", {
        method: "POST",
        headers: { "content-type": "application/cloudevents-batch+json", ...this.headers },
        body: `[${batch.map((one) => one.json).join(",")}]`,
      });
      const said: unknown = JSON.parse(text);
      if (Array.isArray(said) && said.length === batch.length) return { outcomes: said as Said[] };
      return { outcomes: all("unknown", "the answer is not one outcome an event") };
    } catch (error) {
      if (error instanceof DangolUnreachable || error instanceof SyntaxError) {
        return { outcomes: all("unknown", error.message) };
      }
      if (error instanceof DangolProblem && error.passes) {
        // A proxy may have lost an answer; the server itself refuses before it records.
        const sure = error.code !== "http" && error.code !== "unknown";
        const outcomes = all(sure ? "unavailable" : "unknown", error.detail);
        return { outcomes, asked: error.retryAfter };
      }
      throw error;
    }
  }
}

function written(event: SentEvent): Waiting {
  const whole = withId(event);
  const json = JSON.stringify({ specversion: "1.0", ...whole });
  return new Waiting(whole.id, json, utf8(json).length);
}
