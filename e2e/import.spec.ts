import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import type { Page } from "@playwright/test";
import { pack } from "tar-stream";
import { z } from "zod";
import { RunDetail, RunHead } from "#lib/runs/index.ts";
import { SnapshotHead } from "#lib/sources/index.ts";
import { expect, read, test } from "./fixtures.ts";

const RUN_MS = 120_000;

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "retrace-e2e-"));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

test("a folder is imported and written while one watches", async ({ page, request }) => {
  test.setTimeout(2 * RUN_MS);
  await cp("lib/runs", folder, { recursive: true });
  const count = (await filesOf(folder)).length;
  await openImport(page, "Folder");
  await page.getByLabel("Folder of this machine").fill(folder);
  await page.getByRole("button", { name: "Import and run" }).click();

  await expect(page.getByRole("heading", { level: 1, name: basename(folder) })).toBeVisible();
  await expectDone(page);
  const detail = await read(request, `/api${new URL(page.url()).pathname}`, RunDetail);
  expect(detail.run).toMatchObject({ state: "done", files: { failed: 0 } });
  const snapshot = await read(request, `/api/snapshots/${detail.run.snapshotId}`, SnapshotHead);
  expect(snapshot.fileCount).toBe(count);

  await page.goto("/");
  const row = page.getByRole("row", { name: basename(folder) });
  await expect(row).toContainText("none found");
  await expect(row.getByRole("link", { name: "done" })).toBeVisible();
});

test("an archive is uploaded and gives the same files", async ({ page, request }) => {
  test.setTimeout(2 * RUN_MS);
  const files = await filesOf("lib/std");
  await openImport(page, "Archive");
  await page.getByLabel("Archive", { exact: true }).setInputFiles({
    name: `${basename(folder)}.tar.gz`,
    mimeType: "application/gzip",
    buffer: await tarGzOf("lib/std", files),
  });
  await expect(page.getByText(/, uploaded$/)).toBeVisible();
  await page.getByRole("button", { name: "Import and run" }).click();

  await expect(page.getByRole("heading", { level: 1, name: basename(folder) })).toBeVisible();
  await expectDone(page);
  const { run } = await read(request, `/api${new URL(page.url()).pathname}`, RunDetail);
  for (const path of files) {
    const body = await read(request, `/api/snapshots/${run.snapshotId}/file?path=${encodeURIComponent(path)}`, Body);
    expect(body.text, path).toBe(await readFile(join("lib/std", path), "utf8"));
  }
});

test.describe("what cannot be read", () => {
  test.use({ refusals: [400] });

  test("is refused at its field, and nothing is started", async ({ page, request }) => {
    const before = (await read(request, "/api/runs", z.array(RunHead))).length;
    await openImport(page, "Git address");
    const address = page.getByLabel("Git address", { exact: true }).and(page.getByRole("textbox"));
    const cases: readonly [string, RegExp][] = [
      ["--upload-pack=touch /tmp/retrace-e2e-owned", /must not begin with a dash/],
      ["ext::sh -c id", /remote helper/],
      [`https://name:${"secret"}@example.org/project.git`, /must not hold a user name or password/],
    ];
    for (const [typed, problem] of cases) {
      await address.fill(typed);
      await page.getByRole("button", { name: "Import and run" }).click();
      await expect(page.getByRole("alert").filter({ hasText: problem })).toBeVisible();
      await expect(address).toHaveAttribute("aria-invalid", "true");
    }

    await page.getByRole("radio", { name: "Folder", exact: true }).click();
    const path = page.getByLabel("Folder of this machine");
    await path.fill(join(folder, "missing"));
    await page.getByRole("button", { name: "Import and run" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "does not exist on this machine" })).toBeVisible();
    await expect(path).toHaveAttribute("aria-invalid", "true");
    await expect(path).toHaveAccessibleDescription(/does not exist on this machine/);
    expect((await read(request, "/api/runs", z.array(RunHead))).length).toBe(before);
  });
});

test("a run is paused, goes on, and is cancelled", async ({ page }) => {
  test.setTimeout(2 * RUN_MS);
  await cp("lib", folder, { recursive: true });
  await openImport(page, "Folder");
  await page.getByLabel("Folder of this machine").fill(folder);
  await page.getByRole("button", { name: "Import and run" }).click();
  const bar = page.getByRole("region", { name: "Run", exact: true });
  const working = page.getByRole("region", { name: "Working on now" });
  await expect(working).toBeVisible({ timeout: RUN_MS });

  await page.getByRole("button", { name: "Pause" }).click();
  await expect(bar.getByText("paused", { exact: true }).first()).toBeVisible();
  await expect(page.getByText(`${basename(folder)} is paused.`)).toBeVisible();
  await expect(working).toBeHidden({ timeout: RUN_MS });

  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect(working).toBeVisible({ timeout: RUN_MS });

  await page.getByRole("button", { name: "Cancel…" }).click();
  const dialog = page.getByRole("dialog", { name: `Cancel the run of ${basename(folder)}?` });
  await dialog.getByRole("button", { name: "Cancel the run" }).click();
  await expect(dialog).toBeHidden();
  await expect(bar.getByText("cancelled", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /Pause|Resume|Cancel/ })).toHaveCount(0);
  await expect(working).toBeHidden({ timeout: RUN_MS });
});

const Body = z.object({ text: z.string() });

async function openImport(page: Page, kind: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: "Import" }).click();
  await page.getByRole("dialog", { name: "Import a repository" }).getByRole("radio", { name: kind }).click();
}

/** The run screen reaches the end by itself, without a reload. */
async function expectDone(page: Page): Promise<void> {
  const stages = page.getByRole("list", { name: "Stages" }).getByRole("listitem");
  await expect(stages.last()).toHaveText(/^Flatten.*done$/, { timeout: RUN_MS });
  await expect(page.getByRole("link", { name: "Trajectory", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Pause" })).toBeHidden();
}

async function filesOf(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

async function tarGzOf(root: string, files: readonly string[]): Promise<Buffer> {
  const tar = pack();
  for (const name of files) tar.entry({ name: `std/${name}` }, await readFile(join(root, name)));
  tar.finalize();
  return buffer(tar.pipe(createGzip()));
}
