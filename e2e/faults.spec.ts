import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunHead } from "#lib/runs/index.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { setModelFaults } from "./model-server.ts";

/** More than any gain: what the probe measures of it makes every comparison worthless. */
const NOISE = { kind: "noise", sigmaNats: 0.3, varies: "every-request" };
const REMEDY = "--enable-deterministic-inference";

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "retrace-faults-"));
  await writeFile(join(folder, "half.ts"), "export function half(whole: number): number {\n  return whole / 2;\n}\n");
});
test.afterEach(async () => {
  await setModelFaults([]);
  await rm(folder, { recursive: true, force: true });
});

test("a scorer that fails its probe is told with its remedy, and a run goes on without a search", async ({
  page,
  request,
}) => {
  await setModelFaults([NOISE]);
  await page.goto("/settings");
  const probe = page.getByRole("region", { name: "Probe of sglang" });
  await probe.getByRole("button", { name: "Probe now" }).click();
  await expect(probe.getByText("Cannot be used")).toBeVisible({ timeout: 60_000 });
  // What failed stands open.
  await expect(probe.getByRole("row", { name: /^failed noise/ })).toContainText(REMEDY);
  await expectAccessible(page);

  const response = await request.post("/api/runs", {
    data: { source: { kind: "folder", path: folder }, config: { scorer: "sglang" } },
  });
  expect(response.status()).toBe(201);
  const { id } = RunHead.parse(await response.json());
  await page.goto(`/runs/${id}`);
  const off = page.getByRole("region", { name: "Search is off" });
  await expect(off).toContainText(REMEDY, { timeout: 60_000 });
  const stages = page.getByRole("list", { name: "Stages" }).getByRole("listitem");
  await expect(stages.last()).toHaveText(/^Flatten.*done$/, { timeout: 60_000 });
  await expect(stages.filter({ hasText: /^Refine/ })).toHaveText(/probe failed$/);
  await expect(page.getByRole("link", { name: "Trajectory", exact: true })).toBeVisible();
  await expectAccessible(page);

  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBe(0);
});

test.describe("a server that fails", () => {
  test.use({ refusals: [500] });

  test("a page that has nothing says what failed, and one that has something says since when", async ({
    page,
    sample,
  }) => {
    const failing = { status: 500, contentType: "text/html", body: "<h1>broken</h1>" };
    const run = `**/api/runs/${sample.runId}`;
    await page.route(run, (route) => route.fulfill(failing));
    await page.goto(`/runs/${sample.runId}`);
    const refused = page.getByRole("alert").filter({ hasText: "The run did not load" });
    await expect(refused).toContainText("The server answered 500.");
    await expectAccessible(page);
    await page.unroute(run);
    await refused.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("list", { name: "Stages" })).toBeVisible();

    await page.goto("/settings");
    await expect(page.getByRole("heading", { name: "Scorers" })).toBeVisible();
    await page.route("**/api/settings", (route) => route.fulfill(failing));
    const old = page.getByRole("region", { name: /^What stands here is of \d\d:\d\d:\d\d$/ });
    await expect(old).toContainText("The server answered 500.", { timeout: 30_000 });
    await expect(page.getByRole("heading", { name: "Scorers" })).toBeVisible();
    await expectAccessible(page);
    await page.unroute("**/api/settings");
    await old.getByRole("button", { name: "Try again" }).click();
    await expect(old).toBeHidden();
  });
});
