import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Page } from "@playwright/test";
import { RunDetail } from "#lib/runs/index.ts";
import { expect, expectAccessible, read, test } from "./fixtures.ts";

const FILES = {
  "clock.ts": `/** Whole seconds between two moments. */
export function secondsSince(moment: Date, now: Date): number {
  return Math.floor((now.getTime() - moment.getTime()) / 1000);
}
`,
  "timer.ts": `import { secondsSince } from "./clock.ts";

/** Counts down and never goes below zero. */
export function remaining(started: Date, seconds: number, now: Date): number {
  return Math.max(0, seconds - secondsSince(started, now));
}
`,
};

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "retrace-budget-"));
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

test("a run over endpoints pauses at its budget, goes on with a larger one, and tells what it cost", async ({
  page,
  request,
}) => {
  // It waits for two runs, in all longer than a journey does on a machine that is busy.
  test.setTimeout(180_000);
  await page.goto("/?import=folder");
  await page.getByLabel("Folder of this machine").fill(folder);
  await page.getByText("Run options").click();
  await choose(page, "Author", "Language model");
  await choose(page, "Scorer", "SGLang");
  await expect(page.getByText("is reckoned after the import")).toBeVisible();
  await page.getByLabel("Author's window, tokens").fill("4000");
  await page.getByLabel("Budget in dollars").fill("0.045");
  await page.getByRole("button", { name: "Import and run" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "from 4096" })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Author's window, tokens").fill("32768");
  await page.getByRole("button", { name: "Import and run" }).click();

  await expect(page.getByRole("heading", { level: 1, name: basename(folder) })).toBeVisible();
  const paused = page.getByRole("region", { name: "Paused by its budget" });
  await expect(paused).toContainText("of $0.0450 are spent");
  await expect(page.getByRole("button", { name: "Resume", exact: true })).toHaveCount(0);
  await expect(page.getByText(/^at most about .* calls/)).toBeVisible();
  await expectAccessible(page);
  const before = await read(request, `/api${new URL(page.url()).pathname}`, RunDetail);
  expect(before.spending.settledUsd + before.spending.heldUsd).toBeLessThanOrEqual(0.045);

  await paused.getByRole("button", { name: "Raise the budget and resume" }).click();
  const dialog = page.getByRole("dialog", { name: "Raise the budget and resume" });
  await expect(dialog.getByLabel("Budget in dollars")).toHaveValue("0.09");
  await dialog.getByLabel("Budget in dollars").fill("0.001");
  await expect(dialog.getByRole("status")).toContainText("pauses at its next call");
  await dialog.getByLabel("Budget in dollars").fill("20");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Raise and resume" }).click();
  await expect(dialog).toBeHidden();

  await expect(page.getByRole("list", { name: "Stages" }).getByRole("listitem").last()).toHaveText(/^Flatten.*done$/, {
    timeout: 60_000,
  });
  await expect(paused).toBeHidden();
  const after = await read(request, `/api${new URL(page.url()).pathname}`, RunDetail);
  expect(after.run.state).toBe("done");
  expect(after.spending).toMatchObject({ budget: { usd: 20 }, heldUsd: 0 });
  // What was planned before the pause was paid once.
  expect(after.calls.find(({ purpose }) => purpose === "plan")?.calls).toBe(
    before.calls.find(({ purpose }) => purpose === "plan")?.calls,
  );
  await expect(page.getByRole("region", { name: "Cost", exact: true })).toContainText("of $20.00");
  await expect(page.getByRole("img", { name: /^Cost over time/ })).toBeVisible();
  await expect(
    page.getByRole("table", { name: "Calls by purpose" }).getByRole("row", { name: /^score/ }),
  ).toBeVisible();
  await expect(page.getByText("Can be used", { exact: true })).toBeVisible();
  await expectAccessible(page);

  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 1024, height: 800 });
  await expectAccessible(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBe(0);

  await page.goto(`/?run=${after.run.snapshotId}`);
  await choose(page, "Author", "Language model");
  await choose(page, "Scorer", "SGLang");
  const estimate = page.getByRole("table", { name: "Estimate by purpose" });
  await expect(estimate.getByRole("row", { name: /^all/ })).toContainText("$");
  await page.getByText("What the figures rest on").click();
  await expect(page.getByText(/^2 files of \d+ bytes are written/)).toBeVisible();
  await expectAccessible(page);
});

test("a scorer is probed by hand, and its checks are told", async ({ page }) => {
  await page.goto("/settings");
  const probe = page.getByRole("region", { name: "Probe of sglang" });
  await probe.getByRole("button", { name: "Probe now" }).click();
  await expect(probe.getByText("Can be used")).toBeVisible({ timeout: 60_000 });
  await expect(probe.getByRole("button", { name: "Probe now" })).toBeEnabled();
  await probe.getByText("Checks", { exact: true }).click();
  await expect(probe.getByRole("row", { name: /additivity/ })).toBeVisible();
  await expectAccessible(page);
});

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label, exact: true }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}
