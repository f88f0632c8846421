import { codeTokens, type Vocabulary } from "#lib/refinement/code-tokens.ts";
import { type CommonShapes, commonShapes, isIdiom } from "#lib/refinement/common-shapes.ts";
import { knownRuns } from "#lib/refinement/known-runs.ts";
import { type LeakMeasure, leakMeter } from "#lib/refinement/leak.ts";
import { SHAPE_GRAM, shapeHashes, shapesOf } from "#lib/refinement/shapes.ts";
import { type Corpus, repositories } from "./corpus.ts";
import { type Honest, honestThoughts, type Source } from "./honest.ts";
import { type Kind, plantedLeaks } from "./plant.ts";
import { randomFor } from "./random.ts";

/** Thresholds are chosen on one half of the repositories and reported on the other. */
export type Half = "calibration" | "held out";

export type MeasuredThought = {
  readonly half: Half;
  readonly repository: string;
  readonly path: string;
  readonly thought: string;
  readonly measure: LeakMeasure;
};

export type MeasuredHonest = MeasuredThought & { readonly source: Source };

export type MeasuredLeak = MeasuredThought & {
  readonly kind: Kind;
  readonly lines: number;
  /** Code tokens of the copied piece that were not known: all of them, and the longest run. */
  readonly unknown: number;
  readonly longestUnknown: number;
};

/** Processor time of preparing targets and of measuring thoughts, and how much of both there was. */
export type Spent = {
  readonly prepareMs: number;
  readonly targetTokens: number;
  readonly measureMs: number;
  readonly thoughts: number;
};

export type Measured = {
  readonly honest: readonly MeasuredHonest[];
  readonly leaks: readonly MeasuredLeak[];
  readonly spent: Spent;
};

/** Thoughts of each repository into which leaks are planted. */
const PLANTED_INTO = 16;

/** Measures every honest thought, and some of them with every leak planted into them, one repository after another. */
export async function* measureAll(): AsyncGenerator<Measured & { readonly repository: string; readonly half: Half }> {
  let place = 0;
  for await (const corpus of repositories()) {
    const half: Half = place++ % 2 === 0 ? "calibration" : "held out";
    yield { repository: corpus.name, half, ...measure(corpus, half, await honestThoughts(corpus)) };
  }
}

function measure(corpus: Corpus, half: Half, thoughts: readonly Honest[]): Measured {
  const common = commonShapes(corpus.texts.values());
  const random = randomFor(corpus.name);
  const planted = new Set(random.shuffled(thoughts).slice(0, PLANTED_INTO));
  const honest: MeasuredHonest[] = [];
  const leaks: MeasuredLeak[] = [];
  const spent = { prepareMs: 0, targetTokens: 0, measureMs: 0, thoughts: thoughts.length };
  for (const each of thoughts) {
    const startMs = processorMs();
    const meter = leakMeter(each.target, each.known, common);
    const preparedMs = processorMs();
    const ownMeasure = meter.measure(each.thought);
    spent.measureMs += processorMs() - preparedMs;
    spent.prepareMs += preparedMs - startMs;
    spent.targetTokens += ownMeasure.leak.lengthRatio === 0 ? 0 : ownMeasure.tokens / ownMeasure.leak.lengthRatio;
    const about = { half, repository: each.repository, path: each.path };
    honest.push({ ...about, source: each.source, thought: each.thought, measure: ownMeasure });
    if (!planted.has(each)) continue;
    const unknownIn = unknownCounter(each, common);
    for (const { kind, lines, from, to, thought } of plantedLeaks(
      each.thought,
      each.target,
      each.outline.language,
      random,
    )) {
      leaks.push({ ...about, kind, lines, ...unknownIn(kind, from, to), thought, measure: meter.measure(thought) });
    }
  }
  return { honest, leaks, spent };
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

type Counter = (kind: Kind, from: number, to: number) => { unknown: number; longestUnknown: number };

/** Counts what of a piece was not known; of renamed ones also what has no shape that many files have. */
function unknownCounter({ target, known }: Honest, common: CommonShapes): Counter {
  const vocabulary: Vocabulary = new Map();
  const tokens = codeTokens(target, vocabulary);
  const { given, shapes } = knownRuns(tokens, known, vocabulary);
  const isTelling = new Uint8Array(tokens.ids.length);
  for (const [index, hash] of shapeHashes(shapesOf(target, tokens)).entries()) {
    if (!shapes.has(hash) && !isIdiom(hash) && !common.isCommon(hash)) isTelling.fill(1, index, index + SHAPE_GRAM);
  }
  return (kind, from, to) => {
    let unknown = 0;
    let run = 0;
    let longestUnknown = 0;
    for (const [index, start] of tokens.starts.entries()) {
      if (start < from || start >= to) continue;
      const isUnknown = !given[index] && (!kind.startsWith("renamed") || isTelling[index] === 1);
      run = isUnknown ? run + 1 : 0;
      if (isUnknown) unknown++;
      longestUnknown = Math.max(longestUnknown, run);
    }
    return { unknown, longestUnknown };
  };
}
