import { expect, test } from "vitest";
import type { LogprobModel } from "#lib/llm/port.ts";
import { seededRandom } from "#lib/std/random.ts";
import { defaultRunConfig, type RunConfig } from "#lib/trajectory/index.ts";
import { refineThought } from "./refine-thought.ts";

/* A scorer to whom all thoughts are equal, but for a noise of 0.1 nat in each unit of each answer. */

const NOISE_NATS = 0.1;
const SEARCHES = 300;
const never = new AbortController().signal;

function noisyModel(seed: number): LogprobModel {
  const random = seededRandom(seed + 1);
  /** Nearly normal, of deviation 1: a sum of twelve even numbers. */
  const deviate = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
  return {
    id: "test/noisy",
    tokenizer: "words",
    kind: "language-model",
    place: "endpoint",
    unit: "token",
    noiseNats: NOISE_NATS,
    clipNats: -2,
    open: async () => ({
      score: async (requests) =>
        requests.map(({ target }) => {
          let end = 0;
          const ends = (target.match(/\S+\s*/g) ?? []).map((word) => (end += word.length));
          const logprobs = ends.map((_, unit) => {
            return Math.min(0, -0.4 - (unit % 5) * 0.3 + NOISE_NATS * deviate());
          });
          const usage = { inputTokens: null, outputTokens: null, cachedTokens: null, wallMs: 0, retries: 0 };
          return { ends, logprobs, usage };
        }),
      close: async () => {},
    }),
    close: async () => {},
  };
}

/** Share of searches that accepted a rewrite. */
async function acceptedBy(mode: RunConfig["search"]["mode"]): Promise<number> {
  const target = Array.from({ length: 120 }, (_, index) => `word${index} `).join("");
  let accepted = 0;
  for (let seed = 0; seed < SEARCHES; seed++) {
    const model = noisyModel(seed);
    const input = {
      model,
      session: await model.open([], never),
      context: "",
      wrap: { before: "", after: "\n", separator: "=\n" },
      target,
      thought: "As first thought.",
      placebo: "",
      known: [],
      search: { ...defaultRunConfig.search, floorNats: 0, mode },
      propose: async ({ pass, position }: { pass: number; position: number }) => ({
        text: `As thought in pass ${pass}, place ${position}.`,
        operator: "x",
      }),
      measuredAt: "",
    };
    if ((await refineThought(input, never)).candidates.some((each) => each.accepted)) accepted++;
  }
  return accepted / SEARCHES;
}

test("where nothing is better, guarded accepts next to nothing; faithful takes noise for progress", async () => {
  expect(await acceptedBy("faithful")).toBeGreaterThan(0.3);
  expect(await acceptedBy("guarded")).toBeLessThan(0.01);
});
