import { expect, test } from "vitest";
import { defaultRunConfig } from "#lib/trajectory/index.ts";
import { checkDraft, emptyDraft, estimateInput, fieldOf } from "./draft.ts";

const folder = { ...emptyDraft(defaultRunConfig, "folder", null), path: " /work/project " };

test("a folder with the defaults is sent whole", () => {
  const checked = checkDraft({ ...folder, subPath: "src" });
  expect(checked).toMatchObject({
    ok: true,
    input: {
      source: { kind: "folder", path: "/work/project", subPath: "src" },
      config: {
        author: "structural",
        scorer: "builtin",
        search: { candidates: 2, passes: 3, mode: "guarded" },
        maxReads: 8,
      },
      budget: null,
    },
  });
});

test("an empty field is named with what to write there", () => {
  const checked = checkDraft(emptyDraft(defaultRunConfig, "git", null));
  expect(checked.ok ? {} : checked.problems).toEqual({ address: expect.stringContaining("https://") });
  const archive = checkDraft(emptyDraft(defaultRunConfig, "archive", null));
  expect(archive.ok ? {} : archive.problems).toEqual({ archive: expect.stringContaining("uploaded") });
});

test("a sub-path that leaves the repository is refused at its field", () => {
  const checked = checkDraft({ ...folder, subPath: "../etc" });
  expect(checked.ok ? {} : Object.keys(checked.problems)).toEqual(["subPath"]);
});

test("numbers keep the bounds of the schema", () => {
  const checked = checkDraft({ ...folder, candidates: "9", passes: "1.5", maxReads: "" });
  expect(checked.ok ? {} : Object.keys(checked.problems)).toEqual(["candidates", "passes", "maxReads"]);
});

test("a snapshot that is there needs no source", () => {
  const checked = checkDraft(emptyDraft(defaultRunConfig, "git", "snap_1"));
  expect(checked.ok && checked.input.source).toEqual({ kind: "snapshot", snapshotId: "snap_1" });
});

test("the server's field names lead to the form's", () => {
  expect(fieldOf("source.address")).toBe("address");
  expect(fieldOf("config.search.candidates")).toBe("candidates");
  expect(fieldOf("source.uploadId")).toBe("archive");
});

const paid = { ...folder, author: "language-model" as const, scorer: "sglang" as const };

test("window and budget are sent where an endpoint is asked, and only there", () => {
  const checked = checkDraft({ ...paid, authorWindow: "65536", usd: " $2.50", tokens: "500,000" });
  expect(checked.ok && checked.input).toMatchObject({
    config: { author: "language-model", authorWindow: 65_536 },
    budget: { usd: 2.5, tokens: 500_000 },
  });
  const free = checkDraft({ ...folder, authorWindow: "65536", usd: "2.50" });
  expect(free.ok && [free.input.budget, free.input.config?.authorWindow]).toEqual([null, 32_768]);
});

test("a budget of nothing and a window too small are named at their fields", () => {
  const checked = checkDraft({ ...paid, authorWindow: "4000", usd: "0", tokens: "1.5" });
  expect(checked.ok ? {} : Object.keys(checked.problems)).toEqual(["authorWindow", "usd", "tokens"]);
});

test("an estimate is asked for whole configs that ask an endpoint", () => {
  expect(estimateInput(folder)).toBeNull();
  expect(estimateInput({ ...paid, passes: "" })).toBeNull();
  expect(estimateInput({ ...paid, usd: "0" })?.config).toMatchObject({ scorer: "sglang", search: { passes: 3 } });
});
