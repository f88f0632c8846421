import type { PlaywrightTestConfig } from "@playwright/test";
import base from "../playwright.config.ts";

/** `npm run screenshots`: pictures of the real app at work on its sample, for the documents. */
const config: PlaywrightTestConfig = {
  ...base,
  testDir: ".",
  testMatch: "screenshots.ts",
  globalSetup: "./global-setup.ts",
  outputDir: "../.cache/playwright-screenshots",
  reporter: "list",
  timeout: 300_000,
};

export default config;
