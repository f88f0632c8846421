import type { Candidate } from "#lib/trajectory/index.ts";

/** A candidate's place in the search chart, pixels. */
export type SearchPoint = {
  readonly candidate: Candidate;
  readonly x: number;
  readonly y: number;
  /** Place of the candidate it rewrites; null for the start. */
  readonly from: { readonly x: number; readonly y: number } | null;
};

/** Everything the search chart draws. */
export type SearchLayout = {
  readonly points: readonly SearchPoint[];
  readonly passes: readonly { readonly label: string; readonly x: number; readonly width: number }[];
  /** Corners of the best-so-far line. */
  readonly best: readonly { readonly x: number; readonly y: number }[];
  readonly references: readonly { readonly label: string; readonly s: number; readonly y: number }[];
  readonly ticks: readonly { readonly value: number; readonly y: number }[];
  /** Decimals that the ticks need. */
  readonly digits: number;
};

type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

/**
 * x is the order of evaluation grouped by pass, y is S with better (lower) up. The references (no thought, placebo) are
 * horizontal lines and no points. Only accepted candidates and the start move the best-so-far line.
 */
export function layoutSearch(candidates: readonly Candidate[], box: Box): SearchLayout {
  const searched = candidates.filter((each) => each.kind === "start" || each.kind === "rewrite");
  const references = candidates.filter((each) => each.kind === "no-thought" || each.kind === "placebo");
  const values = candidates.map((each) => each.s);
  const low = values.length > 0 ? Math.min(...values) : 0;
  const high = values.length > 0 ? Math.max(...values) : 1;
  const pad = Math.max((high - low) * 0.09, 0.0005);
  const scale = (s: number) => box.top + ((s - (low - pad)) / (high - low + 2 * pad)) * (box.bottom - box.top);
  const slot = (box.right - box.left) / Math.max(1, searched.length);

  const placed = new Map<string, { x: number; y: number }>();
  const points = searched.map((candidate, index): SearchPoint => {
    const place = { x: box.left + slot * (index + 0.5), y: scale(candidate.s) };
    placed.set(candidate.label, place);
    const from = candidate.parent === null ? null : (placed.get(candidate.parent) ?? null);
    return { candidate, ...place, from };
  });
  const { ticks, digits } = niceTicks(low - pad, high + pad);
  return {
    points,
    passes: groupPasses(searched, box.left, slot),
    best: bestSoFar(points, box.right),
    references: references.map((each) => ({ label: each.label, s: each.s, y: scale(each.s) })),
    ticks: ticks.map((value) => ({ value, y: scale(value) })),
    digits,
  };
}

/** Round values between two bounds, about six of them, and the decimals they need. */
export function niceTicks(low: number, high: number, about = 6): { ticks: number[]; digits: number } {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return { ticks: [low], digits: 3 };
  const power = 10 ** Math.floor(Math.log10(span / about));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => span / each <= about) ?? power * 10;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks: number[] = [];
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high + step * 1e-9; index += 1) {
    ticks.push(Number((index * step).toFixed(digits)));
  }
  return { ticks, digits };
}

function groupPasses(searched: readonly Candidate[], left: number, slot: number): SearchLayout["passes"] {
  const passes: { label: string; x: number; width: number; pass: number }[] = [];
  searched.forEach((candidate, index) => {
    const last = passes.at(-1);
    if (last && last.pass === candidate.pass) last.width += slot;
    else {
      const label = candidate.pass === 0 ? "start" : `pass ${candidate.pass}`;
      passes.push({ label, x: left + slot * index, width: slot, pass: candidate.pass });
    }
  });
  return passes;
}

function bestSoFar(points: readonly SearchPoint[], right: number): { x: number; y: number }[] {
  const corners: { x: number; y: number }[] = [];
  let best: SearchPoint | null = null;
  for (const point of points) {
    const moves = best === null || (point.candidate.accepted && point.candidate.s < best.candidate.s);
    if (!moves) continue;
    if (best) corners.push({ x: point.x, y: best.y });
    corners.push({ x: point.x, y: point.y });
    best = point;
  }
  if (best) corners.push({ x: right, y: best.y });
  return corners;
}
