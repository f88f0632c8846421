import { languageOf } from "./classify-language.ts";
import { roleOf } from "./classify-role.ts";
import type { Language, Role } from "./schema.ts";

/** Says what a file is written in and what it is for, from its path and content alone. */
export function classify(path: string, content: Uint8Array): { language: Language; role: Role } {
  const text = decodeStrictly(content);
  if (text === null) return { language: languageOf(path, ""), role: "binary" };
  const language = languageOf(path, text);
  return { language, role: roleOf(path, text, language) };
}

/** Null for what is not text: a NUL byte, or bytes that are not UTF-8. Only the first mebibyte is looked at. */
function decodeStrictly(content: Uint8Array): string | null {
  const limitBytes = 1 << 20;
  const head = content.length > limitBytes ? content.subarray(0, limitBytes) : content;
  if (head.includes(0)) return null;
  try {
    // A cut inside a character is no error: `stream` keeps the incomplete tail back.
    return new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: content.length > limitBytes });
  } catch {
    return null;
  }
}
