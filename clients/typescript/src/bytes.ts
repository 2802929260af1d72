// Bytes as texts, strictly: one text for each value, so that no other text can pass for it.

export class NotProved extends Error {
  override readonly name = "NotProved";
}

export function fromBase64(text: string): Uint8Array | undefined {
  try {
    const raw = atob(text);
    if (btoa(raw) !== text) return undefined;
    return Uint8Array.from(raw, (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A decimal number below 2^63, without zeros before it. */
export function fromDecimal(text: string): bigint | undefined {
  if (!/^(0|[1-9]\d{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value < 1n << 63n ? value : undefined;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

// Node 18 keeps it in a module.
let found: Promise<SubtleCrypto> | undefined;
export function subtle(): Promise<SubtleCrypto> {
  found ??= (async () => {
    if (globalThis.crypto?.subtle) return globalThis.crypto.subtle;
    const name = "node:crypto"; // no bundler follows a variable
    const module = (await import(name)) as { webcrypto: { subtle: SubtleCrypto } };
    return module.webcrypto.subtle;
  })();
  return found;
}

export async function sha256(...parts: Uint8Array[]): Promise<Uint8Array> {
  return new Uint8Array(await (await subtle()).digest("SHA-256", concat(...parts) as BufferSource));
}
