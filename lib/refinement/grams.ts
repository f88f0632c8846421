/** Names a pair of names; -1 for "never seen". */
type PairName = (left: number, right: number) => number;

/**
 * Names for all windows of n tokens, such that two windows have the same name exactly when they are equal: no hash that
 * could collide. Windows of doubling width are named by the names of their halves (Karp, Miller and Rosenberg, 1972).
 */
export class GramNames {
  readonly #names = new Map<number, number>();

  /** Names of the windows of `ids`, new ones included. */
  name(ids: Int32Array, n: number): Int32Array {
    return windows(ids, n, (left, right) => {
      const key = left * PAIR + right;
      const known = this.#names.get(key);
      if (known !== undefined) return known;
      const name = this.#names.size;
      this.#names.set(key, name);
      return name;
    });
  }

  /** Names of the windows of `ids` as far as they are known; -1 for the others. */
  find(ids: Int32Array, n: number): Int32Array {
    return windows(ids, n, (left, right) =>
      left < 0 || right < 0 ? -1 : (this.#names.get(left * PAIR + right) ?? -1),
    );
  }
}

// Two names below 2^26 make a key below 2^52, which a double holds exactly.
const PAIR = 2 ** 26;

function windows(ids: Int32Array, n: number, pair: PairName): Int32Array {
  if (ids.length < n) return new Int32Array(0);
  let names = ids;
  let width = 1;
  while (width * 2 <= n) {
    names = combine(names, width, ids.length - width * 2 + 1, pair);
    width *= 2;
  }
  return width === n ? names : combine(names, n - width, ids.length - n + 1, pair);
}

function combine(names: Int32Array, shift: number, length: number, pair: PairName): Int32Array {
  const result = new Int32Array(length);
  for (let index = 0; index < length; index++) result[index] = pair(names[index] ?? -1, names[index + shift] ?? -1);
  return result;
}
