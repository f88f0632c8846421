import { expect, test } from "vitest";
import type { Author, Move } from "./author.ts";
import { designBy, SHOP, sampleProject, taskFor } from "./fixture.ts";
import { simulateFile } from "./simulate-file.ts";
import { structuralAuthor } from "./structural/structural-author.ts";

const signal = AbortSignal.timeout(60_000);
const options = { maxReads: 2, sha256: (path: string) => `sha of ${path}` };

test("the steps of a file: delegate, reads after a thought each, one thought, one write, return", async () => {
  const { steps, audit } = await play([
    read("src/price.ts", "I need `toCents` from there."),
    write("I will write `Basket`, which adds up `Line` values."),
  ]);
  expect(steps.map((step) => [step.agent, step.kind, step.tool, step.path, step.sha256])).toEqual([
    ["main", "action", "delegate", "src/basket.ts", null],
    ["src/basket.ts", "think", null, null, null],
    ["src/basket.ts", "action", "read", "src/price.ts", "sha of src/price.ts"],
    ["src/basket.ts", "observation", "read", "src/price.ts", "sha of src/price.ts"],
    ["src/basket.ts", "think", null, null, null],
    ["src/basket.ts", "action", "write", "src/basket.ts", "sha of src/basket.ts"],
    ["src/basket.ts", "action", "return", "src/basket.ts", null],
  ]);
  expect(steps[0]?.text).toMatch(/^Write `src\/basket.ts`, file \d+ of \d+\..*It must offer `Basket` and `dearest`/);
  expect(steps.at(-1)?.text).toBe("Done.");
  expect(audit).toEqual([]);
});

test("illegal reads are dropped with their thoughts and kept for audit", async () => {
  const { steps, audit } = await play([
    read("src/price.ts"),
    read("src/nowhere.ts", "A file that does not exist."),
    read("src/main.ts", "A file of the future."),
    read("src/basket.ts", "The file itself."),
    read("src/price.ts", "Once more."),
    read("package.json"),
    read("tsconfig.json", "One too many."),
    write("I will write `Basket`."),
    read("LICENSE", "After the write."),
  ]);
  expect(steps.filter((step) => step.kind === "observation").map((step) => step.path)).toEqual([
    "src/price.ts",
    "package.json",
  ]);
  expect(steps.filter((step) => step.kind === "think")).toHaveLength(3);
  expect(audit.map((event) => [event.kind, event.path])).toEqual([
    ["rejected-read", "LICENSE"],
    ["rejected-read", "src/nowhere.ts"],
    ["rejected-read", "src/main.ts"],
    ["rejected-read", "src/basket.ts"],
    ["rejected-read", "src/price.ts"],
    ["capped-read", "tsconfig.json"],
  ]);
});

test("a direct dependency the author forgot is read, with a thought of its own", async () => {
  const { steps, audit } = await play([write("I will write `Basket`.")]);
  expect(steps.filter((step) => step.tool === "read" && step.kind === "action").map((step) => step.path)).toEqual([
    "src/price.ts",
  ]);
  expect(steps[1]?.text).toMatch(/`src\/price.ts`/);
  expect(audit).toMatchObject([{ kind: "added-read", path: "src/price.ts" }]);
});

test("names that stand nowhere and words of hindsight are marked", async () => {
  const { steps, audit } = await play([
    read("src/price.ts"),
    write("The existing code uses `Warehouse` and `toCents`. I will write `Basket`."),
  ]);
  expect(steps.filter((step) => step.kind === "think").at(-1)?.ungrounded).toEqual(["Warehouse"]);
  expect(audit).toMatchObject([{ kind: "flagged-thought", message: expect.stringContaining("existing code") }]);
});

test("no write, or a write without a thought, is refused with the remedy", async () => {
  await expect(play([read("src/price.ts")])).rejects.toThrow(/without a thought.*Run again/);
  await expect(play([write("  ")])).rejects.toThrow(/without a thought/);
});

async function play(moves: Move[]) {
  const project = await sampleProject(SHOP, "shop");
  const design = await designBy(structuralAuthor(1), project);
  const author: Author = {
    ...structuralAuthor(1),
    writeFile: async () => ({ moves, summary: "Done.", usage: [] }),
  };
  return simulateFile(author, taskFor(project, "src/basket.ts", design), options, signal);
}

function read(path: string, thought = `I look at \`${path}\`.`): Move {
  return { thought, action: { tool: "read", path } };
}

function write(thought: string): Move {
  return { thought, action: { tool: "write" } };
}
