import { sha256 } from "#lib/std/hash.ts";

/** Names that texts share whose beginnings are alike. */
export type PrefixKeys = {
  /** The key of the longest known beginning that is at least half of the text; a new one where none is known. */
  keyOf(text: string): string;
};

/** Short enough to find where two prompts part, long enough that a prompt has some dozens of them. */
const CHUNK_CHARACTERS = 1_024;
const MOST_KNOWN = 20_000;

/**
 * Which texts a server has read the beginning of: what follows from one prompt, such as the rewrites of one step, begins
 * alike and differs at its end. A beginning that is less than half, such as a repository's tree before each of its files,
 * makes no key: too much would go to one server.
 */
export function prefixKeys(mostKnown: number = MOST_KNOWN): PrefixKeys {
  const known = new Map<string, string>();

  function remember(beginning: string, key: string): void {
    known.delete(beginning);
    known.set(beginning, key);
    for (const oldest of known.keys()) {
      if (known.size <= mostKnown) return;
      known.delete(oldest);
    }
  }

  return {
    keyOf(text) {
      const beginnings = beginningsOf(text);
      const least = Math.ceil(text.length / 2 / CHUNK_CHARACTERS);
      const found = beginnings.findLast((beginning, index) => index + 1 >= least && known.has(beginning));
      const key = (found && known.get(found)) ?? sha256(text);
      for (const beginning of beginnings) remember(beginning, key);
      return key;
    },
  };
}

/** A hash for each whole chunk, of everything up to its end. */
function beginningsOf(text: string): string[] {
  const hashes: string[] = [];
  for (let end = CHUNK_CHARACTERS; end <= text.length; end += CHUNK_CHARACTERS) {
    hashes.push(sha256(`${hashes.at(-1) ?? ""}${text.slice(end - CHUNK_CHARACTERS, end)}`));
  }
  return hashes;
}
