import assert from "node:assert/strict";
import test from "node:test";

import { Client, DangolProblem, eventTypes, isRecorded } from "../src/index.js";
import type { RecordedEvent, SentEvent } from "../src/index.js";
import { Server, call, quick } from "./server.js";

type Fetch = typeof fetch;

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

test("one event is recorded, and known when it comes again", async (t) => {
  const server = await Server.start(t);
  const client = new Client({ url: server.url });
  assert.deepEqual(await client.append(call("e1")), {
    id: "e1",
    outcome: "recorded",
    place: "0:0",
    version: "1",
  });
  assert.equal((await client.append(call("e1"))).outcome, "duplicate");
  const other = await client.append({ ...call("e1"), actorkind: "staff" });
  assert.equal(other.outcome, "conflict");
  assert.ok(other.reason);
});

test("each event of many gets its outcome, in order, over as many requests as it takes", async (t) => {
  const server = await Server.start(t);
  let requests = 0;
  const counting: Fetch = (input, init) => {
    requests += 1;
    return fetch(input, init);
  };
  const client = new Client({ url: server.url, fetch: counting, batch: { events: 100 } });
  const events: SentEvent[] = Array.from({ length: 250 }, (_, i) => call(`e${i}`, `${i % 7}`));
  events[120] = { ...call("bad"), time: "yesterday" };
  const outcomes = await client.append(events);
  assert.equal(requests, 3);
  assert.deepEqual(
    outcomes.map((one) => one.id),
    events.map((one) => one.id),
  );
  assert.equal(outcomes[120]?.outcome, "rejected");
  assert.match(outcomes[120]?.reason ?? "", /time/);
  assert.equal(outcomes.filter(isRecorded).length, 249);
});

test("events of several calls share a request", async (t) => {
  const server = await Server.start(t);
  let requests = 0;
  const counting: Fetch = (input, init) => {
    requests += 1;
    return fetch(input, init);
  };
  const client = new Client({ url: server.url, fetch: counting, batch: { wait: 20 } });
  const outcomes = await Promise.all(["a", "b", "c"].map((id) => client.append(call(id))));
  assert.deepEqual(
    outcomes.map((one) => one.version),
    ["1", "2", "3"],
  );
  assert.equal(requests, 1);
});

test("an answer that is lost is asked for again, under the ids that the client made", async (t) => {
  const server = await Server.start(t);
  let requests = 0;
  const losing: Fetch = async (input, init) => {
    const answer = await fetch(input, init);
    requests += 1;
    if (requests > 2) return answer;
    await answer.text();
    throw new TypeError("fetch failed", { cause: new Error("the connection broke") });
  };
  const client = new Client({ url: server.url, fetch: losing, retry: quick });
  const { id: _, ...nameless } = call("x");
  const outcomes = await client.append([nameless, nameless]);
  assert.equal(requests, 3);
  assert.deepEqual(
    outcomes.map((one) => one.outcome),
    ["duplicate", "duplicate"],
  );
  assert.notEqual(outcomes[0]?.id, outcomes[1]?.id);
  const recorded = await all(client.subjectEvents("customer", "42"));
  assert.deepEqual(
    recorded.map((event) => event.id).sort(),
    outcomes.map((one) => one.id).sort(),
  );
});

test("a server that is killed and comes back has each event once", async (t) => {
  const server = await Server.start(t);
  const client = new Client({ url: server.url, retry: { tries: 1000, firstWait: 20, longestWait: 20 } });
  await client.append(call("first"));
  await server.stop("SIGKILL");
  const coming = client.append(Array.from({ length: 20 }, (_, i) => call(`e${i}`)));
  await server.begin();
  assert.equal((await coming).filter(isRecorded).length, 20);
  const recorded = await all(client.subjectEvents("customer", "42"));
  assert.equal(recorded.length, 21);
});

test("a server that is busy is asked again when it says, and only for what is open", async (t) => {
  const server = await Server.start(t);
  const asked: string[][] = [];
  const busy: Fetch = async (input, init) => {
    const ids = (JSON.parse(String(init?.body)) as { id: string }[]).map((event) => event.id);
    asked.push(ids);
    if (asked.length === 1) return new Response("", { status: 429, headers: { "retry-after": "0" } });
    if (asked.length === 2) {
      const said = ids.map((id) => ({ outcome: id === "b" ? "unavailable" : "rejected", reason: "x" }));
      return Response.json(said, { status: 207 });
    }
    return fetch(input, init);
  };
  const client = new Client({ url: server.url, fetch: busy, retry: quick });
  const outcomes = await client.append([call("a"), call("b"), call("c")]);
  assert.deepEqual(asked, [["a", "b", "c"], ["a", "b", "c"], ["b"]]);
  assert.deepEqual(
    outcomes.map((one) => one.outcome),
    ["rejected", "recorded", "rejected"],
  );
});

test("what is not known in the end is said, and not thrown", async () => {
  let tries = 0;
  const dead: Fetch = () => {
    tries += 1;
    return Promise.reject(new TypeError("fetch failed", { cause: new Error("nobody listens") }));
  };
  const client = new Client({ url: "http://localhost", fetch: dead, retry: { ...quick, tries: 3 } });
  const outcome = await client.append(call("e1"));
  assert.equal(tries, 3);
  assert.deepEqual(outcome, {
    id: "e1",
    outcome: "unknown",
    reason: "no answer: nobody listens",
  });
});

test("what is refused, in conflict or stale is never sent again", async (t) => {
  const server = await Server.start(t);
  let requests = 0;
  const counting: Fetch = (input, init) => {
    requests += 1;
    return fetch(input, init);
  };
  const client = new Client({ url: server.url, fetch: counting, retry: quick });
  const stale = await client.append(call("e1"), { expectedVersion: 7n });
  assert.deepEqual([stale.outcome, stale.version], ["stale", "0"]);
  assert.equal((await client.append(call("e1"), { expectedVersion: 0 })).outcome, "recorded");
  assert.equal((await client.append(call("e2"), { expectedVersion: "1" })).outcome, "recorded");
  const huge = { ...call("e3"), correlationid: "x".repeat(1 << 20) };
  assert.equal((await client.append(huge)).outcome, "rejected");
  assert.equal(requests, 3);
});

test("a decision that was taken elsewhere is recorded as it was", async (t) => {
  const server = await Server.start(t);
  const client = new Client({ url: server.url });
  const note: SentEvent<"connectionnote.retracted"> = {
    id: "n1",
    source: "/old",
    type: "connectionnote.retracted",
    subject: "customer/42",
    time: "2016-07-27T11:07:00+09:00",
    data: { noteId: "n1", reason: "tooPrivate" },
  };
  assert.equal((await client.append(note)).outcome, "rejected");
  assert.equal((await client.append(note, { asRecorded: true })).outcome, "recorded");
});

test("an event is taken back before it is on its way", async (t) => {
  const server = await Server.start(t);
  const client = new Client({ url: server.url, batch: { wait: 50 } });
  const stop = new AbortController();
  const taken = client.append(call("e1"), { signal: stop.signal });
  const kept = client.append(call("e2"));
  stop.abort(new Error("no longer"));
  await assert.rejects(taken, /no longer/);
  assert.equal((await kept).version, "1");
  await client.settled();
});

test("a token is asked for before each request, and what is forbidden is not tried again", async () => {
  const sent: (string | null)[] = [];
  const forbidding: typeof fetch = (_, init) => {
    sent.push(new Headers(init?.headers).get("authorization"));
    const body = { type: "urn:dangol:problem:forbidden", status: 403, detail: "not this role" };
    return Promise.resolve(Response.json(body, { status: 403 }));
  };
  let tokens = 0;
  const token = () => Promise.resolve(`t${++tokens}`);
  const client = new Client({ url: "http://localhost", token, fetch: forbidding, retry: quick });
  const forbidden = { name: "DangolProblem", status: 403, code: "forbidden", detail: "not this role" };
  await assert.rejects(client.append(call("e1")), forbidden);
  await assert.rejects(client.subject("customer", "42"), forbidden);
  await assert.rejects(client.feed().next(), forbidden);
  assert.deepEqual(sent, ["Bearer t1", "Bearer t2", "Bearer t3"]);
});

test("one signal serves many events and many requests", async (t) => {
  const server = await Server.start(t);
  const client = new Client({ url: server.url, batch: { events: 10, wait: 0 } });
  const warnings: Error[] = [];
  const warn = (warning: Error) => warnings.push(warning);
  process.on("warning", warn);
  t.after(() => process.off("warning", warn));
  const { signal } = new AbortController();
  for (let i = 0; i < 3; ++i) {
    await client.append(Array.from({ length: 20 }, (_, n) => call(`e${i}-${n}`)), { signal });
  }
  for (let i = 0; i < 20; ++i) await client.subject("customer", "42", { signal });
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(warnings, []);
});

test("what is refused as a whole is a problem with the server's word", async (t) => {
  const server = await Server.start(t);
  const client = new Client({ url: `${server.url}/elsewhere`, retry: quick });
  await assert.rejects(client.append(call("e1")), (error: unknown) => {
    assert.ok(error instanceof DangolProblem);
    assert.deepEqual([error.status, error.code], [404, "not-found"]);
    return true;
  });
});

test("a subject is read, words for a purpose only", async (t) => {
  const server = await Server.start(t);
  const client = new Client({ url: server.url });
  await client.append([
    call("c1"),
    {
      id: "m1",
      source: "/phone",
      type: "message.exchanged",
      subject: "customer/42",
      time: "2016-07-27T11:08:00+09:00",
      data: { contactId: "c1", messageId: "m1", authorKind: "customer", text: "안녕하세요" },
    },
  ]);
  const state = await client.subject("customer", "42");
  assert.equal(state?.version, 2);
  assert.equal(await client.subject("customer", "nobody"), undefined);
  const message = async (reader: Client) => {
    const events = await all(reader.subjectEvents("customer", "42"));
    const found = events.find((event) => event.type === "message.exchanged");
    return (found as RecordedEvent<"message.exchanged">).data.text;
  };
  assert.deepEqual(await message(client), { sealed: true });
  const carer = new Client({ url: server.url, purpose: "care", reason: "the customer called" });
  assert.equal(await message(carer), "안녕하세요");
});

test("types say what belongs on which subject", () => {
  assert.deepEqual(eventTypes["staff.protected"].kinds, ["staff"]);
  // @ts-expect-error: on the stream of a member of staff only
  const subject: SentEvent<"staff.protected">["subject"] = "customer/42";
  // @ts-expect-error: no such channel
  const channel: SentEvent<"contact.started">["data"]["channel"] = "pigeon";
  // @ts-expect-error: Dangol's own word
  const own: SentEvent["type"] = "heads.recorded";
  // @ts-expect-error: words may be sealed
  const words: string = { sealed: true } satisfies RecordedEvent<"message.exchanged">["data"]["text"];
  assert.ok([subject, channel, own, words]);
});
