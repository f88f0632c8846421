import { at } from "#lib/std/assert.ts";

type Node = { ids: readonly number[]; readonly children: Map<number, Node> };

/** Emptied when it holds this many tokens, as a server's memory is finite too. */
const MOST_TOKENS = 4_000_000;

/** Which prompts the server has read, as a radix tree: tells how many leading tokens of a new one it need not read. */
export class PrefixCache {
  private readonly root: Node = { ids: [], children: new Map() };
  private tokens = 0;

  /** Leading tokens that were read before. */
  match(ids: readonly number[]): number {
    let node = this.root;
    let matched = 0;
    for (;;) {
      const child = node.children.get(ids[matched] ?? -1);
      if (!child) return matched;
      const shared = sharedLength(child.ids, ids, matched);
      matched += shared;
      if (shared < child.ids.length) return matched;
      node = child;
    }
  }

  add(ids: readonly number[]): void {
    if (this.tokens > MOST_TOKENS) this.clear();
    let node = this.root;
    let done = 0;
    while (done < ids.length) {
      const first = at(ids, done);
      const child = node.children.get(first);
      if (!child) {
        node.children.set(first, { ids: ids.slice(done), children: new Map() });
        this.tokens += ids.length - done;
        return;
      }
      const shared = sharedLength(child.ids, ids, done);
      if (shared < child.ids.length) {
        const upper: Node = { ids: child.ids.slice(0, shared), children: new Map() };
        child.ids = child.ids.slice(shared);
        upper.children.set(at(child.ids, 0), child);
        node.children.set(first, upper);
        node = upper;
      } else node = child;
      done += shared;
    }
  }

  clear(): void {
    this.root.children.clear();
    this.tokens = 0;
  }
}

function sharedLength(part: readonly number[], ids: readonly number[], from: number): number {
  let shared = 0;
  while (shared < part.length && part[shared] === ids[from + shared]) shared++;
  return shared;
}
