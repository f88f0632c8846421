import { expect, test } from "vitest";
import { sha256 } from "#lib/std/hash.ts";
import { checkFidelity } from "./fidelity.ts";

const files = new Map([
  ["a.ts", sha256("const a = 1;\n")],
  ["b.ts", sha256("\uFEFFb\r\n")],
  ["empty", sha256("")],
]);
const whole = [
  { path: "a.ts", content: "const a = 1;\n" },
  { path: "b.ts", content: "\uFEFFb\r\n" },
  { path: "empty", content: "" },
];

test("whole", () => {
  expect(checkFidelity(whole, files)).toEqual({ files: 3, bytes: 13 + 6, ok: true, problems: [] });
});

test("one changed byte is found", () => {
  const changed = whole.map((write) => (write.path === "b.ts" ? { ...write, content: "\uFEFFb\n" } : write));
  expect(checkFidelity(changed, files).problems).toEqual([{ path: "b.ts", problem: "differs" }]);
});

test("bytes that are no UTF-8 differ instead of passing as replacement characters", () => {
  const bytes = new Uint8Array([0x61, 0xff]);
  const content = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  expect(checkFidelity([{ path: "x", content }], new Map([["x", sha256(bytes)]])).ok).toBe(false);
});

test("missing, twice and unexpected", () => {
  const writes = [...whole.slice(0, 1), ...whole.slice(0, 2), { path: "other", content: "" }];
  const result = checkFidelity(writes, files);
  expect(result.ok).toBe(false);
  expect(result.problems).toEqual([
    { path: "a.ts", problem: "twice" },
    { path: "empty", problem: "missing" },
    { path: "other", problem: "unexpected" },
  ]);
});
