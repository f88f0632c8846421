import { wordsFault } from "./plain-words.ts";

/** The text inside the last <refine>; throws a message for the model where there is none. */
export function refinedText(reply: string): string {
  const start = reply.lastIndexOf("<refine>");
  if (start < 0) throw new Error("there is no <refine>…</refine> in it");
  const end = reply.indexOf("</refine>", start);
  // Models that stop after the text leave the closing tag out; a reply that was cut never comes here.
  return reply
    .slice(start + "<refine>".length, end < 0 ? undefined : end)
    .replace(/\r\n?/g, "\n")
    .trim();
}

/** What a refined text must not be, in words for the model; null where it may stand in a trajectory. */
export function refinedFault(text: string): string | null {
  const fault = wordsFault(text);
  return fault === null ? null : `<refine> ${fault}`;
}
