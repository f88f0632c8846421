import { defineConfig } from "@playwright/test";
import { findBrowser } from "./e2e/browser.ts";

const browser = await findBrowser();

/** Journeys through the real app: a server with an embedded database of its own, started once by the global set-up. */
export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/global-setup.ts",
  outputDir: ".cache/playwright",
  reporter: [["list"], ["json", { outputFile: ".cache/playwright.json" }]],
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  use: {
    viewport: { width: 1440, height: 900 },
    // Set by the global set-up; the processes that run tests read this file after it.
    ...(process.env.E2E_BASE_URL !== undefined && { baseURL: process.env.E2E_BASE_URL }),
    storageState: ".cache/e2e-session.json",
    trace: "retain-on-failure",
    launchOptions: browser,
  },
});
