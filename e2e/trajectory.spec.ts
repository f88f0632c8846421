import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { StepBody, type StepHeader, StepSearch } from "#lib/trajectory/index.ts";
import { expect, read, type Sample, segment, test } from "./fixtures.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test.beforeEach(async ({ page, sample }) => {
  await page.goto(`/trajectories/${sample.trajectoryId}`);
  await expect(page.getByRole("grid", { name: "Steps" })).toBeVisible();
});

test("j and k walk the steps, and the address leads back to the same step", async ({ page, sample }) => {
  const current = page.getByRole("row", { selected: true });
  for (const _ of Array(12)) await page.keyboard.press("j");
  await expect(page).toHaveURL(/[?&]step=13\b/);
  await expect(current).toContainText("13");
  await page.keyboard.press("k");
  await expect(page).toHaveURL(/[?&]step=12\b/);
  await page.keyboard.press("Shift+G");
  await expect(page).toHaveURL(new RegExp(`[?&]step=${sample.headers.length}\\b`));

  const far = Math.floor(sample.headers.length * 0.6);
  await page.goto(`/trajectories/${sample.trajectoryId}?step=${far}`);
  for (const again of [false, true]) {
    if (again) await page.reload();
    await expect(page.getByRole("status").filter({ hasText: `Step ${far},` })).toBeAttached();
    await expect(current).toBeInViewport();
    await expect(current).toContainText(String(far));
  }
  await expect(page).toHaveURL(new RegExp(`[?&]step=${far}$`));
});

test("find goes from one step that holds the text to the next", async ({ page, sample, request }) => {
  await page.keyboard.press("/");
  const find = page.getByRole("search");
  await find.getByRole("textbox").fill("reading.ts");
  await expect(find.getByRole("status")).toHaveText(/\d+ steps, \d+ places$/);
  const seen = new Set<number>();
  for (const _ of Array(3)) {
    await page.keyboard.press("Enter");
    await expect(find.getByRole("status")).toHaveText(/^\d+ of \d+ steps/);
    const step = Number(new URL(page.url()).searchParams.get("step"));
    const { text, content } = await bodyOf(request, sample, step - 1);
    const header = sample.headers[step - 1];
    expect(`${text}\n${content}\n${header?.path}`, `step ${step}`).toContain("reading.ts");
    seen.add(step);
    await expect(page.getByRole("row", { selected: true })).toBeInViewport();
  }
  expect(seen.size).toBe(3);
  await find.getByRole("textbox").fill("this stands in no step at all");
  await expect(find.getByRole("status")).toHaveText("nowhere");
  await page.keyboard.press("Escape");
  await expect(find).toBeHidden();
});

test("Thinks shows thoughts alone, and a thought opens in place", async ({ page, sample, request }) => {
  const thoughts = sample.headers.filter((header) => header.kind === "think");
  const files = new Set(thoughts.map((header) => header.agent).filter((agent) => agent !== "main"));
  await segment(page, "Show", "Thinks").click();
  const grid = page.getByRole("grid", { name: "Steps" });
  await expect(grid).toHaveAttribute("aria-rowcount", String(thoughts.length + files.size));
  await expect(page).toHaveURL(/[?&]show=thinks/);

  const second = thoughts[1];
  if (!second) throw new Error("the sample has no second thought");
  const row = grid.getByRole("row").filter({ hasText: new RegExp(`^${second.index + 1}\\D`) });
  await row.click();
  const { text } = await bodyOf(request, sample, second.index);
  for (const paragraph of (text ?? "").split(/\n{2,}/u).filter((each) => each.trim() !== "")) {
    await expect(row).toContainText(paragraph.replaceAll("`", "").trim());
  }
});

test("the code pane holds the file as it stands on disk, byte for byte", async ({ page, sample }) => {
  const { address, subPath } = sample.trajectory.repository;
  const writes = sample.headers.filter((header) => header.tool === "write" && header.kind === "action");
  for (const header of [writes[0], writes.at(-1)]) {
    if (!header?.path) throw new Error("the sample writes no file");
    await page.goto(`/trajectories/${sample.trajectoryId}?step=${header.index + 1}`);
    const file = await readFile(join(address, subPath ?? "", header.path), "utf8");
    const inspector = page.getByRole("region", { name: "Inspector" });
    await expect(inspector.getByText("as it is written")).toBeVisible();
    const line = file.split("\n").find((each) => each.trim() !== "") ?? "";
    await expect(inspector.locator(".view-line").first()).toHaveText(line);
    await inspector.getByRole("button", { name: `Copy ${header.path}` }).click();
    await expect(page.getByText(`Copied ${header.path}`)).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(file);
  }
});

test("from a thought to its rewrites, through the candidates, and back", async ({ page, sample, request }) => {
  const header = mostRewritten(sample.headers);
  const search = await read(
    request,
    `/api/trajectories/${sample.trajectoryId}/steps/${header.index}/search`,
    StepSearch,
  );
  await page.goto(`/trajectories/${sample.trajectoryId}?step=${header.index + 1}`);
  await page.getByRole("link", { name: `${header.candidates} candidates, ${header.accepted} accepted` }).click();

  await expect(page.getByRole("heading", { level: 1, name: `Step ${header.index + 1}` })).toBeVisible();
  await expect(page.getByText("scorer built-in model, not a language model")).toBeVisible();
  const table = page.getByRole("table", { name: "Candidates" });
  const rows = table.getByRole("row");
  await expect(rows).toHaveCount(search.candidates.length + 1);
  await expect(table.getByText("accepted", { exact: true })).toHaveCount(
    search.candidates.filter((candidate) => candidate.accepted && candidate.kind === "rewrite").length,
  );
  await expect(page.getByRole("img", { name: /candidates\. S of the start/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "Against baselines" })).toBeVisible();
  const lens = page.getByRole("region", { name: "Target code, coloured by change of log-probability" });
  await expect(lens).toContainText(search.target.split("\n")[0]?.trim() ?? "");
  await expect(page.getByRole("table", { name: "Lines by gain" }).getByRole("row").nth(1)).toBeVisible();

  await table.getByRole("button", { name: "start", exact: true }).click();
  await expect(page).toHaveURL(/[?&]candidate=0\b/);
  const start = search.candidates.find((candidate) => candidate.kind === "start")?.text ?? "";
  const thought = page.getByRole("region", { name: "Text of the thought" });
  await expect(thought).toContainText(start.replaceAll("`", "").split("\n")[0] ?? "");
  await page.keyboard.press("]");
  await expect(page).not.toHaveURL(/[?&]candidate=0\b/);
  await expect(thought.locator("ins, del").first()).toBeVisible();

  await page.getByRole("link", { name: "In the steps" }).click();
  await expect(page).toHaveURL(new RegExp(`/trajectories/${sample.trajectoryId}\\?step=${header.index + 1}$`));
  await expect(page.getByRole("row", { selected: true })).toBeInViewport();
});

function mostRewritten(headers: readonly StepHeader[]): StepHeader {
  const best = headers.toSorted((a, b) => b.accepted - a.accepted || a.index - b.index)[0];
  if (!best || best.accepted === 0) throw new Error("no rewrite of the sample was accepted");
  return best;
}

async function bodyOf(request: Parameters<typeof read>[0], sample: Sample, index: number): Promise<StepBody> {
  const path = `/api/trajectories/${sample.trajectoryId}/bodies?from=${index}&to=${index + 1}`;
  const [body] = await read(request, path, z.array(StepBody));
  if (!body) throw new Error(`step ${index} has no body`);
  return body;
}
