import { RunDetail } from "#lib/runs/index.ts";
import { expect, read, test } from "./fixtures.ts";

const STAGES = ["Import", "Structure", "Plan", "Author", "Score", "Refine", "Flatten"];
/** A first start writes some fifty files on two shared cores. */
const SAMPLE_MS = 240_000;

test("the sample runs by itself, and leads from the list to run, trajectory and graph", async ({ page, request }) => {
  test.setTimeout(SAMPLE_MS + 60_000);
  await page.goto("/");
  const row = page.getByRole("row", { name: /lib\/sources/ });
  await expect(row).toContainText("Apache-2.0");
  await expect(row).toContainText("TypeScript");
  await row.getByRole("link", { name: "done" }).click({ timeout: SAMPLE_MS });

  await expect(page).toHaveURL(/\/runs\/run_/);
  const detail = await read(request, `/api${new URL(page.url()).pathname}`, RunDetail);
  await expect(page.getByRole("heading", { level: 1, name: detail.run.name })).toBeVisible();
  await expect(page.getByText("built-in model, not a language model")).toBeVisible();
  const stages = page.getByRole("list", { name: "Stages" }).getByRole("listitem");
  await expect(stages).toHaveText(STAGES.map((name) => new RegExp(`^${name}.*done( in \\d+:\\d\\d)?$`)));

  const files = page.getByRole("region", { name: "Files in order" });
  await expect(files.getByTitle(/^\d+\. .+, done/)).toHaveCount(detail.files.length);
  await expect(page.getByRole("list", { name: "Events, newest first" }).getByRole("listitem").first()).toBeVisible();
  expect(detail.files.length).toBeGreaterThan(20);
  await files.getByRole("radio", { name: "Table" }).click();
  const first = detail.files[0]?.path ?? "";
  await expect(files.getByRole("table").getByRole("link", { name: first })).toBeVisible();

  await page.getByRole("link", { name: "Trajectory", exact: true }).click();
  await expect(page).toHaveURL(/\/trajectories\/trj_/);
  await expect(page.getByText(`fidelity ${detail.files.length}/${detail.files.length}`)).toBeVisible();
  await expect(page.getByText("scorer built-in model, not a language model")).toBeVisible();
  await expect(page.getByRole("grid", { name: "Steps" })).toBeVisible();

  await page.getByRole("link", { name: "Graph", exact: true }).click();
  await expect(page).toHaveURL(/\/snapshots\/snp_.+\/graph/);
  await expect(page.getByRole("heading", { name: "Dependency graph" })).toBeVisible();
  await expect(page.getByRole("img", { name: /files drawn/ })).toBeVisible();
});
