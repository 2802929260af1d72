// One HTTP exchange with the server: its address, who asks, and how long an answer may take.
import { DangolProblem } from "./problem.js";

export interface TransportOptions {
  /** Where the server is: `https://care.example:7379`. A path before `/v1` may stand behind it. */
  url: string | URL;
  /** The bearer token, or what gives one: asked before every request, so that it can change. */
  token?: string | (() => string | Promise<string>) | undefined;
  /** In place of the global fetch: for a proxy, a client certificate, a test. */
  fetch?: typeof fetch | undefined;
  /** An answer must begin within so many milliseconds. Default 60,000. */
  timeout?: number | undefined;
}

/** There was no answer: the connection failed, broke, or the time was over. */
export class DangolUnreachable extends Error {
  override readonly name = "DangolUnreachable";
  constructor(cause: unknown) {
    super(`no answer: ${reasonOf(cause)}`, { cause });
  }
}

// fetch says `fetch failed`, and why in its cause.
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error && cause.cause.message ? cause.cause.message : cause.message;
}

export interface Ask {
  method?: "GET" | "POST" | undefined;
  headers?: Record<string, string> | undefined;
  query?: ReadonlyArray<readonly [string, string | undefined]>;
  body?: string | undefined;
  signal?: AbortSignal | undefined;
}

export class Transport {
  private readonly base: string;
  private readonly timeout: number;

  constructor(private readonly options: TransportOptions) {
    this.base = new URL(options.url).href.replace(/\/+$/, "");
    this.timeout = options.timeout ?? 60_000;
  }

  /**
   * The answer, whose body the caller reads. Throws DangolProblem for a status of 400 and above,
   * DangolUnreachable when there is none, and the signal's reason.
   */
  async ask(path: string, ask: Ask = {}): Promise<Response> {
    const { signal } = ask;
    signal?.throwIfAborted();
    const end = new AbortController();
    const stop = () => end.abort(signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
    const timer = setTimeout(() => end.abort(new Error("the time was over")), this.timeout);
    try {
      const { token } = this.options;
      const bearer = typeof token === "function" ? await token() : token;
      const send = this.options.fetch ?? globalThis.fetch;
      const response = await send(this.address(path, ask.query), {
        method: ask.method ?? "GET",
        headers: {
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
          ...ask.headers,
        },
        ...(ask.body === undefined ? {} : { body: ask.body }),
        signal: end.signal,
        redirect: "error",
        cache: "no-store",
      });
      if (response.status >= 400) throw await DangolProblem.read(response);
      return response;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof DangolProblem) throw error;
      throw new DangolUnreachable(end.signal.aborted ? end.signal.reason : error);
    } finally {
      clearTimeout(timer);
    }
    // `stop` stays: aborting also ends the reading of the body.
  }

  /** The whole body as JSON. */
  async json<T>(path: string, ask: Ask = {}): Promise<{ response: Response; body: T }> {
    const response = await this.ask(path, ask);
    try {
      return { response, body: JSON.parse(await response.text()) as T };
    } catch (error) {
      ask.signal?.throwIfAborted();
      throw new DangolUnreachable(error);
    }
  }

  private address(path: string, query: Ask["query"] = []): string {
    const given = new URLSearchParams();
    for (const [name, value] of query) {
      if (value !== undefined) given.append(name, value);
    }
    const text = given.toString();
    return this.base + path + (text === "" ? "" : `?${text}`);
  }
}
