import { spawn } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";

/**
 * `npm test`: everything that must hold before a change lands, cheapest first. `npm test -- browser` runs the browser
 * journeys alone. Ends with one line, "N passed, N failed", which counts checks and tests.
 */
type Check = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly report?: string;
};

const checks: readonly Check[] = [
  { name: "format and lint", command: "biome", args: ["ci", "--colors=off", "--error-on-warnings", "."] },
  { name: "types", command: "npm", args: ["run", "-s", "types"] },
  { name: "import rules", command: "npm", args: ["run", "-s", "arrows"] },
  { name: "import rules can fail", command: "node", args: [".ci/plant-violation.ts"] },
  { name: "dead code", command: "knip", args: [] },
  { name: "secrets", command: "node", args: [".ci/secrets.ts"] },
];
const vitest: Check = {
  name: "unit and integration tests",
  command: "vitest",
  args: ["run", "--reporter=dot", "--reporter=json", "--outputFile.json=.cache/vitest.json"],
  report: ".cache/vitest.json",
};
const browser: Check = {
  name: "browser tests",
  command: "playwright",
  args: ["test"],
  report: ".cache/playwright.json",
};

let passed = 0;
let failed = 0;

await mkdir(".cache", { recursive: true });
await run("node", ["prisma/generate.ts"]);
if (process.argv[2] === "browser") {
  await count(browser);
} else {
  // Two at a time: the machine this must pass on has two cores.
  const waiting = [...checks];
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) await count(check);
  };
  await Promise.all([lane(), lane()]);
  if (failed === 0) await count(vitest);
  if (failed === 0) await count(browser);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

async function count(check: Check): Promise<void> {
  const started = Date.now();
  if (check.report) await rm(check.report, { force: true });
  const { code, output } = await run(check.command, check.args, check.report !== undefined);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? "pass" : "FAIL"}  ${check.name} (${seconds} s)`);
  if (code !== 0) console.log(output);
  const tests = check.report ? await countTests(check.report) : null;
  passed += tests ? tests.passed : Number(code === 0);
  failed += tests ? Math.max(tests.failed, Number(code !== 0)) : Number(code !== 0);
}

/** Runs a command; with `live` its output is shown as it comes, otherwise only kept for a failure. */
function run(command: string, args: readonly string[], live = false): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        if (live) process.stdout.write(chunk);
        else output += chunk;
      });
    }
    child.on("error", (error) => resolve({ code: 1, output: `${command}: ${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Reads vitest's or Playwright's JSON report. */
async function countTests(path: string): Promise<{ passed: number; failed: number }> {
  const report: unknown = JSON.parse(await readFile(path, "utf8").catch(() => "{}"));
  const number = (value: unknown) => (typeof value === "number" ? value : 0);
  const members = (value: unknown): Record<string, unknown> =>
    typeof value === "object" && value !== null ? { ...value } : {};
  const { numPassedTests, numFailedTests, stats } = members(report);
  if (stats !== undefined) {
    const { expected, unexpected, flaky } = members(stats);
    return { passed: number(expected) + number(flaky), failed: number(unexpected) };
  }
  return { passed: number(numPassedTests), failed: number(numFailedTests) };
}
