import { expect, test } from "vitest";
import { z } from "zod";
import { fieldProblems } from "./field-problems.ts";

const Shape = z.strictObject({
  name: z.string().min(1),
  source: z.union([
    z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("folder"), path: z.string() }),
      z.strictObject({ kind: z.literal("git"), address: z.string() }),
    ]),
    z.strictObject({ kind: z.literal("snapshot"), snapshotId: z.string() }),
  ]),
});

function fieldsOf(value: unknown): string[] {
  const parsed = Shape.safeParse(value);
  return parsed.success ? [] : fieldProblems(parsed.error).map((each) => each.field);
}

test.each<[unknown, string[]]>([
  [null, ["body"]],
  [{}, ["name", "source"]],
  [{ name: "", source: { kind: "git" } }, ["name", "source.address"]],
  [{ name: "a", source: { kind: "snapshot" } }, ["source.snapshotId"]],
  [{ name: "a", source: { kind: "folder", path: "/", extra: 1 }, other: 2 }, ["source.extra", "other"]],
])("%j is wrong in %j", (value, fields) => {
  expect(fieldsOf(value)).toEqual(fields);
});

test("a tag nobody knows is the field that is named", () => {
  expect(fieldsOf({ name: "a", source: { kind: "cvs" } })).toEqual(["source.kind"]);
});
