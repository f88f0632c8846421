import { expect, test } from "vitest";
import { defaultRunConfig } from "#lib/trajectory/index.ts";
import { checkDraft, emptyDraft, fieldOf } from "./draft.ts";

const folder = { ...emptyDraft(defaultRunConfig, "folder", null), path: " /work/project " };

test("a folder with the defaults is sent whole", () => {
  const checked = checkDraft({ ...folder, subPath: "src" });
  expect(checked).toEqual({
    ok: true,
    input: {
      source: { kind: "folder", path: "/work/project", subPath: "src" },
      config: {
        author: "structural",
        scorer: "builtin",
        search: { candidates: 2, passes: 3, mode: "guarded" },
        maxReads: 8,
      },
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
