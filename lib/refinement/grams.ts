/**
 * All windows of n tokens of a text. Two windows have the same name exactly when they are equal: a window's name is the
 * place where it stands first, and what hashes bring together is compared. Linear in the text for windows of any length.
 */
export class GramTable {
  /** Name of each window. */
  readonly names: Int32Array;
  readonly #ids: Int32Array;
  readonly #n: number;
  readonly #mask: number;
  /** Place of the window in each slot, plus one; 0 is free. */
  readonly #slots: Int32Array;

  constructor(ids: Int32Array, n: number) {
    this.#ids = ids;
    this.#n = n;
    const count = Math.max(0, ids.length - n + 1);
    const size = 2 ** Math.ceil(Math.log2(2 * count + 2));
    this.#mask = size - 1;
    this.#slots = new Int32Array(size);
    this.names = windowHashes(ids, n);
    for (let index = 0; index < count; index++) {
      const slot = this.#slotOf(this.names[index] ?? 0, ids, index);
      const first = this.#slots[slot] ?? 0;
      if (first === 0) this.#slots[slot] = index + 1;
      this.names[index] = first === 0 ? index : first - 1;
    }
  }

  /** Names of another text's windows, which has the same vocabulary; -1 for those that are not here. */
  find(ids: Int32Array): Int32Array {
    const names = windowHashes(ids, this.#n);
    for (let index = 0; index < names.length; index++) {
      names[index] = (this.#slots[this.#slotOf(names[index] ?? 0, ids, index)] ?? 0) - 1;
    }
    return names;
  }

  /** The slot that holds this window, or the free one where it would go. */
  #slotOf(hash: number, ids: Int32Array, from: number): number {
    let slot = (hash ^ (hash >>> 15)) & this.#mask;
    while (true) {
      const first = this.#slots[slot] ?? 0;
      if (first === 0 || this.#equals(first - 1, ids, from)) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }

  #equals(at: number, ids: Int32Array, from: number): boolean {
    for (let offset = 0; offset < this.#n; offset++) if (this.#ids[at + offset] !== ids[from + offset]) return false;
    return true;
  }
}

const FACTOR = 0x01000193;

/** Polynomial hashes, each from the one before (Karp and Rabin, 1987). */
function windowHashes(ids: Int32Array, n: number): Int32Array {
  const hashes = new Int32Array(Math.max(0, ids.length - n + 1));
  let highest = 1;
  for (let power = 0; power < n; power++) highest = Math.imul(highest, FACTOR);
  let hash = 0;
  for (let index = 0; index < ids.length; index++) {
    hash = (Math.imul(hash, FACTOR) + scramble(ids[index] ?? 0)) | 0;
    if (index >= n) hash = (hash - Math.imul(highest, scramble(ids[index - n] ?? 0))) | 0;
    if (index >= n - 1) hashes[index - n + 1] = hash;
  }
  return hashes;
}

/** Small numbers in a row would otherwise give hashes in a row. */
function scramble(id: number): number {
  const mixed = Math.imul(id + 1, 0x9e3779b1);
  return mixed ^ (mixed >>> 13);
}
