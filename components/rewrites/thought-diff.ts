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
