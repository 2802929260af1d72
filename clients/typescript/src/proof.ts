// Proofs about the log, checked here: that a record is in it, and that it goes on from an earlier one.
// Whom to believe is given from outside, never taken from a proof.
import { NotProved, fromBase64, fromDecimal, toHex } from "./bytes.js";
import { checkConsistency, checkInclusion, leafHash } from "./merkle.js";
import { Verifier, parseNote } from "./note.js";

export { NotProved } from "./bytes.js";

const proofLine = "c2sp.org/tlog-proof@v1";
const mostHashes = 63;

export interface Trust {
  /** The log's public key, as `dangol log key` prints it; one of several is enough. */
  key: string | ReadonlyArray<string>;
  /** The log's name. Left out: the first key's. */
  origin?: string;
}

/** What the log has signed of itself. */
export interface Checkpoint {
  origin: string;
  /** Records of the log. */
  size: bigint;
  root: Uint8Array;
}

export interface Inclusion {
  /** The record's position in the log. */
  index: bigint;
  /** What the log keeps of it for ever. */
  entry: Entry;
  checkpoint: Checkpoint;
}

/** One entry of the log: docs/FORMAT.md, "Entry". Hashes and tokens in hexadecimal. */
export interface Entry {
  stream: string;
  version: bigint;
  recordedAt: Date;
  chain: string;
  coreHash: string;
  /** Zeros: the record never had words. */
  wordsHash: string;
  bytes: Uint8Array;
}

/** Throws NotProved unless the note is a checkpoint of the log that is to be believed. */
export async function verifyCheckpoint(note: string, trust: Trust): Promise<Checkpoint> {
  const keys = await Promise.all([trust.key].flat().map((text) => Verifier.parse(text)));
  const [first] = keys;
  if (!first) throw new TypeError("no key is given");
  const parsed = parseNote(note);
  const signed = await Promise.all(keys.map((key) => key.signed(parsed)));
  if (!signed.includes(true)) throw new NotProved("no key that is to be believed signed the checkpoint");
  const [origin, number, hash, end, ...more] = parsed.text.split("\n");
  const size = fromDecimal(number ?? "");
  const root = fromBase64(hash ?? "");
  if (size === undefined || root?.length !== 32 || end !== "" || more.length > 0) {
    throw new NotProved("the checkpoint is not three lines: origin, size and root");
  }
  if (origin !== (trust.origin ?? first.name)) throw new NotProved("the checkpoint is of another log");
  return { origin, size, root };
}

/** Checks a C2SP tlog-proof@v1, as `dangol log prove inclusion` writes it. Throws NotProved. */
export async function verifyInclusion(proof: string, trust: Trust): Promise<Inclusion> {
  const { head, hashes, note } = takeApart(proof);
  const [kind, extra, position, ...more] = head;
  if (kind !== proofLine || more.length > 0) throw new NotProved(`the proof is no ${proofLine}`);
  const bytes = fromBase64(behind("extra ", extra));
  const index = fromDecimal(behind("index ", position));
  if (!bytes || index === undefined) throw new NotProved("the proof names no entry and its index");
  const checkpoint = await verifyCheckpoint(note, trust);
  const leaf = await leafHash(bytes);
  await checkInclusion(leaf, index, checkpoint.size, hashes, checkpoint.root);
  return { index, entry: parseEntry(bytes), checkpoint };
}

/**
 * Checks what `dangol log prove consistency` writes, against a checkpoint that was kept: its later
 * checkpoint goes on from that one. Throws NotProved.
 */
export async function verifyConsistency(
  proof: string,
  kept: string,
  trust: Trust,
): Promise<{ earlier: Checkpoint; later: Checkpoint }> {
  const { head, hashes, note } = takeApart(proof);
  const size = fromDecimal(behind("old ", head[0]));
  if (size === undefined || head.length > 1) throw new NotProved("the proof names no earlier size");
  const earlier = await verifyCheckpoint(kept, trust);
  const later = await verifyCheckpoint(note, trust);
  if (size !== earlier.size) throw new NotProved("the proof is of another checkpoint");
  await checkConsistency(earlier, later, hashes);
  return { earlier, later };
}

const entryBytes = 129;

export function parseEntry(bytes: Uint8Array): Entry {
  if (bytes.length !== entryBytes || bytes[0] !== 1) throw new NotProved("the entry is of no form known here");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hex = (from: number, to: number) => toHex(bytes.subarray(from, to));
  return {
    stream: hex(1, 17),
    version: view.getBigUint64(17),
    recordedAt: new Date(Number(view.getBigInt64(25) / 1000n)),
    chain: hex(33, 65),
    coreHash: hex(65, 97),
    wordsHash: hex(97, 129),
    bytes,
  };
}

function behind(word: string, line: string | undefined): string {
  return line?.startsWith(word) ? line.slice(word.length) : " ";
}

// Lines with a blank in them, hashes, an empty line, a checkpoint.
function takeApart(proof: string): { head: string[]; hashes: Uint8Array[]; note: string } {
  const blank = proof.indexOf("\n\n");
  if (blank < 0) throw new NotProved("the proof ends before its checkpoint");
  const lines = proof.slice(0, blank).split("\n");
  const begun = lines.findIndex((line) => line !== proofLine && !line.includes(" "));
  const head = begun < 0 ? lines : lines.slice(0, begun);
  const hashes = (begun < 0 ? [] : lines.slice(begun)).map((line) => {
    const hash = fromBase64(line);
    if (hash?.length !== 32) throw new NotProved("a line of the proof is no hash in base64");
    return hash;
  });
  if (hashes.length > mostHashes) throw new NotProved("the proof has too many hashes");
  return { head, hashes, note: proof.slice(blank + 2) };
}
