import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { at } from "#lib/std/assert.ts";
import type { LogprobModel, TargetScore } from "../port.ts";
import { builtinScorer, builtinScorerInProcess } from "./scorer.ts";

const SLOT_BITS = 16;
const never = new AbortController().signal;
const commander = new URL("../../../node_modules/commander/lib/", import.meta.url);
const files = readdirSync(commander)
  .sort()
  .map((name) => readFileSync(new URL(name, commander), "utf8"));
const source = files.join("");

const total = (score: TargetScore) => score.logprobs.reduce((sum, logprob) => sum + logprob, 0);

async function scoreOne(
  model: LogprobModel,
  prefix: readonly string[],
  prompt: string,
  target: string,
): Promise<TargetScore> {
  const session = await model.open(prefix, never);
  return at(await session.score([{ prompt, target }], never), 0);
}

describe("in process", () => {
  const model = builtinScorerInProcess({ slotBits: SLOT_BITS });
  const text = source.slice(0, 6_000);

  test("units tile the target and their costs add up over any cut", async () => {
    const x = text.slice(3_000, 4_000);
    const y = text.slice(4_000, 5_000);
    const whole = await scoreOne(model, [text.slice(0, 2_000)], text.slice(2_000, 3_000), x + y);
    const first = await scoreOne(model, [text.slice(0, 2_000)], text.slice(2_000, 3_000), x);
    const second = await scoreOne(model, [text.slice(0, 2_000)], text.slice(2_000, 3_000) + x, y);
    expect(total(whole)).toBe(total(first) + total(second));
    expect(whole.ends.at(-1)).toBe(2_000);
    expect(whole.ends.length).toBe(whole.logprobs.length);
    expect(whole.logprobs.every((logprob) => logprob < 0)).toBe(true);
  });

  test("scores depend on what was read, not on the way there", async () => {
    const chunks = [text.slice(0, 1_000), text.slice(1_000, 2_000), text.slice(2_000, 3_000)];
    const direct = await scoreOne(builtinScorerInProcess({ slotBits: SLOT_BITS }), chunks, "a\n", "b = c;\n");
    await scoreOne(model, ["something else\n"], "x\n", text);
    await scoreOne(model, chunks.slice(0, 1), "x\n", text);
    await scoreOne(model, [...chunks, "more\n"], "x\n", text);
    await scoreOne(model, [...chunks.slice(0, 2), "a branch\n"], "x\n", text);
    const roundabout = await scoreOne(model, chunks, "a\n", "b = c;\n");
    const joined = await scoreOne(model, [chunks.join("")], "a\n", "b = c;\n");
    expect(roundabout.logprobs).toEqual(direct.logprobs);
    expect(joined.logprobs).toEqual(direct.logprobs);
  });

  test("a request scores the same alone and among others", async () => {
    const session = await model.open([text.slice(0, 2_000)], never);
    const prompts = [
      "",
      text.slice(0, 900),
      `${text.slice(0, 500)}other\n`,
      `${text.slice(0, 900)}on\n`,
      text.slice(0, 300),
      "é\n",
    ];
    const requests = prompts.flatMap((prompt) => [
      { prompt, target: text.slice(2_000, 2_300) },
      { prompt, target: "" },
    ]);
    const together = await session.score(requests, never);
    for (const [index, request] of requests.entries()) {
      const [alone] = await session.score([request], never);
      expect(together[index]?.logprobs).toEqual(alone?.logprobs);
    }
  });

  test("requests too long for the journal are scored all the same", async () => {
    const long = source.slice(0, 170_000);
    const session = await model.open([text], never);
    const [first, second] = await session.score(
      [
        { prompt: long, target: "x;\n" },
        { prompt: "a\n", target: "x;\n" },
      ],
      never,
    );
    expect(first?.logprobs).toEqual((await scoreOne(model, [text + long], "", "x;\n")).logprobs);
    expect(second?.logprobs).toEqual((await scoreOne(model, [text], "a\n", "x;\n")).logprobs);
  });

  test("an own docstring helps more than another's in at least 75 % of functions, and a leak is far below both", async () => {
    const known = builtinScorerInProcess({ slotBits: 19 });
    let functions = 0;
    let wins = 0;
    let leakedBits = 0;
    let characters = 0;
    for (const file of files) {
      const documented = documentedFunctions(file);
      const session = await known.open(
        files.filter((other) => other !== file),
        never,
      );
      for (const [index, { before, doc, body }] of documented.entries()) {
        const other = at(documented, (index + (documented.length >> 1)) % documented.length).doc;
        const length = Math.min(doc.length, other.length);
        const thoughts = [doc.slice(0, length), other.slice(0, length), body];
        const requests = thoughts.map((thought) => ({ prompt: `${before}\n${thought}\n`, target: body }));
        const [own = 0, others = 0, leak = 0] = (await session.score(requests, never)).map(total);
        functions++;
        if (own > others) wins++;
        leakedBits -= leak / Math.LN2;
        characters += body.length;
      }
    }
    expect(functions).toBeGreaterThanOrEqual(40);
    expect(wins / functions).toBeGreaterThanOrEqual(0.75);
    expect(leakedBits / characters).toBeLessThan(0.1);
  });
});

describe("in threads", () => {
  const models: LogprobModel[] = [];
  const threaded = (threads: number) => {
    const model = builtinScorer({ threads, slotBits: SLOT_BITS });
    models.push(model);
    return model;
  };
  afterAll(() => Promise.all(models.map((model) => model.close())));

  test("gives the scores of one thread, whatever the order", async () => {
    const model = threaded(2);
    const alone = builtinScorerInProcess({ slotBits: SLOT_BITS });
    const prefixes = files.map((file) => [source.slice(0, 5_000), file.slice(0, 3_000)]);
    const scores = await Promise.all(prefixes.map((prefix) => scoreOne(model, prefix, "a\n", "return this;\n")));
    for (const [index, prefix] of prefixes.entries()) {
      expect(scores[index]?.logprobs).toEqual((await scoreOne(alone, prefix, "a\n", "return this;\n")).logprobs);
    }
  });

  test("an abort rejects with its reason, and the thread goes on", async () => {
    const model = threaded(1);
    const abort = new AbortController();
    const opening = model.open([source.repeat(20)], abort.signal);
    const waiting = model.open(["waiting\n"], abort.signal);
    setTimeout(() => abort.abort(new Error("enough")), 50);
    await expect(opening).rejects.toThrow("enough");
    await expect(waiting).rejects.toThrow("enough");
    await expect(model.open(["x"], abort.signal)).rejects.toThrow("enough");
    expect((await scoreOne(model, ["a\n"], "", "b\n")).ends).toEqual([1, 2]);
  });

  test("a closed scorer says so", async () => {
    const model = threaded(1);
    const opening = model.open([source.repeat(20)], never);
    const session = await threaded(1).open([], never);
    setTimeout(() => void model.close(), 50);
    await expect(opening).rejects.toThrow("closed while it was working");
    await expect(model.open([], never)).rejects.toThrow("create a new one");
    await session.close();
  });

  test("a thread that dies is named, and the next request gets another", async () => {
    const model = builtinScorer({ threads: 1, slotBits: Number.NaN });
    models.push(model);
    await expect(model.open(["a\n"], never)).rejects.toThrow("A thread of the built-in scorer died");
    await expect(model.open(["a\n"], never)).rejects.toThrow("A thread of the built-in scorer died");
  });

  test("a failure that is not the thread's end leaves it working", async () => {
    const model = builtinScorer({ threads: 1, slotBits: 45 });
    models.push(model);
    await expect(model.open(["a\n"], never)).rejects.toThrow("The built-in scorer failed: ");
    await expect(model.open(["a\n"], never)).rejects.toThrow("The built-in scorer failed: ");
  });
});

type Documented = { readonly before: string; readonly doc: string; readonly body: string };

/** Methods with a comment of their own, from the sources of a package that this project depends on. */
function documentedFunctions(file: string): Documented[] {
  const pattern = /( {2}\/\*\*\n(?: {3}\* ?[^\n]*\n)*? {3}\*\/\n)( {2}[\w ]+\([^{]*\) \{\n.*?\n {2}\}\n)/gs;
  return [...file.matchAll(pattern)]
    .map(({ index, 1: doc = "", 2: body = "" }) => ({
      before: file.slice(Math.max(0, index - 2_000), index),
      doc,
      body,
    }))
    .filter(({ doc, body }) => doc.length > 60 && body.length > 100);
}
