// What the server says when a request as a whole is refused: RFC 9457 problem details.

const typePrefix = "urn:dangol:problem:";

export class DangolProblem extends Error {
  override readonly name = "DangolProblem";
  constructor(
    /** The HTTP status. */
    readonly status: number,
    /** The machine's word: `forbidden`, `not-found`, `gone`; `http` when the answer was not Dangol's. */
    readonly code: string,
    /** A sentence that names the field and the reason. */
    readonly detail: string,
    /** What the server said, whole. */
    readonly body: Readonly<Record<string, unknown>> = {},
    /** How long to wait before the next try, in milliseconds, when the server says so. */
    readonly retryAfter?: number,
  ) {
    super(`${code} (${status}): ${detail}`);
  }

  /** Whether the same request may succeed later. */
  get passes(): boolean {
    return [408, 429, 502, 503, 504].includes(this.status);
  }

  static of(body: Record<string, unknown>, status: number, retryAfter?: number): DangolProblem {
    const type = typeof body["type"] === "string" ? body["type"] : "";
    const code = type.startsWith(typePrefix) ? type.slice(typePrefix.length) : "http";
    const detail = typeof body["detail"] === "string" ? body["detail"] : `the status is ${status}`;
    return new DangolProblem(status, code, detail, body, retryAfter);
  }

  static async read(response: Response): Promise<DangolProblem> {
    const wait = retryAfterOf(response.headers.get("retry-after"));
    try {
      const body: unknown = JSON.parse(await response.text());
      if (typeof body === "object" && body !== null) {
        return DangolProblem.of(body as Record<string, unknown>, response.status, wait);
      }
    } catch {
      // Some proxy's page: its status has to do.
    }
    return DangolProblem.of({}, response.status, wait);
  }
}

// Seconds, or a date.
function retryAfterOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
