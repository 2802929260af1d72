import assert from "node:assert/strict";
import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

import { Client, NotProved, verifyCheckpoint, verifyConsistency, verifyInclusion } from "../src/index.js";
import { Server, call, origin } from "./server.js";

// `text` with one byte changed, at each of its places in turn.
function* changed(text: string): Generator<string> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; ++at) {
    const other = bytes.slice();
    other[at] = (other[at] as number) ^ 1;
    yield new TextDecoder().decode(other);
  }
}

test("what the program proves is proved here, and no changed byte is", async (t) => {
  const server = await Server.start(t);
  const client = new Client({ url: server.url });
  const dir = mkdtempSync(join(tmpdir(), "dangol-ts-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  // What was kept of the log at each of these sizes.
  const kept: string[] = [];
  let count = 0;
  for (const size of [1, 2, 3, 7, 8, 13]) {
    const more = Array.from({ length: size - count }, () => call(`e${count++}`, `${count % 3}`));
    await client.append(more);
    kept.push(server.run("log", "checkpoint"));
  }
  const newest = kept.at(-1) as string;
  const trust = { key: server.run("log", "key").trim(), origin };

  const checkpoint = await verifyCheckpoint(newest, trust);
  assert.equal(checkpoint.size, 13n);
  assert.equal((await verifyCheckpoint(newest, { key: trust.key })).origin, origin);

  let proof = "";
  for (let index = 0; index < 13; ++index) {
    proof = server.run("log", "prove", "inclusion", `0:${index}`);
    assert.equal(await client.inclusionProof(`0:${index}`), proof);
    const proved = await verifyInclusion(proof, trust);
    assert.equal(proved.index, BigInt(index));
    assert.equal(proved.checkpoint.size, 13n);
    assert.ok(proved.entry.recordedAt.getTime() > Date.parse("2026-01-01"));
  }
  for (const [i, earlier] of kept.entries()) {
    const file = join(dir, `${i}`);
    writeFileSync(file, earlier);
    const on = server.run("log", "prove", "consistency", file);
    const { size } = await verifyCheckpoint(earlier, trust);
    assert.equal(await client.checkpoint({ size }), earlier);
    assert.equal(await client.consistencyProof(size), on);
    const { later } = await verifyConsistency(on, earlier, trust);
    assert.deepEqual(later, checkpoint);
    if (i !== 3) continue;
    for (const other of changed(on)) {
      await assert.rejects(verifyConsistency(other, earlier, trust), NotProved);
    }
    for (const other of changed(earlier)) {
      await assert.rejects(verifyConsistency(on, other, trust), NotProved);
    }
    await assert.rejects(verifyConsistency(on, kept[2] as string, trust), NotProved);
  }
  for (const other of changed(proof)) {
    await assert.rejects(verifyInclusion(other, trust), NotProved);
  }
  await assert.rejects(verifyCheckpoint(newest, { ...trust, origin: "example.com/other" }), NotProved);
});

test("only the key that is given is believed", async (t) => {
  const server = await Server.start(t);
  const another = await Server.start(t);
  await new Client({ url: server.url }).append(call("e1"));
  const checkpoint = server.run("log", "checkpoint");
  await new Client({ url: another.url }).append(call("e1"));
  another.run("log", "checkpoint");
  const foreign = another.run("log", "key").trim();
  await assert.rejects(verifyCheckpoint(checkpoint, { key: foreign, origin }), NotProved);
  const both = { key: [foreign, server.run("log", "key").trim()], origin };
  assert.equal((await verifyCheckpoint(checkpoint, both)).size, 1n);
  await assert.rejects(verifyCheckpoint(checkpoint, { key: "example.com+00000000+AA==" }), TypeError);
});
