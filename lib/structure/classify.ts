import { languageOf } from "./classify-language.ts";
import { roleOf } from "./classify-role.ts";
import type { Language, Role } from "./schema.ts";

const LIMIT_BYTES = 1 << 20;

/**
 * Says what a file is written in and what it is for, from its path and content alone. Only the first mebibyte is looked
 * at. Binary is what could not be written as text again: with a NUL byte, or in another encoding than UTF-8.
 */
export function classify(path: string, content: Uint8Array): { language: Language; role: Role } {
  const isCut = content.length > LIMIT_BYTES;
  const head = isCut ? content.subarray(0, LIMIT_BYTES) : content;
  if (head.includes(0)) return { language: languageOf(path, ""), role: "binary" };
  const text = decodeStrictly(head, isCut);
  if (text === null) return { language: languageOf(path, new TextDecoder().decode(head)), role: "binary" };
  const language = languageOf(path, text);
  return { language, role: roleOf(path, text, language) };
}

/** Null for bytes that are not UTF-8. A cut inside a character is no error: `stream` keeps the incomplete tail back. */
function decodeStrictly(head: Uint8Array, isCut: boolean): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: isCut });
  } catch {
    return null;
  }
}
