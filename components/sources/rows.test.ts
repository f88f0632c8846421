import { expect, test } from "vitest";
import { languageText, leftOutGroups } from "./rows.ts";

test("languages read largest first, with the count of the rest", () => {
  expect(
    languageText([
      { language: "typescript", share: 0.961 },
      { language: "css", share: 0.035 },
      { language: "shell", share: 0.003 },
      { language: "json", share: 0.001 },
    ]),
  ).toBe("TypeScript 96 %, CSS 4 %, 2 more");
  expect(languageText([{ language: "go", share: 0.001 }])).toBe("Go <1 %");
  expect(languageText([])).toBe("");
});

test("what was left out is grouped by reason, and no file is lost", () => {
  const groups = leftOutGroups([
    { path: "a.bin", reason: "too-large", detail: "3 MB" },
    { path: "l", reason: "symbolic-link", detail: "to /etc" },
    { path: "m", reason: "symbolic-link", detail: "to b" },
  ]);
  expect(groups.map(({ reason, files }) => [reason, files.length])).toEqual([
    ["symbolic-link", 2],
    ["too-large", 1],
  ]);
});
