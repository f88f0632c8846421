import { existsSync } from "node:fs";
import { chromium as playwright } from "@playwright/test";
import chromium from "@sparticuz/chromium";

export type Browser = { readonly executablePath: string; readonly args: readonly string[] };

/** Keeps Chromium from calling home at every start, which a closed network answers with refusals. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-gpu",
];

/** Playwright's own browser, else the system's, else the one inside the npm package, which needs no download. */
export async function findBrowser(): Promise<Browser> {
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const installed = [playwright.executablePath(), "/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) =>
    existsSync(path),
  );
  if (installed) return { executablePath: installed, args: [...sandbox, ...QUIET] };
  // The packed one is built for hosts without a sandbox of their own.
  return { executablePath: await chromium.executablePath(), args: ["--no-sandbox", ...QUIET] };
}
