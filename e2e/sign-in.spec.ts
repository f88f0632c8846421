import { expect, test } from "./fixtures.ts";
import { newSignInLink } from "./retrace.ts";

const PAGES = [
  "/",
  "/runs",
  "/runs/run_1",
  "/snapshots/snp_1/graph",
  "/trajectories",
  "/trajectories/trj_1",
  "/trajectories/trj_1/steps/1",
  "/review",
  "/datasets",
  "/settings",
];
const ADDRESSES = [
  "/api/session",
  "/api/repositories",
  "/api/runs",
  "/api/runs/run_1/events",
  "/api/events",
  "/api/snapshots/snp_1/file?path=a.ts",
  "/api/trajectories",
  "/api/trajectories/trj_1/text",
  "/api/reviews",
  "/api/exports",
  "/api/exports/exp_1/file",
  "/api/settings",
];

test.describe("a stranger", () => {
  test.use({ storageState: { cookies: [], origins: [] }, refusals: [401] });

  test("gets no page", async ({ page }) => {
    for (const path of PAGES) {
      const response = await page.goto(path);
      expect(response?.status(), path).toBe(401);
      await expect(page.getByText("Not signed in.")).toBeVisible();
    }
  });

  test("gets no answer of the API", async ({ request }) => {
    for (const path of ADDRESSES) {
      const response = await request.get(path);
      expect(response.status(), path).toBe(401);
      expect(await response.json(), path).toMatchObject({ status: 401, code: "unauthenticated" });
    }
    const start = await request.post("/api/runs", { data: { source: { kind: "folder", path: "/tmp" } } });
    expect(start.status()).toBe(401);
  });

  test("signs in with the link, once", async ({ page, browser, baseURL }) => {
    const link = await newSignInLink(baseURL ?? "");
    await page.goto(link);
    await expect(page.getByRole("heading", { name: "Repositories" })).toBeVisible();
    await expect(page.getByLabel(/^Signed in as /)).toBeVisible();

    const other = await browser.newContext({ storageState: { cookies: [], origins: [] } });
    const second = await other.newPage();
    expect((await second.goto(link))?.status()).toBe(401);
    await expect(second.getByText("This sign-in link was used already")).toBeVisible();
    expect((await second.goto(baseURL ?? ""))?.status()).toBe(401);
    await other.close();
  });
});

test("another site gets nothing done, signed in or not", async ({ request }) => {
  for (const headers of [
    { host: "evil.example" },
    { origin: "https://evil.example" },
    { "sec-fetch-site": "cross-site" },
  ]) {
    const told = JSON.stringify(headers);
    const reading = await request.get("/api/session", { headers });
    expect(reading.status(), told).toBe(403);
    expect(await reading.json(), told).toMatchObject({ code: "forbidden" });
    const writing = await request.post("/api/runs", { headers, data: { source: { kind: "folder", path: "/tmp" } } });
    expect(writing.status(), told).toBe(403);
    expect((await request.get("/", { headers })).status(), told).toBe(403);
  }
  expect((await request.get("/api/session")).status()).toBe(200);
});
