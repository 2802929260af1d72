// Every proof in trees of up to 17 leaves, against trees that are built the slow way.
import assert from "node:assert/strict";
import test from "node:test";

import { NotProved, sha256 } from "../src/bytes.js";
import { checkConsistency, checkInclusion, leafHash } from "../src/merkle.js";

const most = 17;
type Hash = Uint8Array;

// RFC 6962, 2.1: the left side is the largest power of two below the number of leaves.
const leftOf = (count: number) => 2 ** (Math.ceil(Math.log2(count)) - 1);

async function root(leaves: Hash[]): Promise<Hash> {
  if (leaves.length === 1) return leaves[0] as Hash;
  const left = leftOf(leaves.length);
  return sha256(
    Uint8Array.of(1),
    await root(leaves.slice(0, left)),
    await root(leaves.slice(left)),
  );
}

async function path(index: number, leaves: Hash[]): Promise<Hash[]> {
  if (leaves.length === 1) return [];
  const left = leftOf(leaves.length);
  return index < left
    ? [...(await path(index, leaves.slice(0, left))), await root(leaves.slice(left))]
    : [...(await path(index - left, leaves.slice(left))), await root(leaves.slice(0, left))];
}

async function growth(old: number, leaves: Hash[], whole = true): Promise<Hash[]> {
  if (old === leaves.length) return whole ? [] : [await root(leaves)];
  const left = leftOf(leaves.length);
  return old <= left
    ? [...(await growth(old, leaves.slice(0, left), whole)), await root(leaves.slice(left))]
    : [...(await growth(old - left, leaves.slice(left), false)), await root(leaves.slice(0, left))];
}

const changed = (hash: Hash) => hash.map((byte, i) => (i === 31 ? byte ^ 128 : byte));

async function tree(size: number): Promise<{ leaves: Hash[]; size: bigint; root: Hash }> {
  const leaves = await Promise.all(
    Array.from({ length: size }, (_, i) => leafHash(Uint8Array.of(i))),
  );
  return { leaves, size: BigInt(size), root: await root(leaves) };
}

test("each leaf of each tree is proved, and nothing else", async () => {
  for (let size = 1; size <= most; ++size) {
    const { leaves, root: top } = await tree(size);
    for (let i = 0; i < size; ++i) {
      const leaf = leaves[i] as Hash;
      const proof = await path(i, leaves);
      const check = (one: Hash, index: number, hashes: Hash[], of: Hash) =>
        checkInclusion(one, BigInt(index), BigInt(size), hashes, of);
      await check(leaf, i, proof, top);
      await assert.rejects(check(changed(leaf), i, proof, top), NotProved);
      await assert.rejects(check(leaf, i, proof, changed(top)), NotProved);
      await assert.rejects(check(leaf, i, [...proof, top], top), NotProved);
      await assert.rejects(check(leaf, size, proof, top), NotProved);
      if (proof.length > 0) await assert.rejects(check(leaf, i, proof.slice(1), top), NotProved);
    }
  }
});

test("each tree goes on from each before it, and from no other", async () => {
  for (let size = 1; size <= most; ++size) {
    const later = await tree(size);
    for (let old = 1; old <= size; ++old) {
      const earlier = await tree(old);
      const proof = await growth(old, later.leaves);
      await checkConsistency(earlier, later, proof);
      const another = { ...earlier, root: changed(earlier.root) };
      await assert.rejects(checkConsistency(another, later, proof), NotProved);
      const other = { ...later, root: changed(later.root) };
      await assert.rejects(checkConsistency(earlier, other, proof), NotProved);
      await assert.rejects(checkConsistency(earlier, later, [...proof, later.root]), NotProved);
      if (old < size) {
        await assert.rejects(checkConsistency(later, earlier, proof), NotProved);
        await assert.rejects(checkConsistency(earlier, later, proof.slice(1)), NotProved);
      }
    }
  }
});
