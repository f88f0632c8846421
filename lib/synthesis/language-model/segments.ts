/** Pieces of a thought that are rewritten one at a time, after REER: cut at blank lines, short ones merged, at most ten. */
const LEAST_CHARACTERS = 100;
const MOST_SEGMENTS = 10;

/** Segments that join with a blank line, or a line break where the thought has no paragraphs, to the thought again. */
export function segmentsOf(thought: string): { readonly segments: readonly string[]; readonly separator: string } {
  const separator = thought.includes("\n\n") ? "\n\n" : "\n";
  const merged: string[] = [];
  for (const piece of thought.split(separator)) {
    const open = merged.at(-1);
    const short = open !== undefined && (open.length < LEAST_CHARACTERS || piece.length < LEAST_CHARACTERS);
    if (open !== undefined && (short || merged.length >= MOST_SEGMENTS))
      merged[merged.length - 1] = `${open}${separator}${piece}`;
    else merged.push(piece);
  }
  return { segments: merged, separator };
}

/** The text inside the last <refine>; throws a message for the model where there is none or it still quotes. */
export function refinedText(reply: string): string {
  const start = reply.lastIndexOf("<refine>");
  const end = reply.indexOf("</refine>", start);
  if (start < 0 || end < 0) throw new Error("there is no <refine>…</refine> in it");
  const text = reply.slice(start + "<refine>".length, end).trim();
  if (text === "") throw new Error("<refine> is empty");
  if (text.includes("```")) throw new Error("<refine> holds a code block; say it in words");
  if (/<\/?(?:analyze|refine|replace)>/.test(text)) throw new Error("<refine> holds other tags");
  return text;
}
