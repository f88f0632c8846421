import { beforeAll, expect, test } from "vitest";
import { scriptedChat } from "#lib/testing/scripted-models.ts";
import type { RewriteTask } from "../author.ts";
import { designBy, filesOf, type SampleProject, SHOP, sampleProject, taskFor } from "../fixture.ts";
import type { Plan, Requirement } from "../schema.ts";
import { structuralAuthor } from "../structural/structural-author.ts";
import { fileContext, leadContext, planFiles } from "./context.ts";
import { languageModelAuthor } from "./language-model-author.ts";
import { roomOf } from "./room.ts";
import { weightOf } from "./weight.ts";

const signal = AbortSignal.timeout(120_000);
const WINDOWS = [4_096, 8_192, 32_768, 131_072];

/** Shapes that real repositories have: many files, one long file, long lines, other writings, figures, many needs. */
const SHAPES: readonly (readonly [string, () => Record<string, string>])[] = [
  ["a small shop", () => SHOP],
  ["a module of this project", () => filesOf("lib/std")],
  ["400 files of this project", () => Object.fromEntries(Object.entries(filesOf("lib")).slice(0, 400))],
  ["one line of 300 kB", () => ({ ...SHOP, "src/price.ts": `export const table = "${"abc;".repeat(75_000)}";\n` })],
  ["figures", () => ({ ...SHOP, "src/price.ts": `export const table = [${"12345, ".repeat(20_000)}];\n` })],
  [
    "other writings",
    () => ({
      ...SHOP,
      "README.md": `# 店\n\n${"这是一个计算篮子里的东西的小程序。\n".repeat(3_000)}`,
      "src/price.ts": `// ${"説明🙂".repeat(9_000)}\nexport const a = 1;\n`,
    }),
  ],
  ["a file that needs 300", needsMany],
  [
    "long names",
    () =>
      Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [
          `${"deep/".repeat(40)}${"name".repeat(40)}${index}.ts`,
          `export const a${index} = ${index};\n`,
        ]),
      ),
  ],
];

function needsMany(): Record<string, string> {
  const parts = Array.from({ length: 300 }, (_, index) => index);
  return {
    ...Object.fromEntries(
      parts.map((index) => [`src/parts/part-number-${index}.ts`, `export const part${index} = ${index};\n`]),
    ),
    "src/all.ts":
      parts.map((index) => `import { part${index} } from "./parts/part-number-${index}.ts";\n`).join("") +
      "export const all = 1;\n",
  };
}

let sample: { readonly project: SampleProject; readonly plan: Plan; readonly requirements: Requirement[] } | null =
  null;

beforeAll(async () => {
  const project = await sampleProject(SHOP, "shop");
  sample = { project, ...(await designBy(structuralAuthor(1), project)) };
});

test.each(SHAPES)("every prompt for %s fits every window, the same each time", async (_, files) => {
  const project = await sampleProject(files(), "sample");
  const design = await designBy(structuralAuthor(1), project);
  const { order } = project.structure;
  const picked = [
    ...new Set([
      0,
      Math.floor(order.length / 2),
      order.length - 2,
      order.indexOf("src/all.ts"),
      order.indexOf("src/price.ts"),
    ]),
  ].flatMap((index) => order[index] ?? []);
  const tasks = await Promise.all(picked.map((path) => rewriteTask(project, path, design)));
  for (const window of WINDOWS) {
    const asked = await promptsFor(project, design, tasks, window);
    for (const { system, user, maxOutputTokens } of asked) {
      expect(Math.ceil((weightOf(system) + weightOf(user)) / 3) + maxOutputTokens).toBeLessThanOrEqual(window);
      expect(user.isWellFormed()).toBe(true);
    }
    if (window === 8_192) expect(await promptsFor(project, design, tasks, window)).toEqual(asked);
  }
});

async function rewriteTask(
  project: SampleProject,
  path: string,
  design: { plan: Plan; requirements: Requirement[] },
): Promise<RewriteTask> {
  const task = taskFor(project, path, design);
  const { moves } = await structuralAuthor(1).writeFile(task, signal);
  const outlines = (paths: readonly string[]) =>
    project.structure.outlines.filter((outline) => paths.includes(outline.path));
  return {
    task,
    moment: "before-writing",
    thought: moves.at(-1)?.thought ?? "",
    pass: 1,
    position: 0,
    paragraph: null,
    applied: [],
    read: outlines(task.needs.map((edge) => edge.to)),
    tests: outlines(task.neededBy.map((edge) => edge.from)),
  };
}

/** What is asked in a run: requirements, all chunks of the plan, then moves and rewrites of some files. */
async function promptsFor(
  project: SampleProject,
  design: { plan: Plan; requirements: Requirement[] },
  tasks: readonly RewriteTask[],
  window: number,
) {
  const thought = `I will ${"take care of it and ".repeat(30)}be done.`;
  const chat = scriptedChat([
    { when: ({ user }) => user.includes("<refine>...</refine>"), reply: "<refine>I will go on.</refine>" },
    { when: "Write a thought of 120", reply: JSON.stringify({ thought, requirements: design.requirements }) },
    {
      when: "\nPlan these ",
      reply: ({ user }) => {
        const list = user.slice(user.lastIndexOf("\nPlan these "));
        return JSON.stringify({
          entries: design.plan.entries.filter((entry) => new RegExp(`^${entry.order}\\. `, "m").test(list)),
        });
      },
    },
    {
      when: "\nGive the moves",
      reply: JSON.stringify({ moves: [{ thought, action: { tool: "write" } }], summary: "It is done." }),
    },
  ]);
  const author = languageModelAuthor(chat, window);
  await author.plan(project.brief, signal);
  for (const task of tasks) {
    await author.writeFile(task.task, signal);
    await author.rewrite(task, signal);
    await author.rewrite({ ...task, paragraph: 0 }, signal);
  }
  return chat.calls;
}

test("what does not fit is said: every part that is cut ends with a note, and every cut line with a mark", async () => {
  const files = {
    ...SHOP,
    "README.md": `# Shop\n\n${"What it does, and why it does so, in a line.\n".repeat(900)}`,
    "src/price.ts": `export const a = 1;\n${"export const b = 'x';\n".repeat(2_000)}`,
  };
  const project = await sampleProject(files, "shop");
  const design = await designBy(structuralAuthor(1), project);
  const lines = new Set([...project.files.values()].flatMap((text) => text.split("\n")));
  for (const window of WINDOWS) {
    const context = fileContext(taskFor(project, "src/price.ts", design), roomOf(window));
    const target =
      /<target-for-your-eyes-only>\n([\s\S]*)\n<\/target-for-your-eyes-only>/.exec(context)?.[1]?.split("\n") ?? [];
    const note = /^\[cut: (\d+) of (\d+) characters not shown\]$/.exec(target.at(-1) ?? "");
    const shown = note === null ? target : target.slice(0, -1);
    expect(shown.every((line) => lines.has(line) || line.endsWith(" …"))).toBe(true);
    expect(note === null).toBe(window === 131_072);
    if (note !== null) expect(shown.join("\n").length + Number(note[1])).toBe(Number(note[2]));
  }
  expect(leadContext(project.brief, roomOf(131_072))).toMatch(
    /in a line\. …\n\[cut: \d+ characters not shown\]\n<\/readme>/,
  );
});

test("outlines lose detail before they lose files", async () => {
  const project = await sampleProject(filesOf("lib/structure"), "structure");
  const outlines = (window: number) =>
    /<outlines>\n([\s\S]*)\n<\/outlines>/.exec(leadContext(project.brief, roomOf(window)))?.[1] ?? "";
  const paths = project.structure.order.filter((path) => path.endsWith(".ts"));
  expect(outlines(1_000_000)).toMatch(/^ {6}\. /m);
  expect(outlines(65_536)).toMatch(/^\[left out to fit: members/);
  expect(paths.filter((path) => outlines(32_768).includes(`${path} (typescript`)).length).toBeGreaterThan(
    0.9 * paths.length,
  );
});

test("prompts of a run begin alike: all of the lead's, and all of one file's", async () => {
  if (sample === null) throw new Error("no sample");
  const { project, plan, requirements } = sample;
  const design = { plan, requirements };
  const task = await rewriteTask(project, "src/basket.ts", design);
  const [first, chunk, moves, whole, paragraph] = kinds(await promptsFor(project, design, [task], 32_768));
  expect(sharedPrefix(first, chunk)).toContain("</manifests>");
  expect(sharedPrefix(moves, whole)).toContain("</target-for-your-eyes-only>\n\nFile to write: src/basket.ts\n");
  expect(sharedPrefix(whole, paragraph).slice(-900)).toContain("</later-tests>");
  const main = await rewriteTask(project, "src/main.ts", design);
  const [, , other] = kinds(await promptsFor(project, design, [main], 32_768));
  expect(sharedPrefix(moves, other)).toContain("</requirements>\n\n<written-files>\n");
});

test("steady parts are cut alike for every file of a run and every chunk of a plan", async () => {
  if (sample === null) throw new Error("no sample");
  const { project, plan, requirements } = sample;
  const design = {
    plan,
    requirements: requirements.map((each) => ({ ...each, text: `${each.text} ${"And so on. ".repeat(60)}` })),
  };
  const asked = await promptsFor(
    project,
    design,
    [await rewriteTask(project, "src/basket.ts", design), await rewriteTask(project, "src/price.ts", design)],
    8_192,
  );
  const cut = (title: string) =>
    asked
      .flatMap(({ user }) => new RegExp(`<${title}>\\n[^<]*\\n</${title}>`).exec(user)?.[0] ?? [])
      .filter((part) => part.includes("[cut: "));
  const [lead, ...files] = [...new Set(cut("requirements"))];
  expect(cut("requirements").length).toBeGreaterThan(6);
  expect(lead).toContain("[evidence:");
  expect(files).toHaveLength(1);
});

/** The first prompt of each kind, with its system text. */
function kinds(asked: readonly { readonly system: string; readonly user: string }[]): string[] {
  const marks = ["Write a thought of 120", "\nPlan these ", "\nGive the moves", "<thought>\n", "<replace>\n"];
  return marks.map((mark) => {
    const prompt = asked.find(({ user }) => user.includes(mark));
    return prompt === undefined ? "" : prompt.system + prompt.user;
  });
}

function sharedPrefix(one = "", other = ""): string {
  let index = 0;
  while (index < one.length && one[index] === other[index]) index += 1;
  return one.slice(0, index);
}

test("a window too small is refused by name; reply, chunk and reads follow from it", () => {
  expect(() => roomOf(4_095)).toThrow(/config\.authorWindow: 4095 tokens are too few.*4096 or more/);
  expect(
    WINDOWS.map((window) => roomOf(window)).map(({ replyTokens, planChunk, maxReads }) => [
      replyTokens,
      planChunk,
      maxReads,
    ]),
  ).toEqual([
    [1_365, 9, 6],
    [2_730, 18, 15],
    [8_000, 20, 53],
    [8_000, 20, 53],
  ]);
  expect(roomOf(32_768, 3).maxReads).toBe(3);
});

test("needs are counted where there is no room for their names", () => {
  const needs = ["one", "two", "three", "four"].map((name) => `src/a-long-folder/${name}.ts`);
  const files = [
    { path: "a.ts", order: 3, needs },
    { path: "b\n.ts", order: 4, needs: [] },
  ];
  expect(planFiles(files, 1_000)).toBe(`3. a.ts needs ${needs.join(", ")}\n4. b?.ts`);
  expect(planFiles(files, 130)).toBe(`3. a.ts needs ${needs.slice(0, 3).join(", ")} (1 more not shown)\n4. b?.ts`);
  expect(planFiles(files, 10)).toBe("3. a.ts needs (4 not shown)\n4. b?.ts");
});
