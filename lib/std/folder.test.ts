import { mkdtemp, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ensureFolder } from "./folder.ts";

test("makes every folder of a path, and again", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "retrace-folder-")), "a", "b", "c");
  await ensureFolder(path);
  await ensureFolder(path);
  expect((await stat(path)).isDirectory()).toBe(true);
});

test("a file in the way is an error", async () => {
  const file = join(await mkdtemp(join(tmpdir(), "retrace-folder-")), "file");
  await writeFile(file, "");
  await expect(ensureFolder(join(file, "below"))).rejects.toThrow();
});
