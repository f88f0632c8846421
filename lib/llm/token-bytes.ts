/**
 * Tokens as a tokenizer prints them, back to bytes. Byte-level BPE (GPT-2 and its descendants) prints each byte as one
 * character: the 188 printable Latin-1 bytes as themselves, the others from U+0100 on. SentencePiece prints a space as
 * U+2581 and a byte without a piece of its own as <0x0A>.
 */
export function bytesOfTokens(tokens: readonly string[], text: string): Uint8Array[] | null {
  for (const decode of [byteLevel, sentencePiece]) {
    const pieces = tokens.map(decode);
    const whole = pieces.every((piece) => piece !== null) ? Buffer.concat(pieces) : null;
    if (pieces.every((piece) => piece !== null) && whole && endsWith(whole, Buffer.from(text))) return pieces;
  }
  return null;
}

const BYTE_OF_CHARACTER = byteTable();

function byteLevel(token: string): Uint8Array | null {
  const bytes = [...token].map((character) => BYTE_OF_CHARACTER.get(character));
  return bytes.every((byte) => byte !== undefined) ? Uint8Array.from(bytes) : null;
}

function sentencePiece(token: string): Uint8Array {
  const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(token)?.[1];
  return byte ? Uint8Array.of(Number.parseInt(byte, 16)) : Buffer.from(token.replaceAll("\u2581", " "));
}

function byteTable(): Map<string, number> {
  const table = new Map<string, number>();
  let next = 256;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    table.set(String.fromCodePoint(printable ? byte : next++), byte);
  }
  return table;
}

function endsWith(whole: Buffer, end: Buffer): boolean {
  return whole.length >= end.length && whole.subarray(whole.length - end.length).equals(end);
}
