import { ContextModel } from "#lib/llm/builtin/context-model.ts";
import { builtinScorer } from "#lib/llm/builtin/scorer.ts";
import type { LogprobModel } from "#lib/llm/port.ts";

const SLOT_BITS = 20;
const ROUNDS = 5;
const CANDIDATES = 16;
const THOUGHT_BYTES = 600;
const TARGET_BYTES = 3_000;
const SESSIONS = 8;
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
  const [one, two] = [builtinScorer({ threads: 1 }), builtinScorer({ threads: 2 })];
  const text = bytes.toString();
  for (let round = 0; round <= ROUNDS; round++) {
    const alone = await sessions(one, text, round);
    const together = await sessions(two, text, round);
    if (round === 0) continue;
    wall.push(alone.wallMs / together.wallMs);
    processor.push(together.processorMs / alone.processorMs);
  }
  await Promise.all([one.close(), two.close()]);
  console.log(
    `  two threads: ${median(wall).toFixed(2)} times the speed of one (elapsed), for ${median(processor).toFixed(2)} times the processor time`,
  );
}

/** Eight sessions, two at a time as two jobs of a worker would have them. */
async function sessions(
  model: LogprobModel,
  text: string,
  round: number,
): Promise<{ wallMs: number; processorMs: number }> {
  const never = new AbortController().signal;
  const part = Math.floor(text.length / SESSIONS);
  const thoughts = Array.from({ length: CANDIDATES }, (_, nth) =>
    text.slice(nth * THOUGHT_BYTES, (nth + 1) * THOUGHT_BYTES),
  );
  const requests = thoughts.map((thought) => ({ prompt: `${thought}\n`, target: text.slice(0, TARGET_BYTES) }));
  async function job(first: number): Promise<void> {
    for (let index = first; index < SESSIONS; index += 2) {
      // A first line of its own, so that no state of an earlier round fits.
      const prefix = [`${round} ${index}\n`, text.slice(index * part, (index + 1) * part)];
      const session = await model.open(prefix, never);
      await session.score(requests, never);
      await session.close();
    }
  }
  const before = process.cpuUsage();
  const start = performance.now();
  await Promise.all([job(0), job(1)]);
  const { user, system } = process.cpuUsage(before);
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
