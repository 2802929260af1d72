// Server-sent events, as the HTML standard defines the stream.

export interface StreamMessage {
  /** The last id that the stream told; empty: none yet. */
  id: string;
  event: string;
  /** undefined: it only told an id. */
  data: string | undefined;
}

/** Messages out of pieces of text. What is not ended by an empty line is none. */
export class StreamParser {
  private rest = "";
  private begun = false;
  private id = "";
  private event = "";
  private data: string[] = [];
  private told = false;

  push(text: string): StreamMessage[] {
    const messages: StreamMessage[] = [];
    let all = this.rest + text;
    if (!this.begun && all.length > 0) {
      this.begun = true;
      if (all.startsWith("\uFEFF")) all = all.slice(1);
    }
    // A CR at the end may be half of a CRLF.
    const end = /\r\n|\n|\r(?!$)/g;
    let from = 0;
    for (let found = end.exec(all); found !== null; found = end.exec(all)) {
      this.line(all.slice(from, found.index), messages);
      from = end.lastIndex;
    }
    this.rest = all.slice(from);
    return messages;
  }

  private line(line: string, messages: StreamMessage[]): void {
    if (line === "") return this.end(messages);
    if (line.startsWith(":")) return;
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? "" : line.slice(colon + 1);
    if (value.startsWith(" ")) value = value.slice(1);
    if (name === "data") this.data.push(value);
    if (name === "event") this.event = value;
    if (name === "id" && !value.includes("\0")) {
      this.id = value;
      this.told = true;
    }
  }

  private end(messages: StreamMessage[]): void {
    const data = this.data.length > 0 ? this.data.join("\n") : undefined;
    if (data !== undefined || this.told) {
      messages.push({ id: this.id, event: this.event || "message", data });
    }
    this.event = "";
    this.data = [];
    this.told = false;
  }
}
