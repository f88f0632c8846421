import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attachment, fileResponse, parseRange } from "./file-response.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "retrace-file-"));
  await writeFile(join(folder, "rows.jsonl"), "0123456789");
  await writeFile(join(folder, "empty.jsonl"), "");
});
afterAll(() => rm(folder, { recursive: true }));

function ask(headers: Record<string, string> = {}, name = "rows.jsonl", method = "GET"): Promise<Response> {
  const file = { path: join(folder, name), name, type: "application/x-ndjson" };
  return fileResponse(new Request("http://localhost/", { method, headers }), file);
}

test.each<[string | null, ReturnType<typeof parseRange>]>([
  [null, "whole"],
  ["bytes=0-", [0, 9]],
  ["bytes=2-3", [2, 3]],
  ["bytes=5-99", [5, 9]],
  ["bytes=-3", [7, 9]],
  ["bytes=-99", [0, 9]],
  ["bytes=10-", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=3-2", "whole"],
  ["bytes=0-1,4-5", "whole"],
  ["bytes=-", "whole"],
  ["lines=0-1", "whole"],
])("%j of ten bytes is %j", (header, range) => {
  expect(parseRange(header, 10)).toEqual(range);
});

test("the whole file comes with its length and a safe name", async () => {
  const response = await ask();
  expect([response.status, await response.text()]).toEqual([200, "0123456789"]);
  expect(response.headers.get("content-length")).toBe("10");
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="rows.jsonl"');
});

test("a broken download goes on where it stopped, if the file is the same", async () => {
  const etag = (await ask()).headers.get("etag") ?? "";
  const part = await ask({ range: "bytes=4-", "if-range": etag });
  expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([206, "bytes 4-9/10", "456789"]);
  const other = await ask({ range: "bytes=4-", "if-range": '"another"' });
  expect([other.status, await other.text()]).toEqual([200, "0123456789"]);
});

test("a range beyond the end, an empty file and HEAD carry no body", async () => {
  expect((await ask({ range: "bytes=10-" })).status).toBe(416);
  expect(await (await ask({}, "empty.jsonl")).text()).toBe("");
  const head = await ask({}, "rows.jsonl", "HEAD");
  expect([head.headers.get("content-length"), await head.text()]).toEqual(["10", ""]);
});

test("a file that was deleted is not found", async () => {
  await expect(ask({}, "gone.jsonl")).rejects.toMatchObject({ code: "not-found" });
});

test("a name cannot break out of its header", () => {
  const response = attachment("{}", { name: 'a"\r\nb/c.json', type: "application/json" });
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="a___b_c.json"');
});
