import assert from "node:assert/strict";
import test from "node:test";

import { Client, DangolProblem } from "../src/index.js";
import type { FeedItem } from "../src/index.js";
import { Server, call, quick } from "./server.js";

async function take(items: AsyncIterable<FeedItem>, count: number): Promise<FeedItem[]> {
  const list: FeedItem[] = [];
  for await (const item of items) {
    list.push(item);
    if (list.length === count) break;
  }
  return list;
}

const ids = (items: FeedItem[]) => items.map((item) => item.event.dangolposition);
const positions = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `0:${from + i}`);

test("a feed tells history and then what is recorded, and goes on from any cursor", async (t) => {
  const server = await Server.start(t);
  const client = new Client({ url: server.url });
  await client.append(Array.from({ length: 20 }, (_, i) => call(`e${i}`, `${i % 3}`)));
  const feed = client.feed();
  const items: FeedItem[] = [];
  for (let i = 0; i < 20; ++i) items.push((await feed.next()).value as FeedItem);
  for (let i = 20; i < 25; ++i) {
    const next = feed.next();
    await client.append(call(`e${i}`));
    items.push((await next).value as FeedItem);
  }
  await feed.return();
  assert.deepEqual(ids(items), positions(0, 25));
  const after = items[11]?.cursor;
  assert.deepEqual(ids(await take(client.feed({ after }), 13)), positions(12, 25));
});

test("a feed that begins at the end tells only what comes", async (t) => {
  const server = await Server.start(t);
  const client = new Client({ url: server.url });
  await client.append([call("e0"), call("e1")]);
  let opened: () => void;
  const open = new Promise<void>((resolve) => (opened = resolve));
  const watching: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    if (String(input).includes("/v1/feed")) opened();
    return answer;
  };
  const reader = new Client({ url: server.url, fetch: watching });
  const items = take(reader.feed({ after: "end" }), 2);
  await open;
  await client.append([call("e2"), call("e3")]);
  assert.deepEqual(ids(await items), positions(2, 4));
});

test("a feed that begins at the end and breaks at once misses nothing", async (t) => {
  const server = await Server.start(t);
  const writer = new Client({ url: server.url });
  await writer.append(call("e0"));
  const broken = breaking(1, 1 << 20);
  let connections = 0;
  const between: typeof fetch = async (input, init) => {
    if (String(input).includes("/v1/feed") && connections++ === 1) await writer.append(call("e1"));
    return broken.fetch(input, init);
  };
  const reader = new Client({ url: server.url, fetch: between, retry: quick });
  assert.deepEqual(ids(await take(reader.feed({ after: "end" }), 1)), positions(1, 2));
});

test("a feed shows what it is asked for", async (t) => {
  const server = await Server.start(t);
  const client = new Client({ url: server.url });
  await client.append([
    call("c1"),
    { ...call("i1"), type: "contact.ended", data: { contactId: "c1", endedBy: "customer" } },
    {
      id: "p1",
      source: "/office",
      type: "policy.set",
      subject: "policy/main",
      time: "2016-07-27T11:07:00+09:00",
      data: { name: "silence.days", value: "7" },
    },
    call("c2"),
  ]);
  const started = client.feed({ type: "contact.started" });
  const types = (await take(started, 2)).map((item) => item.event.type);
  assert.deepEqual(types, ["contact.started", "contact.started"]);
  assert.equal((await take(client.feed({ type: ["policy", "problem"] }), 1)).length, 1);
  const [policy] = await take(client.feed({ kind: "policy" }), 1);
  assert.equal(policy?.event.subject.split("/")[0]?.split(":")[0], "sealed");
  assert.equal(policy?.event.type, "policy.set");
  const listed = [];
  for await (const event of client.events({ type: "contact.ended" })) listed.push(event.data.endedBy);
  assert.deepEqual(listed, ["customer"]);
});

// Breaks every connection to the feed behind so many bytes of its body; each time a few more.
function breaking(first: number, step: number): { fetch: typeof fetch; connections(): number } {
  let connections = 0;
  const cut: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    if (!String(input).includes("/v1/feed") || !answer.body) return answer;
    let left = first + step * connections++;
    const body = answer.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(piece, controller) {
          controller.enqueue(piece.slice(0, left));
          left -= piece.length;
          if (left <= 0) controller.error(new TypeError("terminated"));
        },
      }),
    );
    return new Response(body, { status: answer.status, headers: answer.headers });
  };
  return { fetch: cut, connections: () => connections };
}

test("a connection that breaks anywhere leaves no gap and no repeat", async (t) => {
  const server = await Server.start(t);
  const writer = new Client({ url: server.url });
  await writer.append(Array.from({ length: 30 }, (_, i) => call(`전화${i}`)));
  const { fetch, connections } = breaking(1, 61);
  const reader = new Client({ url: server.url, fetch, retry: quick });
  assert.deepEqual(ids(await take(reader.feed(), 30)), positions(0, 30));
  assert.ok(connections() > 10, `${connections()} connections`);
});

test("a server that ends or is killed is found again, and nothing is missed", async (t) => {
  const server = await Server.start(t);
  const retry = { tries: 1000, firstWait: 20, longestWait: 20 };
  const client = new Client({ url: server.url, retry });
  const feed = client.feed();
  const items: FeedItem[] = [];
  for (const [round, signal] of (["SIGTERM", "SIGKILL", "SIGTERM"] as const).entries()) {
    await client.append(Array.from({ length: 5 }, (_, i) => call(`e${round}-${i}`)));
    for (let i = 0; i < 5; ++i) items.push((await feed.next()).value as FeedItem);
    const next = feed.next();
    await server.stop(signal);
    const written = client.append(call(`between ${round}`));
    await server.begin();
    await written;
    items.push((await next).value as FeedItem);
  }
  await feed.return();
  assert.deepEqual(ids(items), positions(0, 18));
});

test("a cursor of another log is refused, and so is a type that is none", async (t) => {
  const server = await Server.start(t);
  const another = await Server.start(t);
  await new Client({ url: another.url }).append(call("theirs"));
  const client = new Client({ url: server.url });
  await client.append(call("ours"));
  const [item] = await take(new Client({ url: another.url }).feed(), 1);
  const refused = (status: number) => (error: unknown) =>
    error instanceof DangolProblem && error.status === status;
  await assert.rejects(client.feed({ after: item?.cursor }).next(), refused(410));
  await assert.rejects(client.feed({ type: "nonsense" }).next(), refused(400));
});

test("a cursor is kept on the server, and put by one reader at a time", async (t) => {
  const server = await Server.start(t);
  const client = new Client({ url: server.url });
  await client.append([call("e0"), call("e1"), call("e2")]);
  assert.equal(await client.cursor("till"), undefined);
  const items = await take(client.feed(), 2);
  const first = await client.putCursor("till", items[0]?.cursor ?? "");
  assert.deepEqual(await client.cursor("till"), first);
  const second = await client.putCursor("till", items[1]?.cursor ?? "", first);
  await assert.rejects(
    client.putCursor("till", first.cursor, first),
    (error: unknown) => error instanceof DangolProblem && error.status === 412,
  );
  await server.stop();
  await server.begin();
  const kept = await client.cursor("till");
  assert.deepEqual(kept, second);
  assert.deepEqual(ids(await take(client.feed({ after: kept?.cursor }), 1)), ["0:2"]);
});

test("many events are read page by page", async (t) => {
  const server = await Server.start(t);
  const client = new Client({ url: server.url });
  await client.append(Array.from({ length: 1200 }, (_, i) => call(`e${i}`)));
  let pages = 0;
  const counting: typeof fetch = (input, init) => {
    pages += 1;
    return fetch(input, init);
  };
  const reader = new Client({ url: server.url, fetch: counting });
  const versions: string[] = [];
  for await (const event of reader.subjectEvents("customer", "42")) versions.push(event.dangolversion);
  const places: string[] = [];
  for await (const event of reader.events()) places.push(event.dangolposition);
  assert.deepEqual(versions, Array.from({ length: 1200 }, (_, i) => `${i + 1}`));
  assert.deepEqual(places, positions(0, 1200));
  assert.ok(pages >= 6, `${pages} pages`);
});

test("a feed is ended by its reader, and by a signal", async (t) => {
  const server = await Server.start(t);
  const client = new Client({ url: server.url });
  await client.append(call("e1"));
  const stop = new AbortController();
  const feed = client.feed({ signal: stop.signal });
  await feed.next();
  const next = feed.next();
  stop.abort(new Error("enough"));
  await assert.rejects(next, /enough/);
  assert.deepEqual(await feed.next(), { done: true, value: undefined });
});

test("a connection on which nothing is heard is given up", async (t) => {
  const server = await Server.start(t);
  const writer = new Client({ url: server.url });
  await writer.append(call("e1"));
  let connections = 0;
  let thrice: () => void;
  const open = new Promise<void>((resolve) => (thrice = resolve));
  const counting: typeof fetch = (input, init) => {
    connections += 1;
    if (connections === 3) thrice();
    return fetch(input, init);
  };
  const client = new Client({ url: server.url, fetch: counting, retry: quick, feedSilence: 300 });
  const feed = client.feed();
  await feed.next();
  const next = feed.next();
  await open;
  await writer.append(call("e2"));
  assert.equal(((await next).value as FeedItem).event.dangolposition, "0:1");
  await feed.return();
});
