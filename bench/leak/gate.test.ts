import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { failsGate } from "#lib/refinement/gate.ts";
import { leakMeter } from "#lib/refinement/leak.ts";
import { defaultRunConfig } from "#lib/trajectory/schema.ts";
import { type Kind, type Planted, plantedLeaks } from "./plant.ts";
import { randomFor } from "./random.ts";

/*
 * The gate with its thresholds as they are set, on files of this project: a small sample of what `npm run bench -- leak`
 * measures on many repositories, so that a threshold that never fires, or fires always, fails a test.
 */

const LIB = fileURLToPath(new URL("../../lib/", import.meta.url));
const FILES = ["std", "llm", "refinement", "experiments", "calls"].flatMap((folder) =>
  readdirSync(`${LIB}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes(".test.") && !name.includes("seed"))
    .sort()
    .map((name) => readFileSync(`${LIB}${folder}/${name}`, "utf8")),
);
const TARGETS = FILES.filter((text) => text.length > 1_500);
const LEAST_TOKENS = 30;

const HONEST = `What comes next has one task, and whoever asks for it should see it at a glance. I keep what decides apart from
what only carries it out, so that each can be tried alone.

If something is wrong with what it is given it has to say what, and how to mend it; silence would be worse than a failure.
I shall write down the reason for every number that is not obvious.`;

const meters = TARGETS.map((target) => leakMeter(target, []));
const failing = (target: number, thought: string) => {
  const measure = meters[target]?.measure(thought);
  return measure ? failsGate(measure, { ...defaultRunConfig.search, lengthRatio: 9 }) === "leak" : false;
};
const planted = TARGETS.flatMap((target, index) =>
  plantedLeaks(HONEST, target, "typescript", randomFor(`gate ${index}`)).map((each) => ({ ...each, index, target })),
);
const tokensOf = ({ from, to, target }: Planted & { readonly target: string }) =>
  target.slice(from, to).match(/\w+|[^\w\s]/g)?.length ?? 0;

test("no thought is refused that was written before any of these files was seen", () => {
  expect(TARGETS.length).toBeGreaterThan(60);
  expect(TARGETS.filter((_, index) => failing(index, HONEST))).toEqual([]);
});

test.each<[Kind, number]>([
  ["verbatim", 0.99],
  ["alone", 0.99],
  ["renamed", 0.97],
  ["shuffled", 0.97],
  ["comments", 0.97],
  ["literal", 0.97],
  ["read aloud", 0.95],
  ["retold", 0.9],
])("planted leaks that are %s are caught", (kind, least) => {
  const own = planted.filter((each) => each.kind === kind && tokensOf(each) >= LEAST_TOKENS);
  expect(own.length).toBeGreaterThan(5);
  expect(own.filter((each) => failing(each.index, each.thought)).length / own.length).toBeGreaterThanOrEqual(least);
});
