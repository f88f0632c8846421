import { at } from "#lib/std/assert.ts";
import type { ScoringRequest, TargetScore } from "../port.ts";
import type { Checkpoint, ContextModel } from "./context-model.ts";
import { readAll } from "./prefix-pool.ts";
import { cutSpans } from "./spans.ts";
import { COST_UNIT } from "./tables.ts";

/** Part of a prompt that is worth a checkpoint of its own. */
const WORTH_KEEPING_BYTES = 64;
/** Longer requests are read by a copy of the model, because the journal of one would take more memory than the copy. */
const COPY_FROM_BYTES = 65_536;
const encoder = new TextEncoder();

/**
 * Scores each target after its prompt and leaves the model as it was. What consecutive prompts have in common at their
 * beginning is read once.
 */
export function scoreRequests(
  model: ContextModel,
  requests: readonly ScoringRequest[],
  check: () => void,
): TargetScore[] {
  const encoded = requests.map(({ prompt, target }) => ({ target, prompt: encoder.encode(prompt) }));
  const base = model.checkpoint();
  // Points inside the prompt read last, shallowest first; the model can return to each.
  const points: Checkpoint[] = [base];
  try {
    return encoded.map((request, index) => {
      const startedAt = performance.now();
      const { prompt, target } = request;
      let score: Units;
      if (prompt.length + target.length > COPY_FROM_BYTES) {
        returnTo(model, points, base.position);
        const copy = model.clone();
        readAll(copy, prompt, 0, prompt.length, null, check);
        score = scoreTarget(copy, target, check);
      } else {
        const known = base.position + sharedBytes(encoded[index - 1]?.prompt, prompt);
        const coming = base.position + sharedBytes(prompt, encoded[index + 1]?.prompt);
        returnTo(model, points, known);
        if (coming >= model.position + WORTH_KEEPING_BYTES) {
          readAll(model, prompt, model.position - base.position, coming - base.position, null, check);
          points.push(model.checkpoint());
        }
        readAll(model, prompt, model.position - base.position, prompt.length, null, check);
        score = scoreTarget(model, target, check);
      }
      const wallMs = performance.now() - startedAt;
      return { ...score, usage: { inputTokens: null, outputTokens: null, cachedTokens: null, wallMs, retries: 0 } };
    });
  } finally {
    model.rollBack(at(points, 0));
  }
}

type Units = Pick<TargetScore, "ends" | "logprobs">;

/** Goes back to the deepest point that is not past `position`, and keeps that point. */
function returnTo(model: ContextModel, points: Checkpoint[], position: number): void {
  const index = points.findLastIndex((point) => point.position <= position);
  model.rollBack(at(points, index));
  points.length = index;
  points.push(model.checkpoint());
}

function scoreTarget(model: ContextModel, target: string, check: () => void): Units {
  const bytes = encoder.encode(target);
  const costs = new Int32Array(bytes.length);
  readAll(model, bytes, 0, bytes.length, costs, check);
  const ends = cutSpans(target);
  let from = 0;
  let byte = 0;
  const logprobs = ends.map((end) => {
    const until = byte + Buffer.byteLength(target.slice(from, end));
    let cost = 0;
    for (; byte < until; byte++) cost += costs[byte] ?? 0;
    from = end;
    return -cost / COST_UNIT;
  });
  return { ends, logprobs };
}

function sharedBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): number {
  if (!a || !b) return 0;
  const limit = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < limit && a[shared] === b[shared]) shared++;
  return shared;
}
