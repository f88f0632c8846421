import { at } from "#lib/std/assert.ts";

/** Strongly connected components of a graph of `size` nodes; dependencies come before what needs them. */
export type Components = {
  /** Number of the component of each node. */
  readonly of: readonly number[];
  /** Nodes of each component. */
  readonly members: readonly (readonly number[])[];
};

/** Tarjan's algorithm (SIAM J. Comput. 1, 1972) with its own stack, since a chain of files may be longer than the call stack. */
export function components(needs: readonly (readonly number[])[]): Components {
  const size = needs.length;
  const index = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const of = new Array<number>(size).fill(-1);
  const members: number[][] = [];
  const open: number[] = [];
  const calls: { node: number; next: number }[] = [];
  let count = 0;

  const enter = (node: number): void => {
    index[node] = low[node] = count++;
    open.push(node);
    calls.push({ node, next: 0 });
  };

  for (let start = 0; start < size; start++) {
    if (index[start] !== -1) continue;
    enter(start);
    for (let call = calls.at(-1); call; call = calls.at(-1)) {
      const { node } = call;
      const target = at(needs, node)[call.next++];
      if (target !== undefined) {
        if (index[target] === -1) enter(target);
        else if (of[target] === -1) low[node] = Math.min(low[node] ?? 0, index[target] ?? 0);
        continue;
      }
      calls.pop();
      const caller = calls.at(-1);
      if (caller) low[caller.node] = Math.min(low[caller.node] ?? 0, low[node] ?? 0);
      if (low[node] === index[node]) members.push(close(node, open, of, members.length));
    }
  }
  return { of, members };
}

function close(root: number, open: number[], of: number[], component: number): number[] {
  const nodes: number[] = [];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    of[node] = component;
    nodes.push(node);
    if (node === root) break;
  }
  return nodes.sort((a, b) => a - b);
}
