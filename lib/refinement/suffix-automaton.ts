/** For each place of a sequence, the longest run ending there that also stands in the automaton's text. */
export type Matches = {
  readonly lengths: Int32Array;
  /** Index in the automaton's text of the run's last token, at its first occurrence; -1 where nothing matches. */
  readonly lastTokens: Int32Array;
};

/**
 * The smallest automaton that accepts every run of a text's tokens (Blumer and others, 1985). Built in linear time; it
 * answers for a whole thought in linear time where and how far it follows the target.
 */
export class SuffixAutomaton {
  /** State, token and end of each edge by open addressing; a state is told plus one, and 0 is a free slot. */
  readonly #edgeFrom: Int32Array;
  readonly #edgeBy: Int32Array;
  readonly #edgeTo: Int32Array;
  readonly #mask: number;
  /** Tokens that leave a state, as linked lists, because a state is sometimes copied with its edges. */
  readonly #firstEdge: Int32Array;
  readonly #edgeToken: Int32Array;
  readonly #edgeNext: Int32Array;
  readonly #length: Int32Array;
  readonly #link: Int32Array;
  readonly #lastToken: Int32Array;
  #states = 1;
  #edgeCount = 0;

  constructor(ids: Int32Array) {
    const states = Math.max(2, ids.length * 2);
    this.#firstEdge = new Int32Array(states).fill(-1);
    this.#length = new Int32Array(states);
    this.#link = new Int32Array(states).fill(-1);
    this.#lastToken = new Int32Array(states).fill(-1);
    // At most 3n - 4 edges stand at the end (Blumer); none is ever removed.
    const slots = 2 ** Math.ceil(Math.log2(ids.length * 5 + 8));
    this.#mask = slots - 1;
    this.#edgeFrom = new Int32Array(slots);
    this.#edgeBy = new Int32Array(slots);
    this.#edgeTo = new Int32Array(slots);
    this.#edgeToken = new Int32Array(ids.length * 3 + 4);
    this.#edgeNext = new Int32Array(ids.length * 3 + 4);
    let last = 0;
    for (let index = 0; index < ids.length; index++) last = this.#extend(last, ids[index] ?? 0, index);
  }

  match(ids: Int32Array): Matches {
    const lengths = new Int32Array(ids.length);
    const lastTokens = new Int32Array(ids.length).fill(-1);
    let state = 0;
    let length = 0;
    for (const [index, token] of ids.entries()) {
      let next = this.#follow(state, token);
      while (next === undefined && state !== 0) {
        state = this.#link[state] ?? 0;
        length = this.#length[state] ?? 0;
        next = this.#follow(state, token);
      }
      if (next === undefined) continue;
      state = next;
      length++;
      lengths[index] = length;
      lastTokens[index] = this.#lastToken[state] ?? -1;
    }
    return { lengths, lastTokens };
  }

  #extend(last: number, token: number, index: number): number {
    const state = this.#newState((this.#length[last] ?? 0) + 1, index);
    let from = last;
    while (from >= 0 && this.#follow(from, token) === undefined) {
      this.#setEdge(from, token, state);
      from = this.#link[from] ?? -1;
    }
    this.#link[state] = from < 0 ? 0 : this.#suffixOf(from, token);
    return state;
  }

  /** The state of the run at `from` followed by `token`, split off where it stands for longer runs too. */
  #suffixOf(from: number, token: number): number {
    const target = this.#follow(from, token) ?? 0;
    const length = (this.#length[from] ?? 0) + 1;
    if (this.#length[target] === length) return target;
    const copy = this.#newState(length, this.#lastToken[target] ?? -1);
    this.#link[copy] = this.#link[target] ?? 0;
    for (let edge = this.#firstEdge[target] ?? -1; edge >= 0; edge = this.#edgeNext[edge] ?? -1) {
      const leaving = this.#edgeToken[edge] ?? 0;
      this.#setEdge(copy, leaving, this.#follow(target, leaving) ?? 0);
    }
    this.#link[target] = copy;
    for (let state = from; state >= 0 && this.#follow(state, token) === target; state = this.#link[state] ?? -1) {
      this.#edgeTo[this.#slotOf(state, token)] = copy;
    }
    return copy;
  }

  #newState(length: number, lastToken: number): number {
    const state = this.#states++;
    this.#length[state] = length;
    this.#lastToken[state] = lastToken;
    return state;
  }

  #setEdge(state: number, token: number, to: number): void {
    const slot = this.#slotOf(state, token);
    this.#edgeFrom[slot] = state + 1;
    this.#edgeBy[slot] = token;
    this.#edgeTo[slot] = to;
    this.#edgeToken[this.#edgeCount] = token;
    this.#edgeNext[this.#edgeCount] = this.#firstEdge[state] ?? -1;
    this.#firstEdge[state] = this.#edgeCount++;
  }

  #follow(state: number, token: number): number | undefined {
    const slot = this.#slotOf(state, token);
    return this.#edgeFrom[slot] === 0 ? undefined : this.#edgeTo[slot];
  }

  /** The slot of this edge, or the free one where it would go. */
  #slotOf(state: number, token: number): number {
    const mixed = Math.imul(state + 1, 0x9e3779b1) ^ Math.imul(token + 1, 0x85ebca6b);
    let slot = (mixed ^ (mixed >>> 15)) & this.#mask;
    while (this.#edgeFrom[slot] !== 0 && (this.#edgeFrom[slot] !== state + 1 || this.#edgeBy[slot] !== token)) {
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }
}
