import { beforeAll, expect, test } from "vitest";
import { scriptedChat } from "#lib/testing/scripted-models.ts";
import { designBy, type SampleProject, SHOP, sampleProject, taskFor } from "../fixture.ts";
import type { Plan, Requirement } from "../schema.ts";
import { simulateFile } from "../simulate-file.ts";
import { simulateMain } from "../simulate-main.ts";
import { structuralAuthor } from "../structural/structural-author.ts";
import { languageModelAuthor } from "./language-model-author.ts";

const signal = AbortSignal.timeout(60_000);
let shop: SampleProject;
let design: { plan: Plan; requirements: Requirement[] };

beforeAll(async () => {
  shop = await sampleProject(SHOP, "shop");
  design = await designBy(structuralAuthor(1), shop);
});

/** A thought of so many words that no first reply is sent back for its length. */
const words = (count: number) => `I will ${"take care of it and ".repeat(Math.ceil(count / 5))}be done.`;

const requirementsReply = JSON.stringify({
  thought: words(150),
  requirements: [
    { id: "R7", kind: "functional", text: "Add up a basket.", evidence: ["src/basket.ts", "src/nowhere.ts"] },
    { id: "R9", kind: "functional", text: "Fly.", evidence: ["sky.ts"] },
  ],
});

test("requirements and plan are parsed, renumbered, repaired and reported", async () => {
  const entries = design.plan.entries.slice(1).map((entry) => ({ ...entry, requirements: ["R1", "R50"] }));
  const chat = scriptedChat([
    { when: "Write a thought of 120", reply: `Here you are:\n\`\`\`json\n${requirementsReply}\n\`\`\`` },
    { when: "Plan these", reply: JSON.stringify({ entries }) },
  ]);
  const author = languageModelAuthor(chat);
  expect(author.id).toBe("language-model:scripted/chat@1/prompts@3");
  const { requirements, plan, audit, usage } = await simulateMain(author, shop.brief, signal);
  expect(requirements).toEqual([
    { id: "R1", kind: "functional", text: "Add up a basket.", evidence: ["src/basket.ts"] },
  ]);
  expect(plan.entries.map((entry) => entry.path)).toEqual(shop.structure.order);
  expect(audit.map((event) => event.message).join("\n")).toMatch(
    /nowhere.*\n.*sky[\s\S]*R2 was dropped[\s\S]*has no entry/,
  );
  // The entry that is left out was asked for once more.
  expect(usage).toHaveLength(3);
});

test("a plan of many files is asked for in chunks", async () => {
  const many = await sampleProject(
    Object.fromEntries(
      Array.from({ length: 45 }, (_, index) => [`m${index}.ts`, `export const m${index} = ${index};\n`]),
    ),
  );
  const base = await designBy(structuralAuthor(1), many);
  const chat = scriptedChat([
    {
      when: "Write a thought of 120",
      reply: JSON.stringify({
        thought: words(150),
        requirements: [{ id: "R1", kind: "functional", text: "Count.", evidence: ["m0.ts"] }],
      }),
    },
    {
      when: "Plan these",
      reply: ({ user }) =>
        JSON.stringify({
          entries: base.plan.entries
            .filter((entry) => user.includes(`\n${entry.order}. ${entry.path}\n`))
            .map((entry) => ({ ...entry, requirements: [] })),
        }),
    },
  ]);
  const { plan, audit } = await simulateMain(languageModelAuthor(chat), many.brief, signal);
  expect(plan.entries).toHaveLength(45);
  expect(audit).toEqual([]);
  expect(chat.calls.filter((call) => call.user.includes("Plan these"))).toHaveLength(3);
});

test("a reply that cannot be used is told what is wrong, once; then it is an error", async () => {
  const task = taskFor(shop, "src/basket.ts", design);
  const good = JSON.stringify({
    moves: [
      { thought: `${words(30)} I look up \`toCents\`.`, action: { tool: "read", path: "src/price.ts" } },
      { thought: `${words(60)} I will write \`Basket\`.`, action: { tool: "write" } },
    ],
    summary: "Done.",
  });
  const mended = scriptedChat([
    { when: "could not be used", reply: good },
    { when: "Give the moves", reply: '{"moves": [], "summary": ""}' },
  ]);
  const { steps, usage } = await simulateFile(
    languageModelAuthor(mended),
    task,
    { maxReads: 8, sha256: () => "x" },
    signal,
  );
  expect(steps.filter((step) => step.kind === "think")).toHaveLength(2);
  expect(usage).toHaveLength(2);
  expect(mended.calls[1]?.user).toMatch(/could not be used: [\s\S]*moves/);

  const hopeless = scriptedChat([{ when: "Give the moves", reply: "I would rather not." }]);
  await expect(languageModelAuthor(hopeless).writeFile(task, signal)).rejects.toThrow(
    /no usable moves in two tries.*no JSON object/,
  );
  expect(hopeless.calls).toHaveLength(2);

  const cut = scriptedChat([{ when: "Give the moves", reply: good, finish: "length" }]);
  await expect(languageModelAuthor(cut).writeFile(task, signal)).rejects.toThrow(
    /length limit.*Raise config\.authorWindow/,
  );
});

const [one, two] = ["First ".repeat(30).trim(), "Second ".repeat(30).trim()];
const rewriteTask = () => ({
  task: taskFor(shop, "src/basket.ts", design),
  moment: "before-writing" as const,
  thought: `${one}\n\n${two}`,
  pass: 1,
  position: 0,
  paragraph: null,
  applied: [],
  read: [],
  tests: [],
});

test("a rewrite of a paragraph replaces that one by what stands in <refine>", async () => {
  const chat = scriptedChat([
    { when: "<replace>", reply: "<analyze>It is dull.</analyze>\n<refine>\nFirst, in better words.\n</refine>" },
  ]);
  const author = languageModelAuthor(chat);
  expect(await author.rewrite({ ...rewriteTask(), paragraph: 0 }, signal)).toMatchObject({
    text: `First, in better words.\n\n${two}`,
    operator: "rewrite@2:1/2",
  });
  expect(await author.rewrite({ ...rewriteTask(), paragraph: 1 }, signal)).toMatchObject({
    text: `${one}\n\nFirst, in better words.`,
  });

  const shapeless = scriptedChat([{ when: "<replace>", reply: "First, in better words." }]);
  await expect(languageModelAuthor(shapeless).rewrite({ ...rewriteTask(), paragraph: 0 }, signal)).rejects.toThrow(
    /no usable rewrite in two tries: there is no <.?refine>/,
  );
});

test("a rewrite of the whole thought asks for another one at each place of a pass", async () => {
  const chat = scriptedChat([
    { when: "<thought>", reply: "<analyze>It is dull.</analyze>\n<refine>\nAll in better words.\n</refine>" },
  ]);
  const author = languageModelAuthor(chat);
  expect(await author.rewrite(rewriteTask(), signal)).toMatchObject({
    text: "All in better words.",
    operator: "rewrite-whole@2",
  });
  await author.rewrite({ ...rewriteTask(), position: 1 }, signal);
  const [first, second] = chat.calls;
  expect(first?.user).toContain(`<thought>\n${one}\n\n${two}\n</thought>`);
  expect(second?.user).not.toBe(first?.user);
  expect([first?.sample, second?.sample]).toEqual(["1:0", "1:1"]);
});

test.each([
  ["```ts\nconst a = 1;\n```", "code block"],
  ["I am done.</think>", "</think>"],
  ["", "empty"],
  [
    "Ich werde zuerst die Typen festlegen, weil alles andere darauf beruht, und danach die Funktionen, die sie verwenden.",
    "English",
  ],
])(
  "a rewrite that may not stand in a trajectory is asked for again once, and then is no candidate: %j",
  async (text, problem) => {
    const spoilt = `<refine>\n${text}\n</refine>`;
    const mended = scriptedChat([
      { when: "Your last reply", reply: "<refine>\nI will add up.\n</refine>" },
      { when: "<thought>", reply: spoilt },
    ]);
    expect(await languageModelAuthor(mended).rewrite(rewriteTask(), signal)).toMatchObject({ text: "I will add up." });
    expect(mended.calls[1]?.user.replaceAll("<\\", "<").slice(-400)).toContain(problem);
    const hopeless = scriptedChat([{ when: "<thought>", reply: spoilt }]);
    expect(await languageModelAuthor(hopeless).rewrite(rewriteTask(), signal)).toBeNull();
    expect(hopeless.calls).toHaveLength(2);
  },
);

test("a rewrite that speaks of the file as already there is asked for again once, and then is none", async () => {
  const spoilt = "<refine>\nAs implemented in this file, the existing code adds up.\n</refine>";
  const mended = scriptedChat([
    { when: "already there", reply: "<refine>\nI will add up.\n</refine>" },
    { when: "<thought>", reply: spoilt },
  ]);
  expect(await languageModelAuthor(mended).rewrite(rewriteTask(), signal)).toMatchObject({ text: "I will add up." });
  expect(mended.calls).toHaveLength(2);
  const hopeless = scriptedChat([{ when: "<thought>", reply: spoilt }]);
  expect(await languageModelAuthor(hopeless).rewrite(rewriteTask(), signal)).toBeNull();
  expect(hopeless.calls).toHaveLength(2);
});

test("a stopped run asks nothing", async () => {
  const chat = scriptedChat([]);
  const stopped = AbortSignal.abort();
  await expect(languageModelAuthor(chat).plan(shop.brief, stopped)).rejects.toThrow();
  expect(chat.calls).toEqual([]);
});
