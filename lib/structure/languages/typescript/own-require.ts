import type { Node } from "web-tree-sitter";

/**
 * Tells a `require` that names a module from one that is the program's own: a parameter of a bundle's wrapper, or a
 * variable that is not `createRequire(import.meta.url)`. Most files have neither, which the text alone says.
 */
export function isRequireOf(text: string, root: Node): (index: number) => boolean {
  const shadows: { readonly start: number; readonly end: number }[] = [];
  for (const match of text.matchAll(DECLARED)) {
    if (shadows.length >= SHADOW_LIMIT) break;
    const at = match.index + match[0].indexOf("require");
    if (OF_THIS_FILE.test(text.slice(at, at + 200))) continue;
    const name = root.descendantForIndex(at, at + 7);
    const scope = name?.type === "identifier" ? scopeOf(text, name) : null;
    if (scope) shadows.push({ start: scope.startIndex, end: scope.endIndex });
  }
  return (index) => !shadows.some(({ start, end }) => start <= index && index < end);
}

const SHADOW_LIMIT = 50;
const DECLARED = /\b(?:const|let|var|function)\s+require(?![\w$])|[(,]\s*require\s*(?=[,)=]|:\s*\w)/g;
const OF_THIS_FILE =
  /^require\s*=\s*(?:[\w$]+\s*\.\s*)?createRequire\(\s*(?:import\.meta\.(?:url|filename)|__filename)\s*\)/;

/** Where the declared name holds; null when the place declares nothing, or AMD hands its own `require` in. */
function scopeOf(text: string, name: Node): Node | null {
  const { parent } = name;
  if (parent?.type === "variable_declarator" || parent?.type === "function_declaration") {
    let scope = parent.parent;
    while (scope && scope.type !== "statement_block" && scope.type !== "program") scope = scope.parent;
    return scope;
  }
  const list = parent?.type === "required_parameter" || parent?.type === "assignment_pattern" ? parent.parent : parent;
  if (list?.type !== "formal_parameters") return null;
  const owner = list.parent;
  const call = owner?.parent?.parent;
  const isFactory =
    call?.type === "call_expression" && /^define\b/.test(text.slice(call.startIndex, call.startIndex + 8));
  return isFactory ? null : owner;
}
