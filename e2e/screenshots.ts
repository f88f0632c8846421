import { resolve } from "node:path";
import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { z } from "zod";
import { ExportHead } from "#lib/dataset/index.ts";
import { RunHead } from "#lib/runs/index.ts";
import { expect, read, type Sample, test } from "./fixtures.ts";

/** Further parts of the sample's repository, so that lists are lists. */
const MORE = ["lib/runs", "lib/curation"];

type Picture = {
  readonly name: string;
  readonly address: (sample: Sample) => string;
  /** What must be there before the picture is taken. */
  readonly ready: (page: Page) => Locator;
};

const PICTURES: readonly Picture[] = [
  {
    name: "trajectory",
    address: (sample) => `/trajectories/${sample.trajectoryId}?step=${telling(sample) + 1}&tab=tokens`,
    ready: (page) => page.getByRole("table", { name: "Lines by gain" }),
  },
  {
    name: "rewrites",
    address: (sample) => `/trajectories/${sample.trajectoryId}/steps/${telling(sample)}`,
    ready: (page) => page.getByRole("table", { name: "Lines by gain" }),
  },
  {
    name: "graph",
    address: (sample) => `/snapshots/${sample.snapshotId}/graph?focus=read-folder.ts`,
    ready: (page) => page.getByRole("table", { name: "imported by" }),
  },
  {
    name: "run",
    address: (sample) => `/runs/${sample.runId}`,
    ready: (page) => page.getByRole("list", { name: "Events, newest first" }).getByRole("listitem").first(),
  },
  {
    name: "review",
    address: () => "/review",
    ready: (page) => page.getByRole("table", { name: "Trajectories to review" }),
  },
  {
    name: "dataset",
    address: () => "/datasets",
    ready: (page) => page.getByRole("region", { name: "Exports" }).getByText("done", { exact: true }).first(),
  },
];

test.beforeAll(async ({ playwright, sample }) => {
  const request = await playwright.request.newContext({
    baseURL: process.env.E2E_BASE_URL ?? "",
    storageState: ".cache/e2e-session.json",
  });
  await writeMore(request, sample);
  await acceptAndExport(request, sample);
  await request.dispose();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 1440, height: 900 } });
    for (const picture of PICTURES) {
      test(picture.name, async ({ page, sample }) => {
        await page.goto(picture.address(sample));
        await expect(picture.ready(page)).toBeVisible();
        await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
        // Fonts, and what fades in.
        await page.evaluate(() => document.fonts.ready.then(() => undefined));
        await page.waitForTimeout(600);
        await page.screenshot({ path: resolve(`public/screenshots/${picture.name}-${colorScheme}.png`) });
      });
    }
  });
}

/** The thought whose accepted rewrites gained most over no thought. */
function telling(sample: Sample): number {
  const gain = ({ scores }: Sample["headers"][number]) => (scores ? scores.noThought - scores.final : 0);
  const best = sample.headers
    .filter(({ accepted }) => accepted > 1)
    .toSorted((a, b) => gain(b) - gain(a) || a.index - b.index)[0];
  if (!best) throw new Error("no rewrite of the sample was accepted");
  return best.index;
}

async function writeMore(request: APIRequestContext, sample: Sample): Promise<void> {
  const { address } = sample.trajectory.repository;
  for (const subPath of MORE) {
    const runs = await read(request, "/api/runs", z.array(RunHead));
    if (runs.some(({ source }) => source.kind === "folder" && source.subPath === subPath)) continue;
    const response = await request.post("/api/runs", { data: { source: { kind: "folder", path: address, subPath } } });
    expect(response.status()).toBe(201);
  }
  const open = async () =>
    (await read(request, "/api/runs", z.array(RunHead))).filter(
      ({ state }) => state === "queued" || state === "running",
    );
  await expect.poll(async () => (await open()).length, { timeout: 240_000, intervals: [1000] }).toBe(0);
}

async function acceptAndExport(request: APIRequestContext, sample: Sample): Promise<void> {
  const exports = await read(request, "/api/exports", z.array(ExportHead));
  if (exports.length > 0) return;
  const verdict = { kind: "verdict", stepIndex: null, verdict: "accept" };
  await request.post(`/api/trajectories/${sample.trajectoryId}/reviews`, { data: verdict });
  const input = { format: "canonical", filter: { verdict: ["accept"] } };
  await request.post("/api/exports", { data: input });
  const states = async () => (await read(request, "/api/exports", z.array(ExportHead))).map(({ state }) => state);
  await expect.poll(states, { timeout: 60_000 }).toEqual(["done"]);
}
