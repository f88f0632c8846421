import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { at } from "#lib/std/assert.ts";
import { type TinyModel, tinyModel, writeTinyModel } from "#lib/testing/tiny-gguf-model.ts";
import { referenceLogprobs } from "#lib/testing/tiny-gguf-reference.ts";
import { llamaEngine } from "./llama.ts";
import { llamaPackage } from "./llama-package.ts";
import { tokenOf } from "./llama-reader.ts";
import { openLlama } from "./llama-runtime.ts";
import { llamaScorer } from "./llama-scorer.ts";
import type { TokenEngine } from "./token-engine.ts";

const signal = new AbortController().signal;
const TEXT = "The other thing: in the end, ключ 🙂 and <|im_end|> are text.\n\n\tthe   rest\r\n";
/** More than one chunk. */
const LONG = TEXT.repeat(9);

let folder: string;
let path: string;
let tiny: TinyModel;
let engine: TokenEngine;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "retrace-llama-"));
  path = join(folder, "tiny.gguf");
  tiny = tinyModel();
  await writeTinyModel(path, tiny);
  engine = opened();
});

afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

describe("scores", () => {
  test("equal those computed from the weights alone", async () => {
    const tokens = await engine.tokenize(LONG, signal);
    expect(tokens.ids.length).toBeGreaterThan(512);
    const { logprobs } = await engine.score(tokens, 1, signal);
    expect(largestDifference(logprobs, targetsOf(referenceLogprobs(tiny, tokens.ids), tokens.ids, 1))).toBeLessThan(
      1e-4,
    );
  });

  test("equal the full probabilities of a fresh sequence, asked position by position", async () => {
    const { ids, pieces } = await engine.tokenize(LONG.slice(0, 400), signal);
    const runtime = await openLlama({ model: path, gpu: false, threads: 1, contextTokens: 512 }, signal);
    const { logprobs } = await engine.score({ ids, pieces }, 1, signal);
    for (let position = 1; position < ids.length; position += 5) {
      await runtime.sequence.clearHistory();
      const outputs = await runtime.sequence.controlledEvaluate(
        ids.slice(0, -1).map((id, index) => {
          return index === position - 1 ? [tokenOf(id), { generateNext: { probabilities: true } }] : tokenOf(id);
        }),
      );
      const probabilities = outputs[position - 1]?.next.probabilities;
      expect(probabilities?.size).toBe(tiny.tokens.length);
      const probability = probabilities?.get(tokenOf(at(ids, position))) ?? 0;
      expect(Math.abs(at(logprobs, position - 1) - Math.log(probability))).toBeLessThan(1e-5);
    }
    await runtime.close();
  });

  test("go on from a prefix that was read, with the numbers of a cold run", async () => {
    const candidates = [`${LONG}Think.\n${TEXT}`, `${LONG}Do not.\n${TEXT}`];
    const prefix = (await engine.tokenize(LONG, signal)).ids;
    await engine.warm(prefix, signal);
    for (const text of candidates) {
      const tokens = await engine.tokenize(text, signal);
      const warm = await engine.score(tokens, tokens.ids.length - 40, signal);
      expect(warm.usage).toMatchObject({ inputTokens: tokens.ids.length, cachedTokens: prefix.length });
      const cold = opened();
      const alone = await cold.score(tokens, tokens.ids.length - 40, signal);
      await cold.close();
      expect(alone.usage.cachedTokens).toBe(0);
      expect(largestDifference(warm.logprobs, alone.logprobs)).toBeLessThan(1e-5);
    }
  });

  test("after a prefix are the same bits, whatever was read in between", async () => {
    const prefix = (await engine.tokenize(LONG, signal)).ids;
    const tokens = await engine.tokenize(`${LONG}Think.\n${TEXT}`, signal);
    const from = tokens.ids.length - 40;
    await engine.warm(prefix, signal);
    const first = await engine.score(tokens, from, signal);
    const other = await engine.tokenize(LONG.slice(0, 300) + "Something else.\n".repeat(40), signal);
    await engine.score(other, 1, signal);
    await engine.warm(other.ids.slice(0, 100), signal);
    expect((await engine.score(tokens, from, signal)).logprobs).toEqual(first.logprobs);
  });

  test("depend on what came before", async () => {
    const texts = ["In one,\n", "Of two,\n"].map((text) => text + TEXT);
    const scores = texts.map(async (text) => {
      const tokens = await engine.tokenize(text, signal);
      return (await engine.score(tokens, tokens.ids.length - 30, signal)).logprobs;
    });
    const [some, others] = await Promise.all(scores);
    expect(largestDifference(some ?? [], others ?? [])).toBeGreaterThan(0.01);
  });
});

describe("what it tells", () => {
  test("window, version and revision, and no beginning where the tokenizer puts none", async () => {
    const facts = await engine.describe(signal);
    expect(facts).toMatchObject({ windowTokens: 2048, beginIds: [] });
    expect(facts.version).toMatch(/^node-llama-cpp 3\.\d+\.\d+, llama\.cpp \S+, cpu$/);
    expect(engine.id).toBe(`llama/tiny.gguf@${facts.revision}`);
  });

  test("the token that the tokenizer puts before a text", async () => {
    const model = tinyModel({ begins: true });
    await writeTinyModel(join(folder, "begins.gguf"), model);
    const begins = opened("begins.gguf");
    expect((await begins.describe(signal)).beginIds).toEqual([model.beginId]);
    expect((await begins.tokenize("a", signal)).ids).toEqual([97]);
    await begins.close();
  });

  test("tokens whose bytes spell the text, and no control token in it", async () => {
    const { ids, pieces } = await engine.tokenize(TEXT, signal);
    expect(Buffer.concat(pieces ?? []).toString()).toBe(TEXT);
    expect(ids.every((id) => id < tiny.beginId)).toBe(true);
    expect(await engine.tokenize("", signal)).toEqual({ ids: [], pieces: [] });
  });

  test("another id for another file under the same name", async () => {
    const file = join(folder, "changes.gguf");
    await writeTinyModel(file, tinyModel({ seed: 2 }));
    const before = opened("changes.gguf");
    await writeTinyModel(file, tinyModel({ seed: 3 }));
    expect(opened("changes.gguf").id).not.toBe(before.id);
    await expect(before.describe(signal)).rejects.toThrow(/was llama\/changes.gguf@\w+ and is .* Start Retrace again/);
  });
});

describe("as a scorer", () => {
  test("sums over the same ids after every thought, as the reference has them", async () => {
    const scorer = llamaScorer({ model: path, gpu: false, threads: 1, contextTokens: 2048 });
    const session = await scorer.open([LONG], signal);
    const prompts = ["Think.\n", "Do not think.\n"];
    const scores = await session.score(
      prompts.map((prompt) => ({ prompt, target: TEXT })),
      signal,
    );
    for (const [index, prompt] of prompts.entries()) {
      const { ids } = await engine.tokenize(LONG + prompt + TEXT, signal);
      const from = ids.length - (await engine.tokenize(TEXT, signal)).ids.length;
      const reference = targetsOf(referenceLogprobs(tiny, ids), ids, from);
      expect(sum(at(scores, index).logprobs)).toBeCloseTo(sum(reference), 3);
      expect(at(scores, index).ends.at(-1)).toBe(TEXT.length);
    }
    await scorer.close();
  });

  test("with random weights fails the probe where it should, and nowhere else", async () => {
    const scorer = llamaScorer({ model: path, gpu: false, threads: 1 });
    const report = await scorer.probe(signal);
    await scorer.close();
    expect(report).toMatchObject({ engine: "llama", passed: false, reusesPrefix: true, windowTokens: 4096 });
    const failed = report.checks.filter(({ passed }) => !passed);
    expect(failed.map(({ name }) => name)).toEqual(["sanity", "order", "positions"]);
    expect(at(failed, 0).remedy).toContain("trained language model");
    expect(report.noiseNats).toBeLessThan(1e-4);
  });
});

describe("refuses", () => {
  test("what does not fit the window, before reading it", async () => {
    const tokens = await engine.tokenize(LONG.repeat(4), signal);
    await expect(engine.score(tokens, 1, signal)).rejects.toThrow(/tokens do not fit the 2048/);
    await expect(engine.warm(tokens.ids, signal)).rejects.toThrow(/tokens do not fit the 2048/);
  });

  test("a file that is missing, is no GGUF or was cut off", async () => {
    await expect(described(join(folder, "none.gguf"))).rejects.toThrow(/none\.gguf does not exist\. Set the path/);
    const text = join(folder, "text.gguf");
    await writeFile(text, "# Not a model\n");
    await expect(described(text)).rejects.toThrow(/is not a GGUF file/);
    await expect(described(folder)).rejects.toThrow(/Set the path of a GGUF file/);
    const cut = join(folder, "cut.gguf");
    await writeTinyModel(cut, tiny);
    await truncate(cut, 60_000);
    await expect(described(cut)).rejects.toThrow(/cannot be loaded: .* Use a whole GGUF file/);
  });

  test("weights that give no numbers", async () => {
    const broken = tinyModel();
    broken.tensors.get("output.weight")?.values.fill(Number.NaN);
    await writeTinyModel(join(folder, "broken.gguf"), broken);
    const blind = opened("broken.gguf");
    const tokens = await blind.tokenize(TEXT, signal);
    await expect(blind.score(tokens, 1, signal)).rejects.toThrow(/cannot be used for scoring: token 1 .* no number/);
    await blind.close();
  });

  test("an installation without the package, naming how to get it, and only once a model is used", async () => {
    const load = vi.fn(() => Promise.reject(new Error("Cannot find package 'node-llama-cpp'")));
    const lacking = llamaEngine({ model: path, load });
    expect(load).not.toHaveBeenCalled();
    await expect(lacking.describe(signal)).rejects.toThrow(/Cannot find package.*Run npm ci without --omit=optional/);
    await lacking.close();
  });

  test("a GPU whose binaries are not installed, and a window that the model was not trained for", async () => {
    await expect(llamaEngine({ model: path, gpu: "cuda" }).describe(signal)).rejects.toThrow(/no binary .* with cuda/);
    const wide = llamaEngine({ model: path, gpu: false, threads: 1, contextTokens: 8_192 });
    await expect(wide.describe(signal)).rejects.toThrow(/8192 is more than the 4096 tokens/);
  });

  test("to go on after it was closed", async () => {
    const closed = opened();
    const tokens = await closed.tokenize(LONG, signal);
    const scoring = closed.score(tokens, 1, signal);
    await Promise.all([closed.close(), expect(scoring).rejects.toThrow(/was closed/)]);
    await expect(closed.score(tokens, 1, signal)).rejects.toThrow(/was closed/);
  });
});

describe("an abort", () => {
  test("stops between chunks, and leaves the next scoring right", async () => {
    const tokens = await engine.tokenize(LONG.repeat(2), signal);
    const before = await engine.score(tokens, tokens.ids.length - 5, signal);
    const other = await engine.tokenize(`Other.\n${LONG.repeat(2)}`, signal);
    const stop = new AbortController();
    const scoring = engine.score(other, 1, stop.signal);
    setImmediate(() => stop.abort(new Error("enough")));
    await expect(scoring).rejects.toThrow("enough");
    const after = await engine.score(tokens, tokens.ids.length - 5, signal);
    expect(largestDifference(after.logprobs, before.logprobs)).toBeLessThan(1e-5);
  });

  test("ends a call that waits its turn at once", async () => {
    const tokens = await engine.tokenize(LONG, signal);
    const first = engine.score(tokens, 1, signal);
    const stop = new AbortController();
    const waiting = engine.score(tokens, 1, stop.signal);
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    expect((await first).logprobs.length).toBe(tokens.ids.length - 1);
  });
});

test("an address is handed to the package's own resolver, which keeps files in the data folder", async () => {
  vi.stubEnv("RETRACE_DATA", folder);
  const resolveModelFile = vi.fn(async () => path);
  const address = "hf:owner/name:Q4_K_M";
  const load = async () => ({ ...(await llamaPackage()), resolveModelFile });
  const remote = llamaEngine({ model: address, gpu: false, threads: 1, contextTokens: 512, load });
  expect(remote.id).toBe(`llama/${address}`);
  expect((await remote.describe(signal)).revision).toMatch(/^[0-9a-f]{16}$/);
  const options = { directory: join(folder, "models"), cli: false, signal: expect.any(AbortSignal) };
  expect(resolveModelFile).toHaveBeenCalledWith(address, options);
  await remote.close();
  resolveModelFile.mockRejectedValue(new Error("offline"));
  await expect(llamaEngine({ model: address, load }).describe(signal)).rejects.toThrow(/cannot be fetched: offline/);
  vi.unstubAllEnvs();
});

function opened(name = "tiny.gguf"): TokenEngine {
  return llamaEngine({ model: join(folder, name), gpu: false, threads: 1, contextTokens: 2048 });
}

function described(model: string) {
  return llamaEngine({ model, gpu: false }).describe(signal);
}

function targetsOf(distributions: readonly Float64Array[], ids: readonly number[], from: number): number[] {
  return ids.slice(from).map((id, index) => distributions[from + index - 1]?.[id] ?? Number.NaN);
}

function largestDifference(some: readonly number[], others: readonly number[]): number {
  expect(some.length).toBe(others.length);
  return some.reduce((most, value, index) => Math.max(most, Math.abs(value - at(others, index))), 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
