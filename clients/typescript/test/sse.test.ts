import assert from "node:assert/strict";
import test from "node:test";

import { StreamParser } from "../src/sse.js";

const text =
  "\uFEFF: hello\r\n\r\nid: 1\ndata: {\"a\":1}\n\nid:2\rdata:one\rdata: two\revent: end\r\rid: 3\n\nnonsense\ndata\n\ndata: cut";

const messages = [
  { id: "1", event: "message", data: '{"a":1}' },
  { id: "2", event: "end", data: "one\ntwo" },
  { id: "3", event: "message", data: undefined },
  { id: "3", event: "message", data: "" },
];

test("a stream is read as the standard says", () => {
  assert.deepEqual(new StreamParser().push(text), messages);
});

test("wherever its pieces begin and end", () => {
  for (let at = 0; at <= text.length; ++at) {
    const parser = new StreamParser();
    assert.deepEqual([...parser.push(text.slice(0, at)), ...parser.push(text.slice(at))], messages);
  }
  const parser = new StreamParser();
  assert.deepEqual([...text].flatMap((char) => parser.push(char)), messages);
});
