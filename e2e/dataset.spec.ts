import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { z } from "zod";
import { Manifest } from "#lib/dataset/index.ts";
import { CanonicalRow, FlatText } from "#lib/trajectory/index.ts";
import { expect, read, test } from "./fixtures.ts";

const AxolotlRow = z.object({ segments: z.array(z.strictObject({ label: z.boolean(), text: z.string() })) });

test.beforeEach(async ({ request, sample }) => {
  const data = { kind: "verdict", stepIndex: null, verdict: "accept" };
  const response = await request.post(`/api/trajectories/${sample.trajectoryId}/reviews`, { data });
  expect(response.status()).toBe(201);
});

test("what was accepted is exported whole, in both formats, as the manifest says", async ({
  page,
  request,
  sample,
}) => {
  await page.goto("/datasets");
  await expect(page.getByRole("checkbox", { name: "accepted" })).toBeChecked();
  const kept = page.getByRole("table", { name: "Trajectories that pass" });
  await expect(kept.getByRole("row").filter({ hasText: sample.trajectoryId.slice(-6) })).toBeVisible();
  const rows = (await kept.getByRole("row").count()) - 1;

  const canonical = await exportAs(page, "Canonical JSONL");
  const axolotl = await exportAs(page, "axolotl input_output");
  for (const { text, manifest, sha256 } of [canonical, axolotl]) {
    expect(sha256).toBe(manifest.sha256);
    expect(Buffer.byteLength(text)).toBe(manifest.bytes);
    expect(text.endsWith("\n")).toBe(true);
    expect(manifest).toMatchObject({ rows, standInScorer: true, seams: { faults: 0 } });
    expect(text.trimEnd().split("\n")).toHaveLength(rows);
  }

  const wholes = linesOf(canonical.text).map((line) => CanonicalRow.parse(line));
  const parts = linesOf(axolotl.text).map((line) => AxolotlRow.parse(line));
  for (const [index, row] of wholes.entries()) {
    const characters = [...row.text];
    expect(row.segments[0]?.start).toBe(0);
    expect(row.segments.at(-1)?.end).toBe(characters.length);
    for (const [place, segment] of row.segments.entries()) {
      expect(segment.start).toBe(row.segments[place - 1]?.end ?? 0);
      expect(segment.end).toBeGreaterThan(segment.start);
    }
    expect(row.fidelity.ok).toBe(true);
    const pieces = parts[index]?.segments ?? [];
    expect(pieces.map((piece) => piece.text).join("") === row.text, "the joined pieces are the text").toBe(true);
    expect(pieces).toEqual(
      row.segments.map(({ start, end, train }) => ({ label: train, text: characters.slice(start, end).join("") })),
    );
  }
  const own = wholes.find((row) => row.id === sample.trajectoryId);
  const shown = await read(request, `/api/trajectories/${sample.trajectoryId}/text`, FlatText);
  expect(own?.text === shown.text, "the exported text is the one on screen").toBe(true);
});

test("a filter says rule by rule what it removes", async ({ page }) => {
  await page.goto("/datasets?verdict=any");
  const rules = page.getByRole("table", { name: "What the filter removes, rule by rule" });
  await expect(rules).toContainText("Start: every finished trajectory");
  await page.getByLabel("Mean gain, at least").fill("50");
  await expect(page.getByText(/^Nothing passes the filter: after ".*50.*" no trajectory is left\.$/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Export" })).toBeDisabled();
  await expect(page).toHaveURL(/minGain=50/);
  await page.getByLabel("Mean gain, at least").fill("much");
  await expect(page.getByRole("alert").filter({ hasText: "Must be a number from -100 to 100." })).toBeVisible();
});

async function exportAs(page: Page, format: string) {
  await page.getByRole("radio", { name: new RegExp(`^${format}`) }).check();
  const list = page.getByRole("region", { name: "Exports" }).getByRole("listitem");
  await expect(page.getByRole("region", { name: "Exports" }).getByRole("status")).toHaveCount(0);
  const before = await list.count();
  await page.getByRole("button", { name: "Export", exact: false }).click();
  await expect(list).toHaveCount(before + 1);
  const line = list.first();
  await expect(line).toContainText(format);
  await expect(line.getByText("done", { exact: true })).toBeVisible({ timeout: 60_000 });
  const text = await download(page, line.getByRole("link", { name: "Data" }));
  const manifest = Manifest.parse(JSON.parse(await download(page, line.getByRole("link", { name: "Manifest" }))));
  return { text, manifest, sha256: createHash("sha256").update(text).digest("hex") };
}

async function download(page: Page, link: Locator): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return readFile(await file.path(), "utf8");
}

function linesOf(text: string): unknown[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}
