import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";

import { type AuditEvent, paragraphsOf, type StepDraft } from "#lib/trajectory/index.ts";
import type { FileTask } from "../author.ts";
import { designBy, filesOf, type SampleProject, SHOP, sampleProject, taskFor } from "../fixture.ts";
import { hindsightSentences, sentencesOf } from "../hindsight.ts";
import { simulateFile } from "../simulate-file.ts";
import { simulateMain } from "../simulate-main.ts";
import { validatePlan } from "../validate-plan.ts";
import { operatorsFor } from "./operators.ts";
import { structuralAuthor } from "./structural-author.ts";
import { codeTokens, wordCount } from "./words.ts";

const signal = AbortSignal.timeout(120_000);
const options = { maxReads: 4, sha256: (path: string) => `sha of ${path}` };

type Played = { readonly task: FileTask; readonly steps: StepDraft[]; readonly audit: AuditEvent[] };

let shop: SampleProject;
let own: SampleProject;
let played: Played[];

beforeAll(async () => {
  shop = await sampleProject(SHOP, "shop");
  own = await sampleProject(filesOf(join(import.meta.dirname, "../../structure")), "structure");
  played = [...(await play(shop, 1)), ...(await play(own, 1))];
}, 120_000);

test("every thought of a real folder and of the sample is grounded and speaks of what is to come", () => {
  const thoughts = played.flatMap(({ steps }) => steps.filter((step) => step.kind === "think"));
  expect(thoughts.length).toBeGreaterThan(60);
  expect(thoughts.filter((step) => step.ungrounded.length > 0).map((step) => step.ungrounded)).toEqual([]);
  expect(thoughts.flatMap((step) => hindsightSentences(step.text ?? ""))).toEqual([]);
});

test("what was written so far is all that is read, and nothing had to be dropped", () => {
  for (const { task, steps, audit } of played) {
    const reads = steps.filter((step) => step.kind === "action" && step.tool === "read").map((step) => step.path);
    expect(reads.length).toBeLessThanOrEqual(4);
    expect(reads.every((path) => path !== null && task.written.includes(path))).toBe(true);
    expect(audit).toEqual([]);
    expect(steps.filter((step) => step.tool === "write").map((step) => step.path)).toEqual([task.file.path]);
  }
});

test("neighbouring thoughts do not begin with the same sentence, nor with the same frame around other names", () => {
  const firsts = played
    .flatMap(({ steps }) => steps.filter((step) => step.kind === "think"))
    .map((step) => (sentencesOf(step.text ?? "")[0] ?? "").replace(/`[^`]*`/g, "`…`"));
  const repeated = firsts.filter((first, index) => index > 0 && first === firsts[index - 1]);
  expect(repeated).toEqual([]);
});

test("thoughts quote nothing: no fence, and hardly a run of eight code tokens of the target", () => {
  for (const { task, steps } of played) {
    const target = grams(task.content);
    for (const step of steps.filter((each) => each.kind === "think")) {
      expect(step.text).not.toContain("```");
      const own = [...grams(step.text?.replaceAll("`", "") ?? "")];
      const shared = own.filter((gram) => target.has(gram));
      expect(shared.length / Math.max(1, own.length), `${task.file.path}: ${shared[0]}`).toBeLessThanOrEqual(0.02);
    }
  }
});

test("the last thought grows with its file and stays within its bounds", () => {
  const lengths = played.map(({ task, steps }) => ({
    tokens: codeTokens(task.content).length,
    words: wordCount(steps.filter((step) => step.kind === "think").at(-1)?.text ?? ""),
  }));
  expect(Math.max(...lengths.map((each) => each.words))).toBeLessThanOrEqual(350);
  const mean = (of: typeof lengths) => of.reduce((sum, each) => sum + each.words, 0) / of.length;
  expect(mean(lengths.filter((each) => each.tokens > 1000))).toBeGreaterThan(
    2 * mean(lengths.filter((each) => each.tokens < 150)),
  );
});

test("the same seed gives the same words, another seed others", async () => {
  const words = async (seed: number) => JSON.stringify((await play(shop, seed)).map((each) => each.steps));
  expect(await words(7)).toBe(await words(7));
  expect(await words(7)).not.toBe(await words(8));
});

test("the main agent names the project, cites real files, and plans what the graph says", async () => {
  for (const project of [shop, own]) {
    const { steps, requirements, plan, audit } = await simulateMain(structuralAuthor(1), project.brief, signal);
    expect(audit).toEqual([]);
    expect(steps.map((step) => [step.kind, step.tool, step.path])).toEqual([
      ["think", null, null],
      ["action", "plan", null],
      ["action", "plan", null],
    ]);
    expect(requirements.length).toBeGreaterThanOrEqual(4);
    expect(requirements.length).toBeLessThanOrEqual(15);
    expect(validatePlan(plan, project.structure, requirements)).toEqual([]);
    expect(steps[0]?.ungrounded).toEqual([]);
  }
});

test("requirements of the sample come from manifest, entry point, symbols and tests", async () => {
  const { requirements } = await simulateMain(structuralAuthor(1), shop.brief, signal);
  const text = requirements.map((each) => `${each.kind}: ${each.text} ${each.evidence.join(" ")}`).join("\n");
  expect(text).toContain("Counts what lies in a basket and prints the bill. package.json");
  expect(text).toMatch(/command `shop`, which starts in `src\/main.ts`\. src\/main.ts package.json/);
  expect(text).toMatch(/round an amount to whole cents \(`toCents`\)/);
  expect(text).toContain('"adds up what was put in"');
  expect(text).toContain("non-functional: It must run on node >=24.");
  expect(text).toContain("non-functional: Tests must run under vitest.");
});

test("a file says what it needs, and a cycle is met with open eyes", () => {
  const thought = (path: string) =>
    played
      .find((each) => each.task.file.path === path)
      ?.steps.filter((each) => each.kind === "think")
      .at(-1)?.text ?? "";
  expect(thought("src/basket.ts")).toMatch(/`toCents`/);
  const first = shop.structure.order.find((path) => path === "src/left.ts" || path === "src/right.ts") ?? "";
  expect(thought(first)).toMatch(/outline|planned names/);
  expect(thought("src/__init__.py")).toMatch(/presence|empty|no text/);
});

test("every operator gives another coherent thought, is not applied twice, and the dealing ends", async () => {
  const author = structuralAuthor(1, 4);
  const operators = new Set<string>();
  for (const { task, steps } of played) {
    const start = steps.filter((step) => step.kind === "think").at(-1)?.text ?? "";
    const read = readOutlines(task, steps);
    let thought = start;
    const applied: string[] = [];
    for (let pass = 1; pass <= 3; pass += 1) {
      const rewrite = await author.rewrite(
        { task, moment: "before-writing", thought, pass, position: 0, paragraph: null, applied, read, tests: [] },
        signal,
      );
      if (rewrite === null) continue;
      expect(applied).not.toContain(rewrite.operator);
      expect(rewrite.text).not.toBe(thought);
      const blocks = rewrite.text.split("\n\n");
      expect(new Set(blocks).size).toBe(blocks.length);
      expect(hindsightSentences(rewrite.text)).toEqual([]);
      thought = rewrite.text;
      applied.push(rewrite.operator);
      operators.add(rewrite.operator);
    }
  }
  expect(operators.size).toBeGreaterThan(5);
});

test("the six candidates of the usual search are by different operators", async () => {
  const author = structuralAuthor(1, 4);
  const basket = played.find((each) => each.task.file.path === "src/basket.ts");
  if (basket === undefined) throw new Error("no basket");
  const thought = basket.steps.filter((step) => step.kind === "think").at(-1)?.text ?? "";
  const base = {
    task: basket.task,
    moment: "before-writing" as const,
    thought,
    paragraph: null,
    applied: [],
    read: readOutlines(basket.task, basket.steps),
    tests: [],
  };
  const able = operatorsFor({ ...base, pass: 1, position: 0 }).filter(
    (each) => each.apply({ ...base, pass: 1, position: 0 }, 1) !== null,
  );
  const found = new Set<string>();
  for (const pass of [1, 2, 3]) {
    for (const position of [0, 1]) {
      const rewrite = await author.rewrite({ ...base, pass, position }, signal);
      if (rewrite !== null) found.add(rewrite.operator);
    }
  }
  expect(found.size).toBe(Math.min(6, able.length));
});

test("a paragraph is left out or another one stands instead, and the opening stays", async () => {
  const author = structuralAuthor(1, 4);
  const basket = played.find((each) => each.task.file.path === "src/basket.ts");
  if (basket === undefined) throw new Error("no basket");
  const thought = basket.steps.filter((step) => step.kind === "think").at(-1)?.text ?? "";
  const { paragraphs } = paragraphsOf(thought);
  expect(paragraphs.length).toBeGreaterThan(1);
  const base = {
    task: basket.task,
    moment: "before-writing" as const,
    thought,
    pass: 1,
    applied: [],
    read: readOutlines(basket.task, basket.steps),
    tests: [],
  };
  for (const paragraph of paragraphs.keys()) {
    const left = await author.rewrite({ ...base, paragraph, position: 0 }, signal);
    const other = await author.rewrite({ ...base, paragraph, position: 1 }, signal);
    for (const rewrite of [left, other]) {
      if (rewrite === null) continue;
      expect(rewrite.text).not.toBe(thought);
      expect(rewrite.operator).toMatch(new RegExp(`:${paragraph + 1}$`));
      if (paragraph > 0) expect(rewrite.text).not.toContain(paragraphs[paragraph]);
      expect(rewrite.text.startsWith((paragraphs[0] ?? "").slice(0, 40))).toBe(true);
    }
    if (paragraph > 0) expect(left?.operator).toBe(`leave-out:${paragraph + 1}`);
  }
  expect(await author.rewrite({ ...base, paragraph: paragraphs.length, position: 0 }, signal)).toBeNull();
});

async function play(project: SampleProject, seed: number): Promise<Played[]> {
  const author = structuralAuthor(seed, 4);
  const design = await designBy(author, project);
  const all: Played[] = [];
  for (const path of project.structure.order) {
    const task = taskFor(project, path, design);
    const { steps, audit } = await simulateFile(author, task, options, signal);
    all.push({ task, steps, audit });
  }
  return all;
}

function readOutlines(task: FileTask, steps: readonly StepDraft[]) {
  const paths = steps.filter((step) => step.kind === "observation").map((step) => step.path);
  return task.brief.structure.outlines.filter((outline) => paths.includes(outline.path));
}

function grams(text: string): Set<string> {
  const tokens = codeTokens(text);
  return new Set(tokens.slice(7).map((_, index) => tokens.slice(index, index + 8).join(" ")));
}
