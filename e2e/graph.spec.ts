import type { Page } from "@playwright/test";
import { StructureGraph } from "#lib/structure/index.ts";
import { expect, read, segment, test } from "./fixtures.ts";

const FILE = "read-folder.ts";

test("a folder opens and closes where it stands", async ({ page, sample }) => {
  await page.goto(`/snapshots/${sample.snapshotId}/graph?close=license`);
  const folder = marked(page, /^license: \d+ files\. Click to open\.$/);
  await folder.click();
  await expect(folder).toHaveCount(0);
  await expect(marked(page, /^license\/license-text\.ts$/)).toBeVisible();
  await page.getByRole("button", { name: "Close license", exact: true }).click();
  await expect(folder).toBeVisible();
  await expect(marked(page, /^license\/license-text\.ts$/)).toHaveCount(0);
  await page.reload();
  await expect(folder).toBeVisible();
});

test("a file says why it stands where it stands, and names its neighbours", async ({ page, sample, request }) => {
  const graph = await read(request, `/api/snapshots/${sample.snapshotId}/structure`, StructureGraph);
  const file = graph.files.find((each) => each.path === FILE);
  if (!file || file.order === null) throw new Error(`${FILE} is not written`);
  await page.goto(`/snapshots/${sample.snapshotId}/graph`);
  const picker = page.getByRole("combobox", { name: "File in focus" });
  await picker.fill(FILE);
  await page.getByRole("option", { name: FILE, exact: true }).click();
  await expect(page).toHaveURL(/[?&]focus=read-folder\.ts/);

  const side = page.getByRole("region", { name: "File", exact: true });
  await expect(side.getByRole("heading", { name: FILE })).toBeVisible();
  await expect(side.getByText(file.reason)).toBeVisible();
  await expect(side).toContainText(`${file.order + 1}of ${graph.order.length} in order`);
  const needs = graph.edges.filter((edge) => edge.from === FILE);
  const users = graph.edges.filter((edge) => edge.to === FILE);
  const imports = side.getByRole("table", { name: "imports", exact: true });
  await expect(imports.getByRole("row")).toHaveCount(needs.length + 1);
  await expect(side.getByRole("table", { name: "imported by" }).getByRole("row")).toHaveCount(users.length + 1);
  for (const { to } of needs) await expect(imports.getByRole("button", { name: to, exact: true })).toBeVisible();

  const first = needs[0]?.to ?? "";
  await imports.getByRole("button", { name: first, exact: true }).click();
  await expect(side.getByRole("heading", { name: first })).toBeVisible();
  await side.getByRole("tab", { name: "Code" }).click();
  await expect(side.locator(".view-line").first()).toBeVisible();
});

test("the table holds every file and sorts by its heads", async ({ page, sample, request }) => {
  const { files } = await read(request, `/api/snapshots/${sample.snapshotId}/structure`, StructureGraph);
  await page.goto(`/snapshots/${sample.snapshotId}/graph`);
  await segment(page, "View", "Table").click();
  const table = page.getByRole("table", { name: "Files and their edges" });
  await expect(table).toHaveAttribute("aria-rowcount", String(files.length + 1));
  const lines = table.getByRole("columnheader", { name: "lines" });
  await lines.getByRole("button").click();
  await expect(lines).toHaveAttribute("aria-sort", "descending");
  const sizes = files.map((file) => file.lines).sort((a, b) => b - a);
  expect((await numbersOf(page)).slice(0, 10)).toEqual(sizes.slice(0, 10));
  await lines.getByRole("button").click();
  await expect(lines).toHaveAttribute("aria-sort", "ascending");
  expect((await numbersOf(page)).slice(0, 10)).toEqual(sizes.toReversed().slice(0, 10));

  await table.getByRole("columnheader", { name: "file" }).getByRole("button").click();
  const first = files.map((file) => file.path).sort((a, b) => (a < b ? -1 : 1))[0] ?? "";
  await expect(table.getByRole("row").nth(1)).toContainText(first);
  await table.getByRole("button", { name: first, exact: true }).click();
  await expect(page.getByRole("region", { name: "File", exact: true }).getByRole("heading")).toContainText(first);
});

test("the order is listed with the reason for every place", async ({ page, sample, request }) => {
  const { files, order } = await read(request, `/api/snapshots/${sample.snapshotId}/structure`, StructureGraph);
  await page.goto(`/snapshots/${sample.snapshotId}/graph`);
  await segment(page, "View", "Order").click();
  await expect(page).toHaveURL(/[?&]view=order/);
  const table = page.getByRole("table", { name: "Order of writing" });
  await expect(table).toHaveAttribute("aria-rowcount", String(order.length + 1));
  for (const path of order.slice(0, 8)) {
    const row = table.getByRole("row").filter({ has: page.getByRole("button", { name: path, exact: true }) });
    await expect(row).toContainText(files.find((file) => file.path === path)?.reason ?? "no reason");
  }
  await page.reload();
  await expect(table).toBeVisible();
});

test("imports that lead nowhere are listed with their reasons, and lead to the file they are in", async ({
  page,
  sample,
  request,
}) => {
  const { imports } = await read(request, `/api/snapshots/${sample.snapshotId}/structure`, StructureGraph);
  const external = imports?.unresolved.filter(({ reason }) => reason === "external") ?? [];
  const [first] = external;
  if (!first) throw new Error("the sample imports no package");
  await page.goto(`/snapshots/${sample.snapshotId}/graph?view=imports`);
  await page.getByRole("combobox", { name: "Reason" }).click();
  await page.getByRole("option", { name: /^external package/ }).click();
  await expect(page).toHaveURL(/[?&]reason=external/);
  const table = page.getByRole("table", { name: "Imports that lead to no file" });
  await expect(table).toHaveAttribute("aria-rowcount", String(external.length + 1));
  const row = table.getByRole("row").nth(1);
  await expect(row).toContainText(first.specifier);
  await expect(row).toContainText("external package");
  await row.getByRole("button").click();

  const side = page.getByRole("region", { name: "File", exact: true });
  await expect(side.getByRole("heading")).toContainText(first.places[0]?.path ?? "no place");
  await side.getByRole("tab", { name: "Imports" }).click();
  const own = side.getByRole("table", { name: "Imports of the file" });
  const written = own.getByRole("row").filter({ hasText: first.specifier }).first();
  await expect(written).toContainText("external package");
});

/** A mark of the picture, by the title that tells what it is. */
function marked(page: Page, title: RegExp) {
  return page.locator("svg g").filter({ has: page.locator("> title", { hasText: title }) });
}

/** The column of lines, from the top. */
async function numbersOf(page: Page): Promise<number[]> {
  const cells = page.getByRole("table", { name: "Files and their edges" }).locator("tbody tr td:nth-child(5)");
  return (await cells.allInnerTexts()).map((text) => Number(text.replaceAll(",", "")));
}
