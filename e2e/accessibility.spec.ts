import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, type Sample, test } from "./fixtures.ts";

type Look = { readonly name: string; readonly colorScheme: "light" | "dark"; readonly width: number };
type Screen = {
  readonly name: string;
  readonly address: (sample: Sample) => string;
  /** What must be there before the screen is looked at. */
  readonly ready: (page: Page) => Locator;
  /** Panes that are tabs on a narrow screen. */
  readonly panes?: { readonly label: string; readonly tabs: readonly string[] };
};

const LOOKS: readonly Look[] = [
  { name: "light, 1440 px", colorScheme: "light", width: 1440 },
  { name: "dark, 1440 px", colorScheme: "dark", width: 1440 },
  { name: "light, 1024 px", colorScheme: "light", width: 1024 },
];

const NARROW_PX = 1100;

const SCREENS: readonly Screen[] = [
  {
    name: "repositories",
    address: () => "/",
    ready: (page) => page.getByRole("table", { name: "Repositories" }),
  },
  {
    name: "import dialog",
    address: () => "/?import=git",
    ready: (page) => page.getByRole("button", { name: "Import and run" }),
  },
  {
    name: "run",
    address: (sample) => `/runs/${sample.runId}`,
    ready: (page) => page.getByRole("list", { name: "Events, newest first" }),
  },
  {
    name: "graph",
    address: (sample) => `/snapshots/${sample.snapshotId}/graph?focus=read-folder.ts`,
    ready: (page) => page.getByRole("img", { name: /files drawn/ }),
    panes: { label: "Graph", tabs: ["Filters", "Graph", "File"] },
  },
  {
    name: "trajectories",
    address: () => "/trajectories",
    ready: (page) => page.getByRole("table", { name: "Trajectories" }),
  },
  {
    name: "trajectory",
    address: (sample) => `/trajectories/${sample.trajectoryId}?step=${rewritten(sample) + 1}`,
    ready: (page) => page.getByRole("link", { name: /candidates?, \d+ accepted/ }),
    panes: { label: "Workbench", tabs: ["Outline", "Steps", "Inspector"] },
  },
  {
    name: "rewrites",
    address: (sample) => `/trajectories/${sample.trajectoryId}/steps/${rewritten(sample)}`,
    ready: (page) => page.getByRole("table", { name: "Candidates" }),
    panes: { label: "Rewrites", tabs: ["Search", "Thought", "Target code"] },
  },
  {
    name: "review",
    address: () => "/review",
    ready: (page) => page.getByRole("table", { name: "Trajectories to review" }),
  },
  {
    name: "datasets",
    address: () => "/datasets?verdict=any",
    ready: (page) => page.getByRole("table", { name: "Trajectories that pass" }),
  },
  {
    name: "settings",
    address: () => "/settings",
    ready: (page) => page.getByRole("heading", { name: "Scorers" }),
  },
];

for (const look of LOOKS) {
  test.describe(look.name, () => {
    test.use({ colorScheme: look.colorScheme, viewport: { width: look.width, height: 900 } });
    for (const screen of SCREENS) {
      test(screen.name, async ({ page, sample }) => {
        await page.goto(screen.address(sample));
        await expect(screen.ready(page)).toBeVisible();
        if (screen.panes && look.width < NARROW_PX) await expectTabs(page, screen.panes);
        else await expectUsable(page);
      });
    }
  });
}

/** Nothing grave for axe, and nothing hidden by a page that scrolls sideways. */
async function expectUsable(page: Page): Promise<void> {
  await expectAccessible(page);
  const [scrollWidth, clientWidth] = await page.evaluate(() => {
    const root = document.documentElement;
    return [root.scrollWidth, root.clientWidth] as const;
  });
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
}

/** Each pane has its tab, and each tab shows a pane that passes by itself. */
async function expectTabs(page: Page, panes: { label: string; tabs: readonly string[] }): Promise<void> {
  const list = page.getByRole("tablist", { name: panes.label, exact: true });
  await expect(list.getByRole("tab")).toHaveText(panes.tabs.map((tab) => new RegExp(`^${tab}`)));
  for (const tab of panes.tabs) {
    await list.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
    await expect(page.getByRole("tabpanel", { name: new RegExp(`^${tab}`) }).first()).toBeVisible();
    await expectUsable(page);
  }
}

/** The first thought of which a rewrite was accepted. */
function rewritten(sample: Sample): number {
  const header = sample.headers.find(({ accepted }) => accepted > 0);
  if (!header) throw new Error("no rewrite of the sample was accepted");
  return header.index;
}
