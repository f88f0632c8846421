import { type Mark, markOf } from "#components/marks/kind-icon.tsx";
import type { StepHeader } from "#lib/trajectory/index.ts";
import { gainOf, type Timeline } from "./rows.ts";

/** Beyond this many steps a step is thinner than a pixel, and pixels stand for several. */
export const stepLimit = 600;

/** One column of the overview: a step, or the steps that share a pixel. */
export type Bucket = {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly mark: Mark;
  /** The worst gain among its steps: a bad step must not hide among good ones. */
  readonly gain: number | null;
};

/** The overview of a trajectory: columns, file blocks, and the gain at which its bars are full. */
export type Minimap = {
  readonly steps: number;
  readonly buckets: readonly Bucket[];
  readonly files: readonly { readonly path: string; readonly from: number; readonly to: number }[];
  readonly range: number;
};

/** In a shared pixel the rarer and weightier kind is shown. */
const weight: Record<Mark, number> = {
  think: 6,
  plan: 5,
  write: 4,
  read: 3,
  delegate: 2,
  return: 1,
  observation: 0,
};

/** Buckets for an overview of `widthPx` pixels. */
export function buildMinimap(timeline: Timeline, widthPx: number): Minimap {
  const steps = timeline.headers.length;
  const count = steps <= stepLimit ? steps : Math.max(1, Math.min(steps, Math.floor(widthPx)));
  const buckets: Bucket[] = [];
  for (let index = 0; index < count; index += 1) {
    const from = Math.floor((index * steps) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * steps) / count));
    const bucket = summarise(timeline.headers, from, to);
    buckets.push(bucket);
  }
  const files = timeline.groups.map((group) => ({
    path: group.path,
    from: group.delegate ?? group.first,
    to: group.last + 1,
  }));
  return { steps, buckets, files, range: timeline.gainRange };
}

/** The step under a pixel of the overview. */
export function stepAtPixel(steps: number, widthPx: number, x: number): number {
  if (steps === 0 || widthPx <= 0) return 0;
  return Math.min(steps - 1, Math.max(0, Math.floor((x / widthPx) * steps)));
}

function summarise(headers: readonly StepHeader[], from: number, to: number): Bucket {
  let mark: Mark = "observation";
  let gain: number | null = null;
  for (let index = from; index < to; index += 1) {
    const header = headers[index];
    if (!header) continue;
    const own = markOf(header.kind, header.tool);
    if (weight[own] > weight[mark]) mark = own;
    const value = gainOf(header);
    if (value !== null && (gain === null || value < gain)) gain = value;
  }
  return { from, to, mark, gain };
}
