import { expect, test } from "vitest";
import { chordOf, isLetter, isPlain, matchKeys } from "./chord.ts";

const press = (key: string, held: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

test.each([
  [press("j"), "j"],
  [press("J", { shiftKey: true }), "J"],
  [press("?", { shiftKey: true }), "?"],
  [press(" "), "Space"],
  [press("Enter", { shiftKey: true }), "Shift+Enter"],
  [press("k", { ctrlKey: true }), "Mod+k"],
  [press("k", { metaKey: true }), "Mod+k"],
  [press("K", { metaKey: true, shiftKey: true }), "Mod+Shift+k"],
  [press("ArrowDown", { altKey: true }), "Alt+ArrowDown"],
])("a press is written the way a binding is", (pressed, chord) => {
  expect(chordOf(pressed)).toBe(chord);
});

test("a modifier alone is no chord", () => {
  expect(chordOf(press("Shift", { shiftKey: true }))).toBeNull();
});

test("letters can be told from keys that never print", () => {
  expect(isLetter("a")).toBe(true);
  expect(isLetter("Enter")).toBe(false);
  expect(isPlain("Enter")).toBe(true);
  expect(isPlain("Mod+k")).toBe(false);
});

test("a sequence is matched key by key", () => {
  expect(matchKeys("g r", [], "g")).toBe("part");
  expect(matchKeys("g r", ["g"], "r")).toBe("full");
  expect(matchKeys("g r", ["g"], "x")).toBeNull();
  expect(matchKeys("r", ["g"], "r")).toBeNull();
  expect(matchKeys("a", [], "a")).toBe("full");
});
