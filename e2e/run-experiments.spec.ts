import { Experiment } from "#lib/experiments/index.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

test("an experiment over work that is done shows its report at once", async ({ page, request, sample }) => {
  const response = await request.post("/api/experiments", {
    data: {
      name: "sample-again",
      sources: [{ kind: "snapshot", snapshotId: sample.snapshotId }],
      arms: [{ name: "guarded", config: {} }],
    },
  });
  expect(response.status()).toBe(201);
  const { id } = Experiment.parse(await response.json());

  await page.goto("/experiments");
  const list = page.getByRole("table", { name: "Experiments, newest first" });
  await expect(list.getByRole("row", { name: /sample-again.*guarded/ })).toBeVisible();
  await expectAccessible(page);
  await list.getByRole("link", { name: "sample-again" }).click();
  await expect(page).toHaveURL(new RegExp(`/experiments/${id}$`));

  const arms = page.getByRole("table", { name: "What each arm measured" });
  await expect(arms.getByRole("row", { name: /^measured/ })).toContainText(
    String(sample.trajectory.stats.scoredThinks),
    { timeout: 60_000 },
  );
  await expect(page.getByRole("img", { name: "Gain since the start, by pass" })).toBeVisible();
  const thoughts = `n = ${sample.trajectory.stats.scoredThinks}`;
  await expect(page.getByRole("img", { name: /^Gain over no thought\. guarded: \+/ })).toHaveAccessibleName(
    new RegExp(thoughts),
  );
  await expect(arms.getByRole("columnheader", { name: /^guarded/ })).toContainText(thoughts);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Report", exact: true }).click();
  expect((await download).suggestedFilename()).toBe("sample-again.json");
  await expect(page.getByText("built-in model, not a language model")).toBeVisible();
  await expectAccessible(page);

  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 1024, height: 800 });
  await expectAccessible(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBe(0);

  await page.getByRole("table", { name: "Runs of this experiment" }).getByRole("link").last().click();
  await expect(page).toHaveURL(new RegExp(`/trajectories/${sample.trajectoryId}`));
});

test("an experiment is put together from what is imported, by keys and boxes", async ({ page, sample }) => {
  await page.goto("/experiments");
  // What the server told stands there: so the page listens to keys by now.
  const list = page.getByRole("table", { name: "Experiments, newest first" });
  await expect(list.or(page.getByText("An experiment runs the same repositories"))).toBeVisible();
  await page.keyboard.press("n");
  const dialog = page.getByRole("dialog", { name: "New experiment" });
  await expect(dialog).toBeVisible();
  await expect(page).toHaveURL(/new=1/);
  await dialog.getByRole("button", { name: "Start", exact: true }).click();
  await expect(dialog.getByText("choose at least one repository")).toBeVisible();
  await expectAccessible(page);

  await dialog.getByLabel("Name").fill("from-the-screen");
  await dialog.getByRole("checkbox", { name: new RegExp(sample.trajectory.repository.name) }).check();
  for (const arm of ["off", "faithful"]) await dialog.getByRole("checkbox", { name: new RegExp(`^${arm}`) }).uncheck();
  await dialog.getByRole("button", { name: "Start 1 run" }).click();

  await expect(page).toHaveURL(/\/experiments\/exp_/);
  const arms = page.getByRole("table", { name: "What each arm measured" });
  for (const name of ["raw", "placebo", "guarded"]) {
    await expect(arms.getByRole("columnheader", { name: new RegExp(`^${name}`) })).toBeVisible({ timeout: 60_000 });
  }
  await expect(
    page.getByRole("table", { name: "One arm against another" }).getByRole("row", { name: /guarded.*raw/ }),
  ).toBeVisible();
  await expectAccessible(page);
});

test("an experiment that makes no sense is refused with the field, and an unknown one says so", async ({
  page,
  request,
}) => {
  const response = await request.post("/api/experiments", { data: { name: "X Y", sources: [], arms: [] } });
  expect(response.status()).toBe(400);
  expect(JSON.stringify(await response.json())).toContain("sources");
  await page.goto("/settings");
  // What the server told stands there: so the page listens to keys by now.
  await expect(page.getByRole("heading", { name: "Scorers" })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("e");
  await expect(page).toHaveURL(/\/experiments$/);
});
