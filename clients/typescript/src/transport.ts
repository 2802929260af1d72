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
  method?: "GET" | "POST" | "PUT" | "DELETE" | undefined;
  headers?: Record<string, string> | undefined;
  query?: Query | undefined;
  body?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** Parameters; those that are undefined are left out. */
export type Query = ReadonlyArray<readonly [string, string | undefined]>;

/** An answer whose body is being read. */
export interface Exchange {
  response: Response;
  /** The body may take its time from now on. */
  untimed(): void;
  /** Ends the exchange, if it has not, and leaves nothing behind on the caller's signal. */
  end(): void;
}

export class Transport {
  private readonly base: string;
  private readonly timeout: number;

  constructor(private readonly options: TransportOptions) {
    this.base = new URL(options.url).href.replace(/\/+$/, "");
    this.timeout = options.timeout ?? 60_000;
  }

  /**
   * Begins an exchange, which the caller ends. Throws DangolProblem for a status of 400 and above,
   * DangolUnreachable when there is no answer, and the signal's reason.
   */
  async begin(path: string, ask: Ask = {}): Promise<Exchange> {
    const { signal } = ask;
    signal?.throwIfAborted();
    const control = new AbortController();
    const stop = () => control.abort(signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
    const timer = setTimeout(() => control.abort(new Error("the time was over")), this.timeout);
    const untimed = () => clearTimeout(timer);
    const end = () => {
      untimed();
      signal?.removeEventListener("abort", stop);
      control.abort(new Error("the exchange is over"));
    };
    try {
      const response = await this.send(path, ask, control.signal);
      if (response.status >= 400) throw await DangolProblem.read(response);
      return { response, untimed, end };
    } catch (error) {
      const cause = control.signal.aborted ? control.signal.reason : error;
      end();
      signal?.throwIfAborted();
      throw error instanceof DangolProblem ? error : new DangolUnreachable(cause);
    }
  }

  /** The whole answer as text. */
  async text(path: string, ask: Ask = {}): Promise<{ headers: Headers; text: string }> {
    const { response, end } = await this.begin(path, ask);
    try {
      return { headers: response.headers, text: await response.text() };
    } catch (error) {
      ask.signal?.throwIfAborted();
      throw new DangolUnreachable(error);
    } finally {
      end();
    }
  }

  private async send(path: string, ask: Ask, signal: AbortSignal): Promise<Response> {
    const { token } = this.options;
    const bearer = typeof token === "function" ? await token() : token;
    const send = this.options.fetch ?? globalThis.fetch;
    return send(this.address(path, ask.query), {
      method: ask.method ?? "GET",
      headers: {
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...ask.headers,
      },
      ...(ask.body === undefined ? {} : { body: ask.body }),
      signal,
      redirect: "error",
      cache: "no-store",
    });
  }

  private address(path: string, query: Query = []): string {
    const given = new URLSearchParams();
    for (const [name, value] of query) {
      if (value !== undefined) given.append(name, value);
    }
    const text = given.toString();
    return this.base + path + (text === "" ? "" : `?${text}`);
  }
}
