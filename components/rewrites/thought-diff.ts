import { diffWordsWithSpace } from "diff";

/** A piece of text in a diff. `leak` is the index of the copied span it stands in, else null. */
export type DiffPiece = {
  readonly kind: "same" | "insert" | "delete";
  readonly text: string;
  readonly leak: number | null;
};

type Span = { readonly start: number; readonly end: number };

/** Beyond this many characters a word diff takes too long for a keystroke; the texts are then shown as wholly replaced. */
const longest = 60_000;

/** What changed from one thought to the next, word by word, cut at the copied spans of the new one. */
export function diffThoughts(before: string, after: string, leaks: readonly Span[] = []): DiffPiece[] {
  const changes =
    before.length + after.length > longest
      ? [
          { value: before, removed: true, added: false },
          { value: after, removed: false, added: true },
        ]
      : diffWordsWithSpace(before, after);
  const pieces: DiffPiece[] = [];
  let offset = 0;
  for (const change of changes) {
    if (change.value === "") continue;
    if (change.removed) {
      pieces.push({ kind: "delete", text: change.value, leak: null });
      continue;
    }
    pieces.push(...cutAtSpans(change.value, offset, change.added ? "insert" : "same", leaks));
    offset += change.value.length;
  }
  return pieces;
}

/** One text without a diff, cut at its copied spans. */
export function cutThought(text: string, leaks: readonly Span[]): DiffPiece[] {
  return text === "" ? [] : cutAtSpans(text, 0, "same", leaks);
}

/** The pieces of one side: what was there before, or what is there now. */
export function sideOf(pieces: readonly DiffPiece[], side: "before" | "after"): DiffPiece[] {
  return pieces.filter((piece) => piece.kind !== (side === "before" ? "insert" : "delete"));
}

/** Words added and words removed. */
export function diffSize(pieces: readonly DiffPiece[]): { inserted: number; deleted: number } {
  const words = (kind: DiffPiece["kind"]) =>
    pieces
      .filter((piece) => piece.kind === kind)
      .reduce((sum, piece) => sum + (piece.text.match(/\S+/g)?.length ?? 0), 0);
  return { inserted: words("insert"), deleted: words("delete") };
}

/** A part of a piece: a name that stands in backticks, without them, or the words around it. */
export type CodePart = { readonly text: string; readonly code: boolean };

/**
 * The parts of each piece. What is code follows from the whole text of a side, since a piece may begin or end within a
 * name; pieces that are on both sides are read as on `side`.
 */
export function codeParts(pieces: readonly DiffPiece[], side: "before" | "after" = "after"): CodePart[][] {
  const ranges = { before: codeRanges(sideOf(pieces, "before")), after: codeRanges(sideOf(pieces, "after")) };
  const offset = { before: 0, after: 0 };
  return pieces.map(({ kind, text }) => {
    const read = kind === "delete" ? "before" : kind === "insert" ? "after" : side;
    const start = offset[read];
    if (kind !== "insert") offset.before += text.length;
    if (kind !== "delete") offset.after += text.length;
    return partsOf(text, start, ranges[read]);
  });
}

function codeRanges(pieces: readonly DiffPiece[]): Span[] {
  const text = pieces.map((piece) => piece.text).join("");
  return [...text.matchAll(/`[^`\n]+`/gu)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** A text that begins at `offset`, cut at the ranges; their first and last character, the backticks, are left out. */
function partsOf(text: string, offset: number, ranges: readonly Span[]): CodePart[] {
  const parts: CodePart[] = [];
  const end = offset + text.length;
  const push = (from: number, to: number, code: boolean) => {
    if (to > from) parts.push({ text: text.slice(from - offset, to - offset), code });
  };
  let at = offset;
  for (const range of ranges) {
    if (range.end <= at || range.start >= end) continue;
    push(at, Math.max(at, range.start), false);
    push(Math.max(at, range.start + 1), Math.min(end, range.end - 1), true);
    at = Math.min(end, range.end);
  }
  push(at, end, false);
  return parts;
}

function cutAtSpans(text: string, offset: number, kind: "same" | "insert", spans: readonly Span[]): DiffPiece[] {
  const cuts = new Set([0, text.length]);
  for (const span of spans) {
    for (const edge of [span.start - offset, span.end - offset]) {
      if (edge > 0 && edge < text.length) cuts.add(edge);
    }
  }
  const edges = [...cuts].sort((a, b) => a - b);
  return edges.slice(1).map((end, index) => {
    const start = edges[index] ?? 0;
    const leak = spans.findIndex((span) => span.start <= start + offset && end + offset <= span.end);
    return { kind, text: text.slice(start, end), leak: leak === -1 ? null : leak };
  });
}
