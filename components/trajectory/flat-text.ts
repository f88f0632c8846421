import type { Segment } from "#lib/trajectory/index.ts";

/** A segment with UTF-16 offsets, which is what strings in the browser are cut by. */
export type PlacedSegment = Segment & { readonly from: number; readonly to: number };

/** The flat text with what is needed to show any window of it. */
export type FlatText = {
  readonly text: string;
  readonly segments: readonly PlacedSegment[];
  /** UTF-16 offset at which each line begins. */
  readonly lines: Uint32Array;
};

/** How a line is trained; `part` is a line in which both kinds meet, which the format is made to avoid. */
export type LineMask = "train" | "mask" | "part";

/** Prepares a flat text once: offsets of segments count code points, strings count UTF-16 units. */
export function placeFlatText(text: string, segments: readonly Segment[]): FlatText {
  const place = utf16Places(text);
  return {
    text,
    segments: segments.map((segment) => ({ ...segment, from: place(segment.start), to: place(segment.end) })),
    lines: lineOffsets(text),
  };
}

/** The segment at a UTF-16 offset. Segments tile the text, so one binary search finds it. */
export function segmentAt(flat: FlatText, offset: number): PlacedSegment | null {
  let low = 0;
  let high = flat.segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((flat.segments[middle]?.to ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const found = flat.segments[low];
  return found && found.from <= offset ? found : null;
}

/** One line of the flat text without its line feed. */
export function lineText(flat: FlatText, line: number): string {
  const start = flat.lines[line] ?? 0;
  const end = flat.lines[line + 1] ?? flat.text.length;
  return flat.text.slice(start, flat.text[end - 1] === "\n" ? end - 1 : end);
}

/** How a line is trained. */
export function lineMask(flat: FlatText, line: number): LineMask {
  const start = flat.lines[line] ?? 0;
  const end = Math.max(start, (flat.lines[line + 1] ?? flat.text.length) - 1);
  const first = segmentAt(flat, start);
  const last = segmentAt(flat, end);
  if (first?.train !== last?.train) return "part";
  return first?.train ? "train" : "mask";
}

/** The line on which a step's text begins, or null where the step has none. */
export function lineOfStep(flat: FlatText, step: number): number | null {
  const segment = flat.segments.find((each) => each.step === step);
  if (!segment) return null;
  let low = 0;
  let high = flat.lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((flat.lines[middle] ?? 0) <= segment.from) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A place where the text sought stands. */
export type Hit = { readonly offset: number; readonly step: number | null };

/** All places of a text, ignoring case, up to a limit; `more` says that there are others. */
export function findText(flat: FlatText, query: string, limit = 5000): { hits: Hit[]; more: boolean } {
  const needle = query.toLowerCase();
  const haystack = sameLengthLower(flat.text);
  const hits: Hit[] = [];
  if (needle === "") return { hits, more: false };
  let segment = 0;
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, at + needle.length)) {
    if (hits.length === limit) return { hits, more: true };
    while ((flat.segments[segment]?.to ?? Number.POSITIVE_INFINITY) <= at) segment += 1;
    hits.push({ offset: at, step: flat.segments[segment]?.step ?? null });
  }
  return { hits, more: false };
}

/** Lower case that keeps every offset: a few letters change length (İ), which would move all places after them. */
function sameLengthLower(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from({ length: text.length }, (_, index) => {
    const unit = text.charAt(index);
    const small = unit.toLowerCase();
    return small.length === 1 ? small : unit;
  }).join("");
}

/** A function from code points to UTF-16 offsets; ascending questions cost one walk over the text in all. */
function utf16Places(text: string): (codePoints: number) => number {
  let points = 0;
  let units = 0;
  return (wanted) => {
    if (wanted < points) {
      points = 0;
      units = 0;
    }
    while (points < wanted && units < text.length) {
      units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
      points += 1;
    }
    return units;
  };
}

function lineOffsets(text: string): Uint32Array {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
    if (at + 1 < text.length) starts.push(at + 1);
  }
  return Uint32Array.from(starts);
}
