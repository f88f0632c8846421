import { at, invariant } from "#lib/std/assert.ts";
import { type Checkpoint, ContextModel } from "./context-model.ts";

/** Chunks in order. `keys[i]` names the first i + 1 chunks together; `lengths` are in bytes. */
export type Prefix = { readonly keys: readonly string[]; readonly lengths: readonly number[] };

/** A model that has read `keys`, with the way back to some shorter lists. */
type State = { readonly model: ContextModel; readonly keys: string[]; readonly ways: Way[] };
/** After so many chunks. */
type Way = { readonly chunks: number; readonly checkpoint: Checkpoint };

/** A chunk up to this size can be taken back; the journal takes about 360 bytes for each of its bytes. */
const JOURNAL_BYTES = 65_536;
/** Bytes read between two looks at the abort flag: about 20 ms. */
const SLICE_BYTES = 8_192;

export type PoolOptions = { readonly slotBits: number; readonly states: number };

/**
 * Models that have read prefixes, the most recently used last. A prefix that continues a known one is read from there on;
 * one that branches off within the latest 64 KiB takes the difference back first. At most `states` models are kept.
 */
export class PrefixPool {
  private readonly options: PoolOptions;
  private readonly states: State[] = [];

  constructor(options: PoolOptions) {
    this.options = options;
  }

  /** The keys from which a longer prefix can be read on. */
  heldKeys(): string[] {
    return this.states.flatMap((state) => reachable(state).map((chunks) => at(state.keys, chunks - 1)));
  }

  /** A model that has read exactly this prefix. `chunkAt` is asked only for chunks that must be read. */
  modelAfter(prefix: Prefix, chunkAt: (index: number) => Uint8Array, check: () => void): ContextModel {
    const state = this.closest(prefix.keys);
    this.states.splice(this.states.indexOf(state), 1);
    // Whatever throws below leaves the state out of the pool: half a chunk is no prefix.
    for (let index = state.keys.length; index < prefix.keys.length; index++) {
      readChunk(state, at(prefix.keys, index), chunkAt(index), check);
    }
    this.states.push(state);
    return state.model;
  }

  private closest(keys: readonly string[]): State {
    let best: { state: State; chunks: number } | null = null;
    for (const state of this.states) {
      const chunks = reachable(state).findLast((count) => state.keys[count - 1] === keys[count - 1]) ?? 0;
      if (chunks > (best?.chunks ?? 0)) best = { state, chunks };
    }
    if (best) return goBack(best.state, best.chunks);
    const oldest = this.states.length >= this.options.states ? this.states.shift() : undefined;
    oldest?.model.reset();
    const fresh = { model: oldest?.model ?? new ContextModel(this.options), keys: [], ways: [] };
    this.states.push(fresh);
    return fresh;
  }
}

/** How many leading chunks are in `held`, for whoever decides which chunks to send. */
export function heldChunks(prefix: Prefix, held: ReadonlySet<string>): number {
  return prefix.keys.findLastIndex((key) => held.has(key)) + 1;
}

/** Reads in slices, so that an abort is noticed. */
export function readAll(
  model: ContextModel,
  bytes: Uint8Array,
  from: number,
  to: number,
  costs: Int32Array | null,
  check: () => void,
): void {
  for (let start = from; start < to; start += SLICE_BYTES) {
    check();
    model.read(bytes, start, Math.min(start + SLICE_BYTES, to), costs);
  }
}

/** Chunk counts that the state can stand at, shortest first, without the empty list. */
function reachable(state: State): number[] {
  return [...state.ways.map((way) => way.chunks), state.keys.length].filter((chunks) => chunks > 0);
}

function goBack(state: State, chunks: number): State {
  if (state.keys.length === chunks) return state;
  const index = state.ways.findIndex((way) => way.chunks === chunks);
  state.model.rollBack(at(state.ways, index).checkpoint);
  state.ways.length = index;
  state.keys.length = chunks;
  return state;
}

function readChunk(state: State, key: string, bytes: Uint8Array, check: () => void): void {
  const { model, ways, keys } = state;
  const kept = ways.length > 0 ? model.position - at(ways, 0).checkpoint.position : 0;
  if (kept + bytes.length > JOURNAL_BYTES) {
    ways.length = 0;
    model.forgetCheckpoints();
  }
  if (bytes.length <= JOURNAL_BYTES) ways.push({ chunks: keys.length, checkpoint: model.checkpoint() });
  readAll(model, bytes, 0, bytes.length, null, check);
  keys.push(key);
  invariant(ways.length === 0 || at(ways, ways.length - 1).chunks < keys.length, "a way back leads back");
}
