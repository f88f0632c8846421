import type { Node } from "web-tree-sitter";

/**
 * The statements of a file; where the whole file is one call around a function (AMD, UMD, a function called at once),
 * those of the function. Only the function with the longest body counts, for the others are the wrapper.
 */
export function statementsOf(text: string, root: Node): readonly Node[] {
  const statements = root.namedChildren;
  const own = statements.filter((statement) => !IGNORED.has(statement.type) && !isDirective(text, statement));
  const [only] = own;
  const body = own.length === 1 && only?.type === "expression_statement" ? longestBody(text, only) : null;
  if (!body || !only) return statements;
  // Comments above the wrapper are about the file.
  const above = statements.filter(({ type, endIndex }) => type === "comment" && endIndex <= only.startIndex);
  return [...above, ...body.namedChildren];
}

const IGNORED = new Set(["comment", "hash_bang_line", "empty_statement"]);

function isDirective(text: string, { type, startIndex }: Node): boolean {
  return type === "expression_statement" && /["']/.test(text.charAt(startIndex));
}

/** Calls, parentheses and operators of a wrapper are few, and its functions stand at their surface. */
function longestBody(text: string, statement: Node): Node | null {
  let longest: Node | null = null;
  const open = [statement];
  for (let steps = 0, node = open.pop(); node && steps < STEP_LIMIT; node = open.pop(), steps++) {
    const body = FUNCTIONS.has(node.type) ? node.childForFieldName("body") : null;
    if (body?.type === "statement_block" && sizeOf(body) > sizeOf(longest)) longest = body;
    if (node.type === "call_expression") open.push(...partsOfCall(text, node));
    else if (AROUND.has(node.type)) open.push(...node.namedChildren.slice(0, CHILD_LIMIT));
  }
  return longest;
}

const STEP_LIMIT = 100;
const CHILD_LIMIT = 10;
const FUNCTIONS = new Set(["function_expression", "arrow_function"]);
const AROUND = new Set(["expression_statement", "parenthesized_expression", "unary_expression", "arguments"]);

/** What is called and with what, where the call is a wrapper's: not every function that is handed on is the file. */
function partsOfCall(text: string, call: Node): Node[] {
  const callee = call.childForFieldName("function");
  const given = call.childForFieldName("arguments");
  if (!callee) return [];
  // `(function () {}).call(this)`
  const called = callee.type === "member_expression" ? callee.childForFieldName("object") : callee;
  const isWrapper =
    called === callee && called.type === "identifier"
      ? WRAPPERS.has(text.slice(callee.startIndex, callee.endIndex))
      : called !== null && (FUNCTIONS.has(called.type) || called.type === "parenthesized_expression");
  return isWrapper ? [called, given].filter((part) => part !== null) : [];
}

const WRAPPERS = new Set(["define", "require", "requirejs", "$", "jQuery"]);

function sizeOf(node: Node | null): number {
  return node ? node.endIndex - node.startIndex : -1;
}
