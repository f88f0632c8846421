import type { APIRequestContext, Page } from "@playwright/test";
import { VerdictSummary } from "#lib/curation/index.ts";
import { expect, read, type Sample, segment, test } from "./fixtures.ts";

const bar = (page: Page) => page.getByRole("region", { name: "Verdict", exact: true });

test("a step is accepted by key, and the verdict taken back by key and by toast", async ({ page, sample, request }) => {
  const step = await openThought(page, sample, 3);
  const before = await verdictOf(request, sample, step);
  await page.keyboard.press("a");
  await expect(page.getByText(`Accepted — step ${step}`)).toBeVisible();
  await expect(page).not.toHaveURL(new RegExp(`[?&]step=${step}\\b`));
  expect(await verdictOf(request, sample, step)).toBe("accept");

  await page.keyboard.press("Backspace");
  await expect.poll(() => verdictOf(request, sample, step)).toBe(before);

  await openThought(page, sample, 3);
  await page.keyboard.press("a");
  const toast = page.getByRole("status").filter({ hasText: `Accepted — step ${step}` });
  await toast.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => verdictOf(request, sample, step)).toBe(before);
  await openThought(page, sample, 3);
  await page.getByRole("tab", { name: /^History/ }).click();
  const log = page.getByRole("list", { name: "Reviews, newest first" }).getByRole("listitem");
  await expect(log.filter({ hasText: `step ${step}` }).first()).toContainText(/Accepted.*undone/);
});

test("a step is rejected with a reason and a note, which stand in its history", async ({ page, sample, request }) => {
  const step = await openThought(page, sample, 5);
  const before = await verdictOf(request, sample, step);
  await bar(page).getByRole("button", { name: "Note" }).click();
  await page.getByLabel("Note, kept with the verdict").fill("It would fit any file of this folder.");
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("Note, kept with the verdict")).toBeHidden();
  await page.keyboard.press("4");
  await expect(bar(page).getByRole("button", { name: "Too vague" })).toHaveAttribute("aria-pressed", "true");
  // Escape gives the focus back to the button that opened the note; a letter there is still a shortcut.
  await page.keyboard.press("x");
  await expect(page.getByText(`Rejected: too vague — step ${step}`)).toBeVisible();
  expect(await verdictOf(request, sample, step)).toBe("reject");

  await openThought(page, sample, 5);
  await expect(bar(page).getByRole("img", { name: "rejected" })).toBeVisible();
  await page.getByRole("tab", { name: /^History/ }).click();
  const log = page.getByRole("list", { name: "Reviews, newest first" }).getByRole("listitem");
  const entry = log
    .filter({ hasText: "Rejected: too vague" })
    .filter({ hasText: `step ${step}` })
    .first();
  await expect(entry).toContainText("It would fit any file of this folder.");

  await page.getByLabel(`Note on step ${step}`).fill("To be looked at again.");
  await page.getByRole("button", { name: "Add note" }).click();
  await expect(log.first()).toContainText(/^Note.*To be looked at again\./s);
  await entry.getByRole("button", { name: "Undo" }).click();
  await expect(entry).toContainText("undone");
  expect(await verdictOf(request, sample, step)).toBe(before);
});

test("the whole is judged in the workbench and in the list, and both say the same", async ({ page, sample }) => {
  await page.goto(`/trajectories/${sample.trajectoryId}`);
  await segment(page, "What is judged", "Whole").click();
  await bar(page).getByRole("button", { name: "Accept" }).click();
  await expect(page.getByText("Accepted — the trajectory")).toBeVisible();
  await expect(bar(page).getByRole("img", { name: "accepted" })).toBeVisible();

  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Review" }).click();
  const row = page.getByRole("row").filter({ hasText: sample.trajectoryId.slice(-6) });
  await expect(row.getByRole("img", { name: "accepted" })).toBeVisible();
  await expect(row).toContainText("Apache-2.0");

  await row.getByRole("cell", { name: "Apache-2.0" }).click();
  await page.keyboard.press("x");
  const dialog = page.getByRole("dialog", { name: /^Reject / });
  await page.keyboard.press("5");
  await expect(dialog.getByRole("checkbox", { name: /^Wrong order/ })).toBeChecked();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Rejected: wrong order.")).toBeVisible();
  await expect(row.getByRole("img", { name: "rejected" })).toBeVisible();

  await page.getByRole("status").getByRole("button", { name: "Undo" }).last().click();
  await expect(row.getByRole("img", { name: "accepted" })).toBeVisible();
});

test("a selection is rejected at once and taken back at once", async ({ page, sample }) => {
  await page.goto("/review");
  const row = page.getByRole("row").filter({ hasText: sample.trajectoryId.slice(-6) });
  const before = await row.getByRole("img").first().getAttribute("aria-label");
  await row.getByRole("checkbox").check();
  const selection = page.getByRole("region", { name: "Selection" });
  await expect(selection).toContainText("1 selected");
  await selection.getByRole("button", { name: "Reject…" }).click();
  await page
    .getByRole("dialog")
    .getByRole("checkbox", { name: /^Too vague/ })
    .check();
  await page.getByRole("dialog").getByRole("button", { name: "Reject", exact: true }).click();
  await expect(row.getByRole("img", { name: "rejected" })).toBeVisible();
  await expect(selection).toBeHidden();
  await page.keyboard.press("Backspace");
  await expect(row.getByRole("img", { name: before ?? "" })).toBeVisible();
});

/** Opens the nth thought of the sample and returns its number as people count. */
async function openThought(page: Page, sample: Sample, nth: number): Promise<number> {
  const header = sample.headers.filter(({ kind }) => kind === "think")[nth];
  if (!header) throw new Error(`the sample has no thought ${nth}`);
  await page.goto(`/trajectories/${sample.trajectoryId}?step=${header.index + 1}`);
  await expect(segment(page, "What is judged", `Step ${header.index + 1}`)).toBeVisible();
  return header.index + 1;
}

async function verdictOf(request: APIRequestContext, sample: Sample, step: number) {
  const { steps } = await read(request, `/api/trajectories/${sample.trajectoryId}/reviews`, VerdictSummary);
  return steps[String(step - 1)];
}
