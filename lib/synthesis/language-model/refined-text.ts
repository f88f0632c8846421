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
