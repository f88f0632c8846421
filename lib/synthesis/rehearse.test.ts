import { expect, test } from "vitest";
import { filesOf, SHOP, sampleProject, taskFor } from "./fixture.ts";
import { type RehearsalInput, rehearse } from "./rehearse.ts";

const never = new AbortController().signal;

async function inputOf(files: Readonly<Record<string, string>>): Promise<RehearsalInput> {
  const project = await sampleProject(files);
  return {
    brief: project.brief,
    taskOf: (order, design) => taskFor(project, project.structure.order[order] ?? "", design),
    orders: project.structure.order.map((_, order) => order),
    seed: 7,
    windowTokens: 32_768,
    maxReads: 8,
  };
}

test("what would be asked is measured on the prompts themselves", async () => {
  const input = await inputOf(SHOP);
  const { plan, files } = await rehearse(input, never);
  const { order } = input.brief.structure;
  expect(plan.calls).toBe(2);
  expect(files.map(({ task }) => task.file.path)).toEqual(order);
  for (const { moves, rewrites, steps } of files) {
    expect(moves.calls).toBe(1);
    expect(rewrites.calls).toBe(steps.filter(({ kind }) => kind === "think").length);
    // A rewrite shows the whole context again, and its answer holds the thought twice.
    expect(rewrites.inputBytes / rewrites.calls).toBeGreaterThan(0.5 * moves.inputBytes);
    expect(rewrites.outputBytes).toBeGreaterThan(moves.outputBytes);
  }
  expect(await rehearse(input, never)).toEqual({ plan, files });
});

test("a plan in chunks is asked chunk by chunk, and more text is more bytes", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 45 }, (_, index) => [`src/part${index}.ts`, `export const part${index} = ${index};\n`]),
  );
  const few = await rehearse({ ...(await inputOf(SHOP)), orders: [] }, never);
  const { plan, files } = await rehearse({ ...(await inputOf(many)), orders: [0, 44] }, never);
  // Requirements, and 45 files by twenty.
  expect(plan.calls).toBe(4);
  expect(plan.inputBytes).toBeGreaterThan(few.plan.inputBytes);
  expect(files).toHaveLength(2);
});

test("real code is rehearsed without an answer that an author would refuse", async () => {
  const { files } = await rehearse(await inputOf(filesOf("lib/jobs")), never);
  expect(files.length).toBeGreaterThan(4);
  expect(files.every(({ moves }) => moves.inputBytes > 2_000)).toBe(true);
});
