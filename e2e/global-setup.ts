import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { resolve } from "node:path";
import { chromium } from "@playwright/test";
import { findBrowser } from "./browser.ts";
import { startModelServer } from "./model-server.ts";
import { RETRACE } from "./retrace.ts";

/**
 * Starts Retrace as a newcomer does, on an empty database, and signs in with the link it prints. With E2E_LINK it uses
 * a server that runs already; E2E_DATA then names that server's data folder, and E2E_MODELS the address of its models,
 * which are those of model-server.ts.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  const given = process.env.E2E_LINK;
  const { link, stop } = given === undefined ? await start() : { link: given, stop: async () => {} };
  process.env.E2E_BASE_URL = new URL(link).origin;

  const browser = await chromium.launch(await findBrowser());
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForURL((url) => url.pathname === "/");
  await mkdir(".cache", { recursive: true });
  await writeFile(".cache/e2e-session.json", JSON.stringify(await context.storageState()));
  await browser.close();
  return stop;
}

async function start(): Promise<{ link: string; stop: () => Promise<void> }> {
  const data = resolve(".cache/e2e-data");
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true });
  process.env.E2E_DATA = data;
  const port = await freePort();
  const models = await startModelServer();
  process.env.E2E_MODELS = models.url;
  const env: NodeJS.ProcessEnv = { ...process.env, ...models.env, RETRACE_DATA: data, RETRACE_PORT: String(port) };
  delete env.DATABASE_URL;
  delete env.NODE_OPTIONS;
  const server = spawn(process.execPath, [...RETRACE, "start"], { env, stdio: ["ignore", "pipe", "pipe"] });
  const link = await waitForLink(server);
  const stop = async () => {
    const ended = new Promise((done) => server.once("exit", done));
    server.kill("SIGINT");
    await ended;
    await models.stop();
  };
  return { link, stop };
}

function waitForLink(server: ChildProcess): Promise<string> {
  return new Promise((resolveLink, reject) => {
    let output = "";
    const read = (chunk: Buffer) => {
      output += chunk;
      const link = /http:\S+\/sign-in\?token=\S+/.exec(output)?.[0];
      if (link) resolveLink(link);
    };
    server.stdout?.on("data", read);
    server.stderr?.on("data", read);
    server.once("exit", (code) => reject(new Error(`retrace start ended with code ${code}:\n${output}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === "object" ? resolvePort(address.port) : reject(new Error("no port")),
      );
    });
  });
}
