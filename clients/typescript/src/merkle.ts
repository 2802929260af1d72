// The Merkle tree of RFC 6962: what root a proof leads to. As RFC 9162 says in 2.1.3.2 and 2.1.4.2.
import { NotProved, sameBytes, sha256 } from "./bytes.js";

const zero = Uint8Array.of(0);
const one = Uint8Array.of(1);

export const leafHash = (entry: Uint8Array): Promise<Uint8Array> => sha256(zero, entry);
const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Uint8Array> =>
  sha256(one, left, right);

/** Throws NotProved unless the leaf is number `index` of the tree. */
export async function checkInclusion(
  leaf: Uint8Array,
  index: bigint,
  size: bigint,
  hashes: ReadonlyArray<Uint8Array>,
  root: Uint8Array,
): Promise<void> {
  if (index >= size) throw new NotProved("the tree does not go as far as the record");
  let node = leaf;
  let place = index;
  let last = size - 1n;
  for (const hash of hashes) {
    if (last === 0n) throw new NotProved("the proof has a hash too many");
    if (place % 2n === 1n || place === last) {
      node = await nodeHash(hash, node);
      while (place % 2n === 0n && place !== 0n) {
        place /= 2n;
        last /= 2n;
      }
    } else {
      node = await nodeHash(node, hash);
    }
    place /= 2n;
    last /= 2n;
  }
  if (last !== 0n || !sameBytes(node, root)) throw new NotProved("the record is not in the tree");
}

/** Throws NotProved unless the earlier tree is the beginning of the later one. */
export async function checkConsistency(
  earlier: { size: bigint; root: Uint8Array },
  later: { size: bigint; root: Uint8Array },
  hashes: ReadonlyArray<Uint8Array>,
): Promise<void> {
  const fails = () => new NotProved("the later tree does not go on from the earlier one");
  if (earlier.size > later.size) throw new NotProved("the later tree is smaller");
  if (earlier.size === later.size || earlier.size === 0n) {
    const same = earlier.size === 0n || sameBytes(earlier.root, later.root);
    if (hashes.length > 0 || !same) throw fails();
    return;
  }
  // A tree of 2^n leaves is a node of the later one: the proof leaves it out.
  const whole = (earlier.size & (earlier.size - 1n)) === 0n;
  const path = whole ? [earlier.root, ...hashes] : hashes;
  const [first, ...rest] = path;
  if (!first) throw fails();
  let place = earlier.size - 1n;
  let last = later.size - 1n;
  while (place % 2n === 1n) {
    place /= 2n;
    last /= 2n;
  }
  let before = first;
  let after = first;
  for (const hash of rest) {
    if (last === 0n) throw fails();
    if (place % 2n === 1n || place === last) {
      before = await nodeHash(hash, before);
      after = await nodeHash(hash, after);
      while (place % 2n === 0n && place !== 0n) {
        place /= 2n;
        last /= 2n;
      }
    } else {
      after = await nodeHash(after, hash);
    }
    place /= 2n;
    last /= 2n;
  }
  if (last !== 0n || !sameBytes(before, earlier.root) || !sameBytes(after, later.root)) {
    throw fails();
  }
}
