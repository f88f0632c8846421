import type { Node } from "web-tree-sitter";
import type { SourceRange } from "../schema.ts";
import type { SourceText } from "./port.ts";

/** Where a node stands in the whole file, byte order mark included. */
export function rangeOf(source: Pick<SourceText, "shift">, node: Node): SourceRange {
  const { startIndex, endIndex, startPosition, endPosition } = node;
  // A node that ends with its line feed ends at column 0 of the line after it.
  const endRow =
    endPosition.column === 0 && endPosition.row > startPosition.row ? endPosition.row : endPosition.row + 1;
  return {
    startLine: startPosition.row + 1,
    endLine: endRow,
    start: startIndex + source.shift,
    end: endIndex + source.shift,
  };
}
