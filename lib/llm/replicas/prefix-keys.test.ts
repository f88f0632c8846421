import { expect, test } from "vitest";
import { prefixKeys } from "./prefix-keys.ts";

const tree = "one of the repository's files\n".repeat(100);
const file = (name: string) => `${tree}${`a line of ${name}\n`.repeat(1_000)}`;
const rewrite = (name: string, tail: string) => `${file(name)}The thought to improve:\n${tail}`;

test("what begins alike and differs at its end has one key, whatever was asked in between", () => {
  const { keyOf } = prefixKeys();
  const key = keyOf(rewrite("a.ts", "First."));
  keyOf(rewrite("b.ts", "First."));
  expect(keyOf(rewrite("a.ts", "Second, which is longer. ".repeat(60)))).toBe(key);
  expect(keyOf(rewrite("a.ts", ""))).toBe(key);
});

test("a beginning that is less than half of a text makes no key", () => {
  const { keyOf } = prefixKeys();
  const keys = ["a.ts", "b.ts", "c.ts"].map((name) => keyOf(rewrite(name, "")));
  expect(new Set(keys).size).toBe(3);
});

test("short texts have a key each, and equal ones the same in every process", () => {
  expect(prefixKeys().keyOf("short")).toBe(prefixKeys().keyOf("short"));
  const { keyOf } = prefixKeys();
  expect(keyOf("short")).not.toBe(keyOf("shorter"));
});

test("what was not used for long is forgotten", () => {
  const { keyOf } = prefixKeys(40);
  const key = keyOf(rewrite("a.ts", "First."));
  for (const name of ["b.ts", "c.ts", "d.ts"]) keyOf(rewrite(name, ""));
  expect(keyOf(rewrite("a.ts", "Second."))).not.toBe(key);
});
