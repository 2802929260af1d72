// The official SDK of CloudEvents: what it sends lands, and what comes back it can read.
import assert from "node:assert/strict";
import test from "node:test";

import { CloudEvent, HTTP } from "cloudevents";

import { Client } from "../src/index.js";
import { Server } from "./server.js";

const event = (id: string) =>
  new CloudEvent({
    id,
    source: "/phone",
    type: "contact.started",
    subject: "customer/단골",
    time: "2016-07-27T02:07:00.000Z",
    data: { contactId: id, channel: "phone", direction: "inbound" },
  });

async function send(url: string, headers: object, body: unknown): Promise<Response> {
  const init = { method: "POST", headers: headers as Record<string, string>, body: String(body) };
  return fetch(`${url}/v1/events`, init);
}

test("structured, binary and batch messages of the official SDK land", async (t) => {
  const server = await Server.start(t);
  const structured = HTTP.structured(event("s1"));
  const first = await send(server.url, structured.headers, structured.body);
  assert.equal(first.status, 201);
  assert.deepEqual(await first.json(), { outcome: "recorded", place: "0:0", version: "1" });

  const binary = HTTP.binary(event("b1"));
  const second = await send(server.url, encoded(binary.headers), binary.body);
  assert.equal(second.status, 201, await second.clone().text());
  assert.deepEqual(await second.json(), { outcome: "recorded", place: "0:1", version: "2" });

  const batch = JSON.stringify([event("s1"), event("x1"), event("x2")]);
  const headers = { "content-type": "application/cloudevents-batch+json" };
  const third = await send(server.url, headers, batch);
  assert.equal(third.status, 200);
  const outcomes = (await third.json()) as { outcome: string; version: string }[];
  assert.deepEqual(
    outcomes.map((one) => [one.outcome, one.version]),
    [
      ["duplicate", "1"],
      ["recorded", "3"],
      ["recorded", "4"],
    ],
  );

  // And back: the SDK takes what is read.
  const read = [];
  for await (const one of new Client({ url: server.url }).subjectEvents("customer", "단골")) {
    const message = {
      headers: { "content-type": "application/cloudevents+json" },
      body: JSON.stringify(one),
    };
    assert.ok(HTTP.isEvent(message));
    const parsed = HTTP.toEvent(message) as CloudEvent<unknown>;
    assert.ok(parsed.validate());
    read.push([parsed.id, parsed.type, parsed["dangolversion"]]);
  }
  assert.deepEqual(
    read,
    ["s1", "b1", "x1", "x2"].map((id, i) => [id, "contact.started", `${i + 1}`]),
  );
});

// The SDK leaves it to its caller to encode what no header can hold (CloudEvents HTTP binding, 3.1.3.2).
function encoded(headers: object): Record<string, string> {
  const pairs = Object.entries(headers) as [string, string][];
  return Object.fromEntries(
    pairs.map(([name, value]) => [
      name,
      /^[\x21-\x7e ]*$/.test(value) ? value : encodeURIComponent(value),
    ]),
  );
}
