/** SPDX license expressions, as of the SPDX specification 2.3, annex D: identifiers, AND, OR, WITH, +, parentheses. */
export type IdentifierTable = ReadonlyMap<string, string>;

/** A table from lower-cased to proper identifiers; SPDX compares them without case. */
export function identifierTable(identifiers: readonly string[]): IdentifierTable {
  return new Map(identifiers.map((id) => [id.toLowerCase(), id]));
}

/** The expression in its proper spelling, or null for anything that is none. */
export function parseExpression(text: string, table: IdentifierTable): string | null {
  const tokens =
    text
      .trim()
      .slice(0, 500)
      .match(/[()]|[^\s()]+/g) ?? [];
  const words: string[] = [];
  let depth = 0;
  let wantsOperand = true;
  for (const [index, token] of tokens.entries()) {
    if (token === "(") {
      if (!wantsOperand) return null;
      depth += 1;
      words.push(token);
    } else if (token === ")") {
      depth -= 1;
      if (wantsOperand || depth < 0) return null;
      words.push(token);
    } else if (/^(and|or|with)$/i.test(token)) {
      if (wantsOperand || (token.toLowerCase() === "with" && words.at(-1) === ")")) return null;
      words.push(token.toUpperCase());
      wantsOperand = true;
    } else {
      if (!wantsOperand) return null;
      const word = tokens[index - 1]?.toLowerCase() === "with" ? exceptionOf(token) : identifierOf(token, table);
      if (word === null) return null;
      words.push(word);
      wantsOperand = false;
    }
  }
  if (wantsOperand || depth !== 0) return null;
  const spaced = words.join(" ").replaceAll("( ", "(").replaceAll(" )", ")");
  return /^\([^()]*\)$/.test(spaced) ? spaced.slice(1, -1) : spaced;
}

/** The identifiers an expression names, without `+` and exceptions. */
export function identifiersOf(expression: string): string[] {
  return expression
    .replaceAll(/ WITH [^\s()]+/g, "")
    .split(/[\s()]+/)
    .filter((word) => word !== "" && word !== "AND" && word !== "OR")
    .map((word) => word.replace(/\+$/, ""));
}

function identifierOf(token: string, table: IdentifierTable): string | null {
  const plus = token.endsWith("+") && !table.has(token.toLowerCase());
  const id = table.get((plus ? token.slice(0, -1) : token).toLowerCase());
  return id === undefined ? null : `${id}${plus ? "+" : ""}`;
}

/** The list of exceptions is not at hand; their form is checked, so that free text is not taken for one. */
function exceptionOf(token: string): string | null {
  return /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(token) && /exception/i.test(token) ? token : null;
}
