import { ContextModel } from "#lib/llm/builtin/context-model.ts";
import { builtinScorer } from "#lib/llm/builtin/scorer.ts";

const SLOT_BITS = 20;
const ROUNDS = 5;
const CANDIDATES = 16;
const THOUGHT_BYTES = 600;
const TARGET_BYTES = 3_000;
const WAYS_BACK = 1_000;

/** Prints what reading costs, in processor time of this thread, which other programs of the machine hardly touch. */
export function reportSpeed(bytes: Buffer): void {
  const reading: number[] = [];
  const scoring: number[] = [];
  const undoing: number[] = [];
  // The first round compiles.
  for (let round = 0; round <= ROUNDS; round++) {
    const model = new ContextModel({ slotBits: SLOT_BITS });
    const readMs = timed(() => model.read(bytes, 0, bytes.length, null));
    const candidate = bytes.subarray(0, THOUGHT_BYTES + TARGET_BYTES);
    const scoreMs = timed(() => {
      for (let index = 0; index < CANDIDATES; index++) {
        const checkpoint = model.checkpoint();
        model.read(candidate, 0, candidate.length, null);
        model.rollBack(checkpoint);
      }
    });
    const backMs = timed(() => {
      for (let index = 0; index < WAYS_BACK; index++) model.rollBack(model.checkpoint());
    });
    if (round === 0) continue;
    reading.push(bytes.length / readMs / 1000);
    scoring.push((CANDIDATES * candidate.length) / scoreMs / 1000);
    undoing.push(backMs / WAYS_BACK);
  }
  console.log(`  reading ${bytes.length} bytes: ${median(reading).toFixed(2)} MB/s of processor time, one thread`);
  console.log(
    `  candidates of ${THOUGHT_BYTES + TARGET_BYTES} bytes after them, taken back each time: ${median(scoring).toFixed(2)} MB/s of their own bytes; a checkpoint and the way back to it ${median(undoing).toFixed(3)} ms`,
  );
}

/**
 * Two threads against one on the same sessions: each reads a prefix and scores candidates. Elapsed time, so that it means
 * something on a quiet machine alone; the ratio of processor times tells how far threads hold each other up.
 */
export async function reportThreads(bytes: Buffer): Promise<void> {
  const wall: number[] = [];
  const processor: number[] = [];
  const models = [1, 2].map((threads) => builtinScorer({ threads }));
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const [one, two] = [await sessions(models[0], bytes, round), await sessions(models[1], bytes, round)];
      if (round === 0) continue;
      wall.push(one.wallMs / two.wallMs);
      processor.push(two.processorMs / one.processorMs);
    }
  } finally {
    await Promise.all(models.map((model) => model.close()));
  }
  console.log(
    `  two threads: ${median(wall).toFixed(2)} times the speed of one (elapsed), for ${median(processor).toFixed(2)} times the processor time`,
  );
}

async function sessions(model: ReturnType<typeof builtinScorer> | undefined, bytes: Buffer, round: number) {
  const never = new AbortController().signal;
  const text = bytes.toString();
  const part = Math.floor(text.length / 8);
  const cpu = process.cpuUsage();
  const start = performance.now();
  await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      // A first line of its own, so that no state of an earlier round fits.
      const session = await model?.open([`${round} ${index}\n`, text.slice(index * part, (index + 1) * part)], never);
      const target = text.slice(0, TARGET_BYTES);
      const requests = Array.from({ length: CANDIDATES }, (_, nth) => ({
        prompt: `${text.slice(nth * THOUGHT_BYTES, (nth + 1) * THOUGHT_BYTES)}\n`,
        target,
      }));
      await session?.score(requests, never);
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: performance.now() - start, processorMs: (user + system) / 1000 };
}

function timed(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
