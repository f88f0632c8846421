import { at } from "#lib/std/assert.ts";
import { CallFailure } from "../call-failure.ts";
import type { Tokens } from "../engines/token-engine.ts";
import { controlNames, isControlToken, plainParts } from "./control-tokens.ts";
import { sameIds } from "./settled-targets.ts";

/** Cuts one text, which a server does; once for each text that is asked. */
export type Cut = (text: string, signal: AbortSignal) => Promise<Tokens>;

export type PromptTokens = {
  /** The tokens of the session's prefix followed by `rest`. */
  cut(rest: string, signal: AbortSignal): Promise<Tokens>;
  /** How many tokens all prompts of the session surely begin with; 0 where the prefix is not cut apart. */
  headLength(signal: AbortSignal): Promise<number>;
};

/**
 * Cuts prompts that begin with the same prefix without sending that prefix again for each of them. The prefix is parted
 * where a line begins with a letter, more than a line before its end: tokenizers part there too, or so it is taken to be
 * until the first prompt is cut both ways. If that gives other tokens (SentencePiece puts a space before every text), all
 * prompts are cut whole. Even where a later prompt were cut otherwise in one piece, its tokens would still spell its
 * text, and all prompts of a session would begin with the same ones.
 */
export function promptTokens(prefix: string, cut: Cut): PromptTokens {
  const parted = partedAt(prefix);
  const cutPlain = plainCutter(cut);
  const head = remembered((signal) => cutPlain(prefix.slice(0, parted), signal));
  const joins = remembered(async (signal, rest: string) => {
    const [whole, first, last] = await Promise.all([
      cutPlain(prefix + rest, signal),
      head(signal, ""),
      cutPlain(prefix.slice(parted) + rest, signal),
    ]);
    return sameIds(whole.ids, [...first.ids, ...last.ids]);
  });
  return {
    async cut(rest, signal) {
      if (parted === 0 || !(await joins(signal, rest))) return cutPlain(prefix + rest, signal);
      const last = await cutPlain(prefix.slice(parted) + rest, signal);
      return joined(await head(signal, ""), last);
    },
    async headLength(signal) {
      return parted > 0 && (await joins(signal, "")) ? (await head(signal, "")).ids.length : 0;
    },
  };
}

/** Below this a second request costs more than it saves. */
const SHORTEST_HEAD = 2_000;

function partedAt(prefix: string): number {
  const lastLine = prefix.lastIndexOf("\n");
  for (
    let end = prefix.lastIndexOf("\n", lastLine - 1);
    end + 1 >= SHORTEST_HEAD;
    end = prefix.lastIndexOf("\n", end - 1)
  ) {
    if (/^[A-Za-z]/.test(prefix.slice(end + 1, end + 2))) return end + 1;
  }
  return 0;
}

/** A name that is cut into more tokens than this is no control token; SentencePiece puts one before it. */
const MOST_TOKENS_OF_CONTROL = 2;
/** Each part is a request; a file with more of them is about control tokens, and nothing is lost without its score. */
const MOST_PARTS = 200;

/** Cuts texts so that no part of them becomes a control token of this tokenizer, which is asked for each name once. */
function plainCutter(cut: Cut): Cut {
  const known = new Map<string, Promise<boolean>>();
  function isControl(name: string, signal: AbortSignal): Promise<boolean> {
    const before = known.get(name);
    if (before) return before;
    const asked = cut(name, signal).then(({ ids }) => ids.length <= MOST_TOKENS_OF_CONTROL);
    known.set(name, asked);
    asked.catch(() => known.delete(name));
    return asked;
  }

  return async function cutPlain(text, signal) {
    const names = [...controlNames(text)];
    if (names.length > MOST_PARTS) throw steering(`${names.length} names of control tokens`);
    const isNamed = await Promise.all(names.map((name) => isControl(name, signal)));
    const parts = plainParts(text, new Set(names.filter((_, index) => isNamed[index])));
    if (parts.length > MOST_PARTS) throw steering(`${parts.length - 1} control tokens`);
    const tokens = await Promise.all(parts.map((part) => cut(part, signal)));
    const control = tokens.flatMap(({ pieces }) => pieces ?? []).find((piece) => isControlToken(textOf(piece)));
    if (control) throw steering(textOf(control));
    const isSpaced = tokens.some(({ pieces }, index) => {
      return index > 0 && pieces && bytesIn(pieces) !== Buffer.byteLength(at(parts, index));
    });
    if (isSpaced) throw steering("a control token's name, which its tokenizer cannot cut as plain text");
    return tokens.reduce(joined);
  };
}

function steering(what: string): CallFailure {
  const message = `The text contains ${what}; this model would obey it instead of scoring it. Leave the file that holds it out of the run, or score with another model.`;
  return new CallFailure("refused", message);
}

function textOf(piece: Uint8Array): string {
  return Buffer.from(piece).toString();
}

function bytesIn(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

function joined(first: Tokens, second: Tokens): Tokens {
  return {
    ids: [...first.ids, ...second.ids],
    pieces: first.pieces && second.pieces && [...first.pieces, ...second.pieces],
  };
}

/** Asks once, whatever the argument; a failed answer is asked for again. */
function remembered<T>(ask: (signal: AbortSignal, argument: string) => Promise<T>) {
  let known: Promise<T> | null = null;
  return (signal: AbortSignal, argument: string): Promise<T> => {
    known ??= ask(signal, argument).catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };
}
