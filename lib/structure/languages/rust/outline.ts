import type { Node, Tree } from "web-tree-sitter";
import type { Member, OutlineSymbol, SymbolKind } from "../../schema.ts";
import { firstSentence, isBoilerplate, oneLine, splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";
import { rangeOf } from "../range.ts";

export type SymbolDraft = Omit<OutlineSymbol, "uses">;
export type FileOutline = { readonly doc: string; readonly symbols: readonly SymbolDraft[] };

const SYMBOL_LIMIT = 2000;
const MEMBER_LIMIT = 300;
const DOC_LIMIT = 4000;

const KINDS: ReadonlyMap<string, SymbolKind> = new Map([
  ["function_item", "function"],
  ["function_signature_item", "function"],
  ["struct_item", "class"],
  ["union_item", "class"],
  ["impl_item", "class"],
  ["enum_item", "enum"],
  ["trait_item", "interface"],
  ["type_item", "type"],
  ["associated_type", "type"],
  ["const_item", "constant"],
  ["static_item", "variable"],
  ["mod_item", "module"],
  ["macro_definition", "function"],
]);

/** The items of a file. An impl block is one of its own, named by its head. */
export function outline(source: SourceText, tree: Tree): FileOutline {
  const { text } = source;
  const symbols: SymbolDraft[] = [];
  const cursor = tree.walk();
  let doc = "";
  let start = -1;
  try {
    if (!cursor.gotoFirstChild()) return { doc: moduleDoc(text), symbols };
    do {
      source.checkTime();
      const { nodeType } = cursor;
      if (nodeType === "line_comment" || nodeType === "block_comment") {
        const comment = text.slice(cursor.startIndex, Math.min(cursor.endIndex, cursor.startIndex + DOC_LIMIT));
        if (doc.length < DOC_LIMIT && /^(?:\/\/\/|\/\*\*)(?!\/)/.test(comment)) doc += `${comment.trimEnd()}\n`;
        continue;
      }
      if (nodeType === "attribute_item") {
        if (start < 0) start = cursor.startIndex;
        continue;
      }
      const kind = KINDS.get(nodeType);
      if (kind && symbols.length < SYMBOL_LIMIT) {
        symbols.push(readItem(source, cursor.currentNode, kind, doc, start));
      } else if (nodeType === "foreign_mod_item") readForeign(source, cursor.currentNode, symbols);
      doc = "";
      start = -1;
    } while (cursor.gotoNextSibling());
  } finally {
    cursor.delete();
  }
  return { doc: moduleDoc(text), symbols };
}

function readItem(source: SourceText, node: Node, kind: SymbolKind, comment: string, start: number): SymbolDraft {
  const { text } = source;
  const body = bodyOf(node);
  const signature = headOf(text, node, body);
  const range = rangeOf(source, node);
  const first = start < 0 ? node.startIndex : start;
  const lines = start < 0 ? 0 : lineFeeds(text, start, node.startIndex);
  const attributes = text.slice(first, node.startIndex);
  return {
    name: node.type === "impl_item" ? signature.replace(/ where .*$/, "") : nameOf(text, node),
    kind,
    signature,
    exported: isExported(node.type, text, node, body, attributes),
    range: { ...range, startLine: range.startLine - lines, start: first + source.shift },
    doc: firstSentence(comment),
    parameters: kind === "function" ? parametersOf(text, node) : [],
    members: body && kind !== "function" ? membersOf(source, body) : [],
  };
}

function bodyOf(node: Node): Node | null {
  return node.type === "macro_definition" ? null : node.childForFieldName("body");
}

/** The declaration up to its body; a value only when it is short. */
function headOf(text: string, node: Node, body: Node | null): string {
  const { startIndex, type } = node;
  if (type === "macro_definition") return `macro_rules! ${nameOf(text, node)}`;
  const isTuple = body?.type === "ordered_field_declaration_list";
  const end = body && !isTuple ? body.startIndex : node.endIndex;
  const written = text.slice(startIndex, Math.min(end, startIndex + 2000)).replace(/\/\/[^\n"]*\n/g, "\n");
  const line = oneLine(written).replace(/[;,]$/, "");
  if (type !== "const_item" && type !== "static_item") return line;
  return line.length <= 80 && !written.includes("\n") ? line : (/^[^=]*?(?=\s*=[^=])/.exec(line)?.[0] ?? line);
}

function nameOf(text: string, node: Node): string {
  const name = node.childForFieldName("name");
  return name ? text.slice(name.startIndex, name.endIndex).replace(/^r#/, "") : "";
}

function isExported(type: string, text: string, node: Node, body: Node | null, attributes: string): boolean {
  if (type === "macro_definition") return attributes.includes("macro_export");
  if (type !== "impl_item") return text.startsWith("pub", node.startIndex);
  // What implements a trait is seen wherever the trait is.
  if (node.childForFieldName("trait")) return true;
  return body !== null && /\bpub\b/.test(text.slice(body.startIndex, body.endIndex));
}

/** Lifetimes would be taken for quotes, arrows for brackets. */
function parametersOf(text: string, node: Node): string[] {
  const list = node.childForFieldName("parameters");
  if (!list) return [];
  const inner = text
    .slice(list.startIndex + 1, Math.min(list.endIndex - 1, list.startIndex + 4000))
    .replace(/\/\/[^\n]*\n|#\[[^\]\n]*\]/g, " ")
    .replace(/'[A-Za-z_]\w*(?!')|->/g, "");
  return splitTopLevel(inner).flatMap((item) => {
    const pattern = oneLine(/^[^:]*/.exec(item)?.[0] ?? "").replace(/^mut\s+/, "");
    return pattern === "" ? [] : [pattern.replace(/^&\s*(?:mut\s+)?(?=self$)/, "")];
  });
}

const MEMBER_KINDS: ReadonlyMap<string, SymbolKind> = new Map([
  ["field_declaration", "field"],
  ["enum_variant", "constant"],
  ["function_item", "method"],
  ["function_signature_item", "method"],
]);

function membersOf(source: SourceText, body: Node): Member[] {
  const members: Member[] = [];
  if (body.type === "ordered_field_declaration_list") return members;
  const isModule = body.type === "declaration_list" && body.parent?.type === "mod_item";
  for (const node of body.namedChildren) {
    source.checkTime();
    if (members.length >= MEMBER_LIMIT) break;
    const { type } = node;
    const kind = (isModule ? undefined : MEMBER_KINDS.get(type)) ?? KINDS.get(type);
    if (!kind || type === "impl_item") continue;
    const name = nameOf(source.text, node);
    const inner = type === "enum_variant" ? null : bodyOf(node);
    members.push({ name, kind, signature: headOf(source.text, node, inner), range: rangeOf(source, node) });
  }
  return members;
}

/** `extern "C" { … }` declares functions as if they stood outside it. */
function readForeign(source: SourceText, node: Node, symbols: SymbolDraft[]): void {
  for (const child of bodyOf(node)?.namedChildren ?? []) {
    const kind = KINDS.get(child.type);
    if (kind && symbols.length < SYMBOL_LIMIT) symbols.push(readItem(source, child, kind, "", -1));
  }
}

/** The inner doc comment at the top, or else a leading comment that is no licence. */
function moduleDoc(text: string): string {
  const lead = /^(?:#![^[\n][^\n]*\n)?(?:\s*(?:\/\/[^\n]*|#!\[[^\]\n]*\]))*/.exec(text.slice(0, 8000))?.[0] ?? "";
  const inner = [...lead.matchAll(/^[ \t]*\/\/!(.*)$/gm)].map((match) => `// ${match[1] ?? ""}`);
  if (inner.length > 0) return firstSentence(inner.join("\n"));
  const block = /^\s*\/\*!([\s\S]{0,4000}?)\*\//.exec(text.slice(0, 8000))?.[1];
  if (block !== undefined) return firstSentence(`/*${block}*/`);
  const plain = [...lead.matchAll(/^[ \t]*\/\/(?!\/)(.*)$/gm)].map((match) => `// ${match[1] ?? ""}`).join("\n");
  return isBoilerplate(plain) ? "" : firstSentence(plain);
}

function lineFeeds(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", start); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
