// Signed notes, as C2SP signed-note defines them, and the Ed25519 keys that sign them.
import { NotProved, concat, fromBase64, sameBytes, sha256, subtle, toHex, utf8 } from "./bytes.js";

const dash = "\u2014 ";
const mostBytes = 64 << 10;
const mostSignatures = 64;
const noteKey = 1; // the type of a key that signs the text alone

interface Signature {
  name: string;
  id: Uint8Array;
  bytes: Uint8Array;
}

export interface SignedNote {
  /** Ends with a newline. */
  text: string;
  signatures: Signature[];
}

export function parseNote(note: string): SignedNote {
  if (utf8(note).length > mostBytes) throw new NotProved("the note is too long");
  if (/[\u0000-\u0009\u000b-\u001f\ufffd]/.test(note)) {
    throw new NotProved("the note holds a character that no note has");
  }
  const blank = note.lastIndexOf("\n\n");
  if (blank < 1) throw new NotProved("the note has no empty line before its signatures");
  const lines = note.slice(blank + 2).split("\n");
  if (lines.pop() !== "") throw new NotProved("the note's last line does not end");
  if (lines.length === 0) throw new NotProved("the note has no signature");
  if (lines.length > mostSignatures) throw new NotProved("the note has too many signatures");
  const signatures = lines.map((line) => {
    const parts = line.startsWith(dash) ? line.slice(dash.length).split(" ") : [];
    const bytes = fromBase64(parts[1] ?? "");
    if (parts.length !== 2 || !parts[0] || !bytes || bytes.length < 5) {
      throw new NotProved("a signature of the note is not of that form");
    }
    return { name: parts[0], id: bytes.slice(0, 4), bytes: bytes.slice(4) };
  });
  return { text: note.slice(0, blank + 1), signatures };
}

/** A public key, from its text: `name+1a2b3c4d+base64`. */
export class Verifier {
  private constructor(
    readonly name: string,
    private readonly id: Uint8Array,
    private readonly key: CryptoKey,
  ) {}

  static async parse(text: string): Promise<Verifier> {
    const [name, id, ...rest] = text.split("+");
    const bytes = fromBase64(rest.join("+"));
    if (!name || !id || !bytes || bytes.length !== 33 || bytes[0] !== noteKey) {
      throw new TypeError("the key is not the text of an Ed25519 key: name+1a2b3c4d+base64");
    }
    const own = (await sha256(concat(utf8(`${name}\n`), bytes))).slice(0, 4);
    if (toHex(own) !== id) throw new TypeError("the key's id is not that of the key");
    const raw = bytes.slice(1);
    const key = await (await subtle()).importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
    return new Verifier(name, own, key);
  }

  /** Whether this key signed the note. Throws NotProved for a signature in its name that does not hold. */
  async signed(note: SignedNote): Promise<boolean> {
    const mine = note.signatures.filter(
      (one) => one.name === this.name && sameBytes(one.id, this.id),
    );
    const [signature] = mine;
    if (!signature) return false;
    const crypto = await subtle();
    const bytes = new Uint8Array(signature.bytes);
    const text = new Uint8Array(utf8(note.text));
    const holds =
      mine.length === 1 && (await crypto.verify({ name: "Ed25519" }, this.key, bytes, text));
    if (!holds) throw new NotProved(`the signature of ${this.name} does not hold`);
    return true;
  }
}
