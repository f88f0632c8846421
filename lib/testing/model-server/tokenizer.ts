import { at } from "#lib/std/assert.ts";
import { CORPUS } from "./corpus.ts";

/**
 * A byte-level BPE tokenizer in the manner of GPT-2: 256 byte tokens, merges learnt from the corpus, special tokens last.
 * Tokens may hold a part of a character, and a token may straddle two texts that are joined.
 */
export type ServerTokenizer = {
  readonly vocabularySize: number;
  readonly bosId: number;
  readonly eosId: number;
  /** Without BOS. Special tokens in the text become control tokens, as in the tokenizers of published models. */
  encode(text: string): number[];
  /** The UTF-8 bytes of a token; a special token's are its name. */
  bytesOf(id: number): Uint8Array;
  /** As such tokenizers print it: bytes that have no printable Latin-1 character are shown from U+0100 on. */
  printed(id: number): string;
  decode(ids: readonly number[], options?: { readonly skipSpecial?: boolean }): string;
  isSpecial(id: number): boolean;
  has(id: number): boolean;
};

export const SPECIAL_TOKENS = ["<|begin_of_text|>", "<|end_of_text|>", "<|im_start|>", "<|im_end|>"] as const;

const MERGES = 512;
/** Pieces that merges do not cross: a word or number with one space, signs with the line breaks after them, white space. */
const PIECE = / ?\p{L}+| ?\p{N}{1,3}| ?[^\s\p{L}\p{N}]+\n*|\s*\n+| +(?= \S)|\s+?(?=\S|$)/gu;

let known: ServerTokenizer | null = null;

/** The one tokenizer of all test servers; learnt at first use, in well under a second. */
export function serverTokenizer(): ServerTokenizer {
  known ??= build(learnMerges(CORPUS, MERGES));
  return known;
}

type Merge = { readonly left: number; readonly right: number; readonly id: number };

function build(merges: readonly Merge[]): ServerTokenizer {
  const rank = new Map(merges.map(({ left, right, id }) => [pairKey(left, right), id]));
  const bytes: Uint8Array[] = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));
  for (const { left, right } of merges) bytes.push(Buffer.concat([at(bytes, left), at(bytes, right)]));
  const firstSpecial = bytes.length;
  bytes.push(...SPECIAL_TOKENS.map((name) => new TextEncoder().encode(name)));
  const printedBytes = printableBytes();
  const special = new Map<string, number>(SPECIAL_TOKENS.map((name, index) => [name, firstSpecial + index]));
  const pieces = new Map<string, readonly number[]>();

  function encodePiece(piece: string): readonly number[] {
    const before = pieces.get(piece);
    if (before) return before;
    const ids = merged([...Buffer.from(piece)], rank);
    if (pieces.size < 50_000) pieces.set(piece, ids);
    return ids;
  }

  return {
    vocabularySize: bytes.length,
    bosId: firstSpecial,
    eosId: firstSpecial + 1,
    encode(text) {
      const ids: number[] = [];
      for (const part of text.toWellFormed().split(/(<\|(?:begin_of_text|end_of_text|im_start|im_end)\|>)/)) {
        const control = special.get(part);
        if (control !== undefined) ids.push(control);
        else for (const [piece] of part.matchAll(PIECE)) for (const id of encodePiece(piece)) ids.push(id);
      }
      return ids;
    },
    bytesOf: (id) => at(bytes, id),
    printed: (id) =>
      id >= firstSpecial
        ? at(SPECIAL_TOKENS, id - firstSpecial)
        : Array.from(at(bytes, id), (byte) => at(printedBytes, byte)).join(""),
    decode: (ids, options = {}) =>
      Buffer.concat(
        ids.filter((id) => !(options.skipSpecial && id >= firstSpecial)).map((id) => at(bytes, id)),
      ).toString("utf8"),
    isSpecial: (id) => id >= firstSpecial && id < bytes.length,
    has: (id) => Number.isInteger(id) && id >= 0 && id < bytes.length,
  };
}

/** Merges the pair that was learnt first, until none is left. */
function merged(ids: number[], rank: ReadonlyMap<number, number>): number[] {
  for (;;) {
    let best = Number.POSITIVE_INFINITY;
    for (let index = 0; index + 1 < ids.length; index++) {
      best = Math.min(best, rank.get(pairKey(at(ids, index), at(ids, index + 1))) ?? best);
    }
    if (!Number.isFinite(best)) return ids;
    const next: number[] = [];
    for (let index = 0; index < ids.length; index++) {
      const pair = index + 1 < ids.length ? rank.get(pairKey(at(ids, index), at(ids, index + 1))) : undefined;
      next.push(pair === best ? best : at(ids, index));
      if (pair === best) index++;
    }
    ids = next;
  }
}

/** The most frequent pair becomes a token, as often as told; among equals the one with the lowest ids. */
function learnMerges(text: string, count: number): Merge[] {
  const frequency = new Map<string, number>();
  for (const [piece] of text.matchAll(PIECE)) frequency.set(piece, (frequency.get(piece) ?? 0) + 1);
  const words = [...frequency].map(([piece, times]) => ({ ids: [...Buffer.from(piece)], times }));
  const merges: Merge[] = [];
  while (merges.length < count) {
    const pairs = new Map<number, number>();
    for (const { ids, times } of words) {
      for (let index = 0; index + 1 < ids.length; index++) {
        const key = pairKey(at(ids, index), at(ids, index + 1));
        pairs.set(key, (pairs.get(key) ?? 0) + times);
      }
    }
    let best = { key: -1, times: 1 };
    for (const [key, times] of pairs) {
      if (times > best.times || (times === best.times && key < best.key)) best = { key, times };
    }
    if (best.key < 0) break;
    const merge = { left: Math.floor(best.key / PAIR), right: best.key % PAIR, id: 256 + merges.length };
    merges.push(merge);
    const only = new Map([[best.key, merge.id]]);
    for (const word of words) if (word.ids.length > 1) word.ids = merged(word.ids, only);
  }
  return merges;
}

const PAIR = 65_536;

function pairKey(left: number, right: number): number {
  return left * PAIR + right;
}

/** GPT-2's table: printable bytes as themselves, the others from U+0100 on. */
function printableBytes(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(printable ? byte : next++);
  });
}
