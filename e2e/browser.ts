import { existsSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { chromium as playwright } from "@playwright/test";

/** Launch options of Playwright. */
export type Browser = {
  readonly executablePath: string;
  readonly args: string[];
  readonly env?: Record<string, string>;
};

/** Keeps Chromium from calling home at every start, which a closed network answers with refusals. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-gpu",
];

/**
 * Playwright's own browser, else the system's, else the one inside the npm package, which needs no download.
 * `E2E_BROWSER=packed` takes the last one in any case.
 */
export async function findBrowser(): Promise<Browser> {
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const known = [playwright.executablePath(), "/usr/bin/chromium", "/usr/bin/google-chrome"];
  const installed = process.env.E2E_BROWSER === "packed" ? undefined : known.find((path) => existsSync(path));
  if (installed) return { executablePath: installed, args: [...sandbox, ...QUIET] };
  return unpackBrowser();
}

/**
 * The packed browser brings the libraries it needs, but unpacks them only for a host that looks like AWS Lambda. It is
 * shown such a host while it unpacks, into a folder of ours; its library path is for the browser alone, since what else
 * the tests start, Postgres above all, has libraries of its own.
 */
async function unpackBrowser(): Promise<Browser> {
  const before = { ...process.env };
  const folder = resolve(".cache/browser");
  mkdirSync(folder, { recursive: true });
  try {
    process.env.TMPDIR = folder;
    process.env.AWS_LAMBDA_JS_RUNTIME = "nodejs22.x";
    const { default: chromium } = await import("@sparticuz/chromium");
    const executablePath = await chromium.executablePath();
    const libraries = `${folder}/al2023/lib`;
    const env = Object.fromEntries(
      Object.entries(before).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    return {
      executablePath,
      args: ["--no-sandbox", ...QUIET],
      env: { ...env, LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: `${folder}/fonts` },
    };
  } finally {
    for (const name of ["TMPDIR", "AWS_LAMBDA_JS_RUNTIME", "LD_LIBRARY_PATH", "FONTCONFIG_PATH"]) {
      const value = before[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
