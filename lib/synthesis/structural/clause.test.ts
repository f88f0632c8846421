import { expect, test } from "vitest";
import { gist, taskOf, toDo, wholeClause, willDo } from "./clause.ts";
import { codeTokens } from "./words.ts";

test.each([
  ["Compares by code unit: unlike localeCompare, the same on every machine.", "will compare by code unit"],
  ["Reads a file and returns its lines.", "will read a file"],
  ["Return the sum.", "will return the sum"],
  ["Parse parses an address.", "will parse an address"],
  ["The only error codes of the product; the edge maps each.", "will be the only error codes"],
  ["Absolute path of the folder.", "will be the absolute path of the folder"],
  ["Whether the path is relative.", "will say whether the path is relative"],
  ["This is an address.", "will be an address"],
  ["The glob crate provides a way to match paths.", "will provide a way to match paths"],
  ["This list represents the known types.", "will represent the known types"],
  ["Instantiates the dispatcher.", "will instantiate the dispatcher"],
  ["Simply wraps a lock.", "will wrap a lock"],
  ["List which wraps another list.", "will be a list which wraps another list"],
])("%s -> %s", (doc, expected) => {
  const clause = gist(doc, "Parse");
  expect(clause && willDo(clause)).toBe(expected);
});

test.each([
  "Lines are 1-based and inclusive.",
  "For what cannot happen unless the code is wrong.",
  "Returns early if it is late and the shop is shut.",
  "The file that a module path without an ending leads to.",
  "See https://example.org for more.",
  "Jo Doe. build.sh for everyone.",
  "",
  "Word",
])("says nothing rather than something broken: %s", (doc) => {
  expect(gist(doc, "")).toBeNull();
});

test("a gist is shorter than the runs the leak gate looks for, a whole clause is whole", () => {
  const doc = "Splits the whole text of a document at every blank line into paragraphs for the reader.";
  const short = gist(doc, "");
  expect(short && codeTokens(short.text).length).toBeLessThan(8);
  expect(wholeClause(doc, "")?.text).toBe(
    "split the whole text of a document at every blank line into paragraphs for the reader",
  );
});

test("functions give what their doc names, other things provide it", () => {
  const clause = gist("The sum of all lines.", "");
  expect(taskOf(clause, "function")?.text).toBe("give the sum of all lines");
  expect(taskOf(clause, "class")?.text).toBe("provide the sum of all lines");
  expect(clause && toDo(clause)).toBe("to be the sum of all lines");
});
