import { at } from "#lib/std/assert.ts";
import { AppError } from "#lib/std/errors.ts";
import { byCodeUnit } from "#lib/std/order.ts";
import { type Cluster, meanInterval } from "./bootstrap.ts";
import type { Control, Curve, ExperimentReport, Interval, ThoughtMeasure } from "./schema.ts";

/** With fewer, repositories that all agree could still agree by chance more often than once in twenty: 2 · (1/2)^n. */
export const LEAST_REPOSITORIES = 6;

type ArmSummary = ExperimentReport["arms"][number];
type Comparison = ExperimentReport["comparisons"][number];

export type ReportInput = {
  readonly name: string;
  readonly seed: number;
  readonly complete: boolean;
  /** In the order of the spec. */
  readonly arms: readonly {
    readonly name: string;
    readonly control: Control | null;
    readonly scorer: string;
    readonly unit: string;
    readonly cost: ArmSummary["cost"];
    readonly measures: readonly ThoughtMeasure[];
  }[];
  readonly repositories: readonly {
    readonly name: string;
    readonly commit: string | null;
    readonly license: string | null;
    readonly files: number;
  }[];
};

/** Tables and curves of an experiment. Pure: equal measures give equal reports. */
export function reportOf(input: ReportInput): ExperimentReport {
  const arms = input.arms.filter((arm) => arm.measures.length > 0);
  refuseMixedUnits(arms);
  const searched = arms.filter((arm) => arm.measures.some(({ rewrites }) => rewrites > 0));
  return {
    schema: "retrace-experiment/1",
    name: input.name,
    complete: input.complete,
    method:
      "Means over thoughts; intervals are 95 % percentiles of 2,000 bootstrap resamples that draw whole repositories " +
      `with replacement (seed ${input.seed}). S without a thought differs a little between arms, because a file's earlier ` +
      "thoughts stand before its later ones.",
    arms: arms.map((arm) => summarize(arm, input.seed)),
    comparisons: arms.flatMap((arm, index) => arms.slice(0, index).map((against) => compare(arm, against, input.seed))),
    curves: {
      // Against each thought's own start: files differ far more from one another than passes do.
      gain: searched.map((arm) => curve(arm, input.seed, (pass, start) => start.s - pass.s)),
      perplexity: searched.map((arm) =>
        curve(arm, input.seed, (pass, start) => Math.exp(start.meanLogprob - pass.meanLogprob)),
      ),
      words: searched.map((arm) => curve(arm, input.seed, (pass) => pass.words)),
    },
    repositories: input.repositories.map((repository) => {
      const mine = arms.map((arm) => ({
        arm: arm.name,
        measures: arm.measures.filter((measure) => measure.repository === repository.name),
      }));
      return {
        ...repository,
        thoughts: Math.max(0, ...mine.map(({ measures }) => measures.length)),
        gains: Object.fromEntries(
          mine.flatMap(({ arm, measures }) =>
            measures.length > 0 ? [[arm, mean(measures.map((each) => each.noThought - each.final))]] : [],
          ),
        ),
      };
    }),
  };
}

type MeasuredArm = ReportInput["arms"][number];

function summarize({ name, control, scorer, unit, cost, measures }: MeasuredArm, seed: number): ArmSummary {
  const over = (value: (measure: ThoughtMeasure) => number): Interval => meanInterval(clusters(measures, value), seed);
  return {
    arm: name,
    control,
    repositories: new Set(measures.map((measure) => measure.repository)).size,
    thoughts: measures.length,
    scorer,
    unit,
    noThought: over((each) => each.noThought),
    placebo: over((each) => each.placebo),
    initial: over((each) => each.initial),
    final: over((each) => each.final),
    gain: over((each) => each.noThought - each.final),
    gainOverPlacebo: over((each) => each.placebo - each.final),
    searchGain: over((each) => each.initial - each.final),
    netSearchGain: over((each) => each.netGain),
    improved: over((each) => (each.accepted > 0 ? 1 : 0)),
    better: over((each) => (each.final < each.noThought ? 1 : 0)),
    dropped: over((each) => (each.dropped ? 1 : 0)),
    initialWords: over((each) => at(each.passes, 0).words),
    finalWords: over((each) => at(each.passes, each.passes.length - 1).words),
    rewrites: sum(measures.map((each) => each.rewrites)),
    accepted: sum(measures.map((each) => each.accepted)),
    cost,
  };
}

/** Over the thoughts that both arms have: same repository, same file, same place among the file's thoughts. */
function compare(arm: MeasuredArm, against: MeasuredArm, seed: number): Comparison {
  const others = new Map(keyed(against.measures));
  const pairs = keyed(arm.measures).flatMap(([key, measure]) => {
    const other = others.get(key);
    return other ? [{ repository: measure.repository, difference: measure.final - other.final }] : [];
  });
  const difference = meanInterval(
    clusters(pairs, (pair) => pair.difference),
    seed,
  );
  return { arm: arm.name, against: against.name, thoughts: pairs.length, difference };
}

function keyed(measures: readonly ThoughtMeasure[]): [string, ThoughtMeasure][] {
  const seen = new Map<string, number>();
  return measures.map((measure) => {
    const file = JSON.stringify([measure.repository, measure.path]);
    const place = seen.get(file) ?? 0;
    seen.set(file, place + 1);
    return [`${file} ${place}`, measure];
  });
}

/** A search that has stopped stays where it is, so that every pass is a mean over the same thoughts. */
function curve(
  { name, measures }: MeasuredArm,
  seed: number,
  value: (pass: ThoughtMeasure["passes"][number], start: ThoughtMeasure["passes"][number]) => number,
): Curve {
  const last = Math.max(0, ...measures.map((measure) => measure.passes.length - 1));
  const points = Array.from({ length: last + 1 }, (_, pass) =>
    meanInterval(
      clusters(measures, ({ passes }) => value(at(passes, Math.min(pass, passes.length - 1)), at(passes, 0))),
      seed,
    ),
  );
  return { arm: name, thoughts: measures.length, points };
}

function clusters<Item extends { readonly repository: string }>(
  items: readonly Item[],
  value: (item: Item) => number,
): Cluster[] {
  const byRepository = Map.groupBy(items, (item) => item.repository);
  return [...byRepository].sort(([one], [other]) => byCodeUnit(one, other)).map(([, members]) => members.map(value));
}

/** Numbers of two scorers are never compared. */
function refuseMixedUnits(arms: readonly MeasuredArm[]): void {
  const scorers = [...new Set(arms.map((arm) => `${arm.scorer} in ${arm.unit}`))];
  if (scorers.length > 1) {
    throw new AppError(
      "invalid",
      `arms: their numbers are by different scorers and cannot be compared: ${scorers.join("; ")}. Give all arms the same scorer.`,
    );
  }
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
