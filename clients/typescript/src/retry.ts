// Waiting between tries: longer each time, never all clients at once, and never against the server's word.

export interface RetryOptions {
  /** Tries in all, the first one included. Default 8; of a feed without end. */
  tries?: number | undefined;
  /** The longest wait before the second try, ms. Doubles with each further one. Default 100. */
  firstWait?: number | undefined;
  /** The longest wait at all, ms, unless the server asks for more. Default 10,000. */
  longestWait?: number | undefined;
}

export class Retry {
  private failures = 0;
  private readonly tries: number;
  private readonly firstWait: number;
  private readonly longestWait: number;

  constructor(options: RetryOptions = {}, usualTries = 8) {
    this.tries = options.tries ?? usualTries;
    this.firstWait = options.firstWait ?? 100;
    this.longestWait = options.longestWait ?? 10_000;
  }

  /** Something went well: the next failure counts as the first. */
  reset(): void {
    this.failures = 0;
  }

  /** Counts a failure and waits. False, at once: the tries are used up. */
  async again(asked: number | undefined, signal?: AbortSignal): Promise<boolean> {
    this.failures += 1;
    if (this.failures >= this.tries) return false;
    const most = Math.min(this.longestWait, this.firstWait * 2 ** (this.failures - 1));
    await sleep((asked ?? 0) + Math.random() * most, signal);
    return true;
  }
}

/** Rejects with the signal's reason once it is aborted. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
