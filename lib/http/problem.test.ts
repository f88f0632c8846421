import { expect, test, vi } from "vitest";
import { AppError, type ErrorCode } from "#lib/std/errors.ts";
import { Problem } from "#lib/std/problem.ts";
import { plainPage } from "./plain-page.ts";
import { problemResponse } from "./problem.ts";

test.each<[ErrorCode, number]>([
  ["invalid", 400],
  ["unauthenticated", 401],
  ["forbidden", 403],
  ["not-found", 404],
  ["conflict", 409],
  ["too-large", 413],
  ["upstream", 502],
])("%s is %d, with its own words and fields", async (code, status) => {
  const response = problemResponse(new AppError(code, "Do that.", { fields: [{ field: "a.b", message: "is wrong" }] }));
  expect(response.status).toBe(status);
  expect(Problem.parse(await response.json())).toMatchObject({
    code,
    status,
    detail: "Do that.",
    fields: [{ field: "a.b", message: "is wrong" }],
  });
});

test("what was not expected is logged once under an id, and only the id goes out", async () => {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const problem = Problem.parse(await problemResponse(new Error("password=hunter2")).json());
  expect(problem).toMatchObject({ status: 500, code: "internal" });
  expect(JSON.stringify(problem)).not.toContain("hunter2");
  const id = /under (\w+)\./.exec(problem.detail)?.[1] ?? "none";
  expect(written).toHaveBeenCalledTimes(1);
  expect(String(written.mock.calls[0]?.[0])).toContain(id);
});

test("a plain page writes no markup from its words", async () => {
  const html = await plainPage({ status: 200, title: "<b>", text: '"&<script>', next: '/"><script>' }).text();
  expect(html).not.toContain("<script>");
  expect(html).not.toContain("<b>");
});
