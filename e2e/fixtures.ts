import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, test as base, expect, type Page } from "@playwright/test";
import { z } from "zod";
import { RunHead } from "#lib/runs/index.ts";
import { StepHeader, Trajectory } from "#lib/trajectory/index.ts";

/** The run that a first start makes by itself, when it is done. */
export type Sample = {
  readonly runId: string;
  readonly snapshotId: string;
  readonly trajectoryId: string;
  readonly trajectory: Trajectory;
  readonly headers: readonly StepHeader[];
};

type Options = {
  /** Statuses of refused requests that a journey provokes: the browser writes each of them to its console. */
  readonly refusals: readonly number[];
};

const SAMPLE_LIMIT_MS = 300_000;

/** Every page error and console error fails the journey that caused it. */
export const test = base.extend<Options, { sample: Sample }>({
  refusals: [[], { option: true }],
  page: async ({ page, refusals }, use) => {
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    await use(page);
    const expected = refusals.map((status) => `the server responded with a status of ${status} `);
    const rest = problems.filter((problem) => !expected.some((part) => problem.includes(part)));
    expect(rest, "errors in the browser's console").toEqual([]);
  },
  sample: [
    async ({ playwright }, use) => {
      const request = await playwright.request.newContext({
        baseURL: process.env.E2E_BASE_URL ?? "",
        storageState: ".cache/e2e-session.json",
      });
      await use(await waitForSample(request));
      await request.dispose();
    },
    { scope: "worker", timeout: SAMPLE_LIMIT_MS },
  ],
});

export { expect };

/** Reads the API with the session of the test and parses the reply. */
export async function read<Schema extends z.ZodType>(
  request: APIRequestContext,
  path: string,
  reply: Schema,
): Promise<z.output<Schema>> {
  const response = await request.get(path);
  expect(response.status(), path).toBe(200);
  return reply.parse(await response.json());
}

/** axe finds no serious or critical violation on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter((each) => each.impact === "serious" || each.impact === "critical");
  const told = grave.map(
    (each) => `${each.id}: ${each.help}\n${each.nodes.map((node) => `  ${node.html.slice(0, 160)}`).join("\n")}`,
  );
  expect(told).toEqual([]);
}

/** One choice of a segmented control, such as "Whole" of "What is judged". */
export function segment(page: Page, group: string, name: string | RegExp) {
  return page.getByLabel(group, { exact: true }).getByRole("radio", { name });
}

async function waitForSample(request: APIRequestContext): Promise<Sample> {
  const run = await waitForRun(request, ({ source }) => source.kind === "folder" && source.subPath === "lib/sources");
  const { id: runId, snapshotId, trajectoryId } = run;
  if (snapshotId === null || trajectoryId === null) throw new Error(`run ${runId} is done without a trajectory`);
  const trajectory = await read(request, `/api/trajectories/${trajectoryId}`, Trajectory);
  const headers = await read(request, `/api/trajectories/${trajectoryId}/steps`, z.array(StepHeader));
  return { runId, snapshotId, trajectoryId, trajectory, headers };
}

async function waitForRun(request: APIRequestContext, isWanted: (run: RunHead) => boolean): Promise<RunHead> {
  for (;;) {
    const run = (await read(request, "/api/runs", z.array(RunHead))).find(isWanted);
    if (run?.state === "done") return run;
    if (run?.state === "failed") throw new Error(`the run failed: ${run.error}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
