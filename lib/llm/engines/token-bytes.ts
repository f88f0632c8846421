/**
 * Tokens as a tokenizer prints them, back to bytes. Byte-level BPE (GPT-2 and its descendants) prints each byte as one
 * character: the 188 printable Latin-1 bytes as themselves, the others from U+0100 on. SentencePiece prints a space as
 * U+2581, for which it takes that character in a text too, and a byte without a piece of its own as <0x0A>; it may put a
 * space before the text, which then belongs to the first token. Added tokens, which a byte-level tokenizer prints as they
 * are, are tried last. Null where nothing fits.
 */
export function bytesOfTokens(tokens: readonly string[], text: string): Uint8Array[] | null {
  const wanted = Buffer.from(text);
  const ways = [() => allOf(tokens, byteLevel), () => spacedPieces(tokens, wanted), () => addedPieces(tokens, wanted)];
  for (const way of ways) {
    const pieces = way();
    if (pieces && spells(pieces, wanted)) return pieces;
  }
  return null;
}

const BYTE_OF_CHARACTER = byteTable();

function byteLevel(token: string): Uint8Array | null {
  const bytes = new Uint8Array(token.length);
  for (let index = 0; index < token.length; index++) {
    const byte = BYTE_OF_CHARACTER.get(token.charAt(index));
    if (byte === undefined) return null;
    bytes[index] = byte;
  }
  return bytes;
}

const SPACE = Buffer.from(" ");
const SPACE_MARK = Buffer.from("\u2581");

/** As SentencePiece prints them. Which of the two a mark stands for is read from the text itself. */
function spacedPieces(tokens: readonly string[], wanted: Buffer): Uint8Array[] {
  const printed = tokens.map(sentencePiece);
  const own = Buffer.concat(printed.flat());
  // One byte more where it put a space before the text; a mark in the text makes the difference larger.
  const marks = countOf(wanted, SPACE_MARK) * (SPACE_MARK.length - SPACE.length);
  let place = -Math.max(0, own.length + marks - wanted.length);
  return printed.map((parts) =>
    Buffer.concat(
      parts.map((part) => {
        const isMark = part === SPACE && place >= 0 && wanted.subarray(place, place + 3).equals(SPACE_MARK);
        const bytes = isMark ? SPACE_MARK : part;
        place += bytes.length;
        return bytes;
      }),
    ),
  );
}

/** A token's bytes, each space apart. */
function sentencePiece(token: string): Buffer[] {
  const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(token)?.[1];
  if (byte) return [Buffer.of(Number.parseInt(byte, 16))];
  return token.split(/(\u2581)/).map((part) => (part === "\u2581" ? SPACE : Buffer.from(part)));
}

function countOf(text: Buffer, part: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count++;
  return count;
}

/** Where a character stands for a byte and for itself, the text decides. */
function addedPieces(tokens: readonly string[], wanted: Buffer): Uint8Array[] {
  let place = 0;
  return tokens.map((token) => {
    const bytes = byteLevel(token);
    const isByteLevel = bytes && wanted.subarray(place, place + bytes.length).equals(bytes);
    const piece = isByteLevel ? bytes : Buffer.from(token);
    place += piece.length;
    return piece;
  });
}

function allOf(tokens: readonly string[], decode: (token: string) => Uint8Array | null): Uint8Array[] | null {
  const pieces: Uint8Array[] = [];
  for (const token of tokens) {
    const piece = decode(token);
    if (!piece) return null;
    pieces.push(piece);
  }
  return pieces;
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

/** At most one space more than the text, at its beginning: SentencePiece's own. */
function spells(pieces: readonly Uint8Array[], wanted: Buffer): boolean {
  const whole = Buffer.concat(pieces);
  const more = whole.length - wanted.length;
  if (more !== 0 && !(more === 1 && whole[0] === 0x20)) return false;
  return whole.subarray(more).equals(wanted);
}
