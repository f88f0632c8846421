import { fence, type Title } from "./fence.ts";
import { prefixOfWeight, weightOf } from "./weight.ts";

export type Part = {
  readonly title: Title;
  /** Or several texts that say the same with less and less detail: the first that fits is shown. */
  readonly text: string | readonly string[];
  /** Of the room, what is this part's own, its tags included; all shares together are 1 at most. */
  readonly share: number;
  /** Never more than its share, so that it is the same text in every prompt of a run, and the provider's cache knows it. */
  readonly isSteady?: boolean;
  /** Who takes first what the others leave of their shares; small numbers first. */
  readonly rank?: number;
};

/** What a cut part says at its end takes this much of its room. */
const NOTE_WEIGHT = 70;

/**
 * Fits parts into a room by one fixed policy: each has its share, what is left over goes to the parts that are not steady, in
 * order of rank, and a part that is cut says so in its last line. A function of texts and room alone.
 */
export function fitParts(parts: readonly Part[], room: number): string {
  const shown = parts
    .map((part) => ({ ...part, texts: variantsOf(part).map((text) => fence(text.trimEnd())) }))
    .filter(({ texts }) => (texts[0] ?? "").trim() !== "");
  const wanted = shown.map(({ texts }) => weightOf(texts[0] ?? ""));
  const granted = shown.map(({ title, share }, index) => {
    const own = Math.max(0, Math.floor(room * share) - borderWeight(title));
    return Math.min(wanted[index] ?? 0, own);
  });
  let left = shown.reduce((rest, { title }, index) => rest - borderWeight(title) - (granted[index] ?? 0), room);
  const byRank = shown
    .map((_, index) => index)
    .sort((a, b) => (shown[a]?.rank ?? 99) - (shown[b]?.rank ?? 99) || a - b);
  for (const index of byRank) {
    if (shown[index]?.isSteady) continue;
    const more = Math.max(0, Math.min((wanted[index] ?? 0) - (granted[index] ?? 0), left));
    granted[index] = (granted[index] ?? 0) + more;
    left -= more;
  }
  return shown
    .map(({ title, texts }, index) => `<${title}>\n${shortened(texts, granted[index] ?? 0)}\n</${title}>`)
    .join("\n\n");
}

function variantsOf({ text }: Part): readonly string[] {
  return typeof text === "string" ? [text] : text;
}

function borderWeight(title: Title): number {
  return 2 * title.length + 10 + NOTE_WEIGHT;
}

function shortened(texts: readonly string[], room: number): string {
  const fitting = texts.find((text) => weightOf(text) <= room);
  if (fitting !== undefined) return fitting;
  const text = texts.at(-1) ?? "";
  const kept = cutText(text, room);
  const note = `[cut: ${text.length - kept.length} of ${text.length} characters not shown]`;
  if (kept === "") return note;
  // A line that is cut in two says so itself.
  return `${kept}${text[kept.length] === "\n" ? "" : " …"}\n${note}`;
}

/** What fits, to the end of a line where that is not less than half of it. */
function cutText(text: string, room: number): string {
  const most = prefixOfWeight(text, room);
  if (text[most] === "\n") return text.slice(0, most);
  const end = text.lastIndexOf("\n", most);
  return text.slice(0, end > most / 2 ? end : most);
}
