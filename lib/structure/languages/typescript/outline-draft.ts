import type { Node } from "web-tree-sitter";
import type { OutlineSymbol } from "../../schema.ts";

export type SymbolDraft = Omit<OutlineSymbol, "uses">;
export type FileOutline = { readonly doc: string; readonly symbols: readonly SymbolDraft[] };

/** The statement that a definition is read from, and the comment right above it. */
export type Placed = { readonly statement: Node; readonly comment: string };
/** What was found so far: definitions, and names that the file exports by a list. */
export type Found = { readonly drafts: SymbolDraft[]; readonly exported: Set<string> };
