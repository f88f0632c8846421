/** Marks keys that are certainly fields. */
export const STRUCT_FIELD = "\0field";

/** The type whose kind decides what a key is, as `T` or `package.T`; null when keys are values. */
export function keyType(literalType: string): string | null {
  if (/^(?:map\s*\[|\[)/.test(literalType)) return null;
  return TYPE_NAME.exec(literalType)?.[0].replace(/\s+/g, "") ?? STRUCT_FIELD;
}

const TYPE_NAME = /^[\p{L}_][\p{L}\p{N}_]*(?:\s*\.\s*[\p{L}_][\p{L}\p{N}_]*)?(?=\s*[{[])/u;

/** The type of the elements of a map, slice or array, whose own literals leave it out. */
export function elementType(literalType: string): string {
  const open = /^(?:map\s*)?\[/.exec(literalType)?.[0];
  if (open === undefined) return "";
  let depth = 1;
  for (let index = open.length; index < literalType.length; index++) {
    if (literalType[index] === "[") depth += 1;
    if (literalType[index] === "]") depth -= 1;
    if (depth === 0)
      return literalType
        .slice(index + 1)
        .trimStart()
        .replace(/^\*/, "");
  }
  return "";
}
