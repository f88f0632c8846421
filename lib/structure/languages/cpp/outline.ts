import type { Node } from "web-tree-sitter";
import type { OutlineReader, Scope } from "../c/outline.ts";
import { bareName, signatureOf, textOf } from "../c/symbol.ts";

const DEPTH_LIMIT = 30;

/** What only C++ has: namespaces, templates, aliases and concepts. */
export function readCpp(
  reader: OutlineReader,
  node: Node,
  type: string,
  comments: readonly Node[],
  scope: Scope,
): void {
  switch (type) {
    case "namespace_definition":
      readNamespace(reader, node, comments, scope);
      return;
    case "template_declaration":
      readTemplate(reader, node, comments, scope);
      return;
    case "alias_declaration":
    case "concept_definition":
    case "namespace_alias_definition": {
      const { text } = reader.source;
      const name = node.childForFieldName("name");
      const kind = type === "concept_definition" ? "interface" : type === "alias_declaration" ? "type" : "module";
      if (!name) return;
      reader.add(node, textOf(text, name), kind, signatureOf(text, node.startIndex, node.endIndex), comments, {
        exported: reader.isHeader && !scope.isHidden,
      });
      return;
    }
    default:
  }
}

/** The content of a namespace counts as top-level; one without a name hides what it holds. */
function readNamespace(reader: OutlineReader, node: Node, comments: readonly Node[], scope: Scope): void {
  const { text } = reader.source;
  const name = node.childForFieldName("name");
  const body = node.childForFieldName("body");
  if (!body || scope.depth >= DEPTH_LIMIT) return;
  const own = name ? bareName(textOf(text, name)) : "";
  const namespace = scope.namespace === "" || own === "" ? `${scope.namespace}${own}` : `${scope.namespace}::${own}`;
  const isKnown = reader.symbols.some((symbol) => symbol.kind === "module" && symbol.name === namespace);
  if (own !== "" && !isKnown) {
    const signature = signatureOf(text, node.startIndex, body.startIndex);
    reader.add(node, namespace, "module", signature, comments, { exported: reader.isHeader && !scope.isHidden });
  }
  reader.read(body.namedChildren, { depth: scope.depth + 1, isHidden: scope.isHidden || own === "", namespace });
}

function readTemplate(reader: OutlineReader, node: Node, comments: readonly Node[], scope: Scope): void {
  // Templates of templates nest one level each.
  let inner = node.lastNamedChild;
  for (let depth = 0; inner?.type === "template_declaration" && depth < 4; depth++) inner = inner.lastNamedChild;
  if (!inner) return;
  switch (inner.type) {
    case "function_definition":
      reader.function(inner, node, comments, scope);
      return;
    case "class_specifier":
    case "struct_specifier":
    case "union_specifier":
      reader.record(inner, node, comments, scope);
      return;
    case "declaration":
      reader.read([inner], { ...scope, depth: scope.depth + 1 });
      return;
    default:
      readCpp(reader, inner, inner.type, comments, scope);
  }
}
