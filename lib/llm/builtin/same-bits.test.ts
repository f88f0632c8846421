import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { sha256 } from "#lib/std/hash.ts";
import { CONFIDENCE, FIRST_PROBABILITY, NEXT_HISTORY } from "./bit-history.ts";
import { SEED } from "./seed.ts";
import { COST, SQUASH, STRETCH } from "./tables.ts";

/* Scores are the same on every host. Whoever changes one of these values raises the version in the scorer's id. */

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  Buffer.from(buffer, byteOffset, byteLength).toString("hex");

test.each([
  ["the probabilities of logits", SQUASH, "9bc76e7dee9f8d92"],
  ["the logits of probabilities", STRETCH, "bb191e7399dc8835"],
  ["the costs of probabilities", COST, "02a34fc62d93edf2"],
  ["the next bit histories", NEXT_HISTORY, "3fb930278b7d9571"],
  ["the first probabilities of bit histories", FIRST_PROBABILITY, "49f4a304c440cfcd"],
  ["the confidence of bit histories", CONFIDENCE, "71a9f5c169cbffb2"],
] as const)("%s, every one of them", (_, table, hash) => {
  expect(sha256(bytesOf(table)).slice(0, 16)).toBe(hash);
});

test("the seed, every byte of it", () => {
  expect(sha256(SEED).slice(0, 16)).toBe("6ba727fc0c0697a6");
});

/** The costs of all bytes of the seed for a model that has read nothing: their sum and their hash. */
const PROGRAM = `
  import { createHash } from "node:crypto";
  import { ContextModel } from ${JSON.stringify(new URL("./context-model.ts", import.meta.url).href)};
  import { SEED } from ${JSON.stringify(new URL("./seed.ts", import.meta.url).href)};
  const bytes = new TextEncoder().encode(SEED);
  const costs = new Int32Array(bytes.length);
  new ContextModel({ slotBits: 16, seed: new Uint8Array(0) }).read(bytes, 0, bytes.length, costs);
  const sum = costs.reduce((total, cost) => total + cost, 0);
  console.log(sum, createHash("sha256").update(costs).digest("hex").slice(0, 16));
`;

test.each([
  ["as it comes", []],
  ["by the simple compiler", ["--liftoff-only"]],
  ["by the optimising compiler", ["--no-liftoff"]],
  ["with bounds checks of its own", ["--wasm-enforce-bounds-checks"]],
  ["without AVX, by the simple compiler", ["--liftoff-only", "--no-enable-avx"]],
  ["without AVX, by the optimising compiler", ["--no-liftoff", "--no-enable-avx"]],
  ["without fused multiplication", ["--no-liftoff", "--no-enable-avx2", "--no-enable-fma3"]],
])("the same bits %s", async (_, flags) => {
  const args = ["--disable-warning=ExperimentalWarning", ...flags, "--input-type=module", "--eval", PROGRAM];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: "" } });
  expect(stdout).toBe("172104608157 46cf3724aa9429df\n");
});
