import { CallFailure } from "./call-failure.ts";
import { isControlToken, plainParts } from "./control-tokens.ts";
import { sameIds } from "./settled-targets.ts";
import type { Tokens } from "./token-engine.ts";

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
  const head = remembered((signal) => cutPlain(prefix.slice(0, parted), cut, signal));
  const joins = remembered(async (signal, rest: string) => {
    const [whole, first, last] = await Promise.all([
      cutPlain(prefix + rest, cut, signal),
      head(signal, ""),
      cutPlain(prefix.slice(parted) + rest, cut, signal),
    ]);
    return sameIds(whole.ids, [...first.ids, ...last.ids]);
  });
  return {
    async cut(rest, signal) {
      if (parted === 0 || !(await joins(signal, rest))) return cutPlain(prefix + rest, cut, signal);
      const last = await cutPlain(prefix.slice(parted) + rest, cut, signal);
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

/** Cuts a text so that no part of it becomes a control token. */
async function cutPlain(text: string, cut: Cut, signal: AbortSignal): Promise<Tokens> {
  const parts = plainParts(text);
  const tokens = await Promise.all(parts.map((part) => cut(part, signal)));
  const control = tokens.flatMap(({ pieces }) => pieces ?? []).find((piece) => isControlToken(textOf(piece)));
  if (control) {
    const message = `The text contains ${textOf(control)}, which this model reads as a control token. Leave the file that holds it out of the run, or score with another model.`;
    throw new CallFailure("refused", message);
  }
  const spaced = tokens.some(
    ({ pieces }, index) =>
      index > 0 && pieces && pieces.length > 0 && bytesIn(pieces) !== Buffer.byteLength(parts[index] ?? ""),
  );
  if (spaced) {
    const message =
      "The text contains the name of a control token, and this model's tokenizer cannot cut it as plain text. Leave the file that holds it out of the run, or score with another model.";
    throw new CallFailure("refused", message);
  }
  return tokens.reduce(joined);
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
