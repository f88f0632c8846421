import { type Asked, type RehearsedFile, rehearse } from "#lib/synthesis/server.ts";
import type { RunConfig } from "#lib/trajectory/index.ts";
import { fileTask, type Material } from "./material.ts";
import { scoringContext, targetSeam } from "./scoring-context.ts";

/** What a run over this material would ask if every thought were as the structural author writes it, in bytes. */
export type Rehearsal = {
  readonly files: number;
  /** Of all files. */
  readonly thoughts: number;
  readonly bytes: number;
  readonly plan: Asked;
  /** The moves of all files. */
  readonly thought: Asked;
  /** One rewrite of every thought. */
  readonly rewrite: Asked;
  /** What a scorer with a window is shown before a thought, and a thought with its target; on average over thoughts. */
  readonly contextBytes: number;
  readonly scoredBytes: number;
};

/** Files that are rehearsed, evenly spaced in the order of writing; the others are taken to be like them. */
const MOST_REHEARSED = 32;

export async function rehearseRun(
  material: Material,
  { seed, maxReads, authorWindow, author }: Pick<RunConfig, "seed" | "maxReads" | "authorWindow" | "author">,
  signal: AbortSignal,
): Promise<Rehearsal> {
  const { order } = material.structure;
  const orders = evenly(order.length, MOST_REHEARSED);
  const { plan, files } = await rehearse(
    {
      brief: material.brief,
      taskOf: (place, design) => fileTask(material, design, place),
      orders,
      seed,
      maxReads,
      windowTokens: authorWindow,
    },
    signal,
  );
  const scored = files.flatMap((file) => scoringsOf(material, file, author === "language-model"));
  const scale = files.length === 0 ? 0 : order.length / files.length;
  const mean = (pick: (each: Scoring) => number) =>
    scored.length === 0 ? 0 : scored.reduce((sum, each) => sum + pick(each), 0) / scored.length;
  return {
    files: order.length,
    thoughts: scored.length * scale,
    bytes: order.reduce((sum, path) => sum + Buffer.byteLength(material.texts.get(path) ?? ""), 0),
    plan,
    thought: scaled(
      files.map((file) => file.moves),
      scale,
    ),
    rewrite: scaled(
      files.map((file) => file.rewrites),
      scale,
    ),
    contextBytes: mean((each) => each.contextBytes),
    scoredBytes: mean((each) => each.scoredBytes),
  };
}

type Scoring = { readonly contextBytes: number; readonly scoredBytes: number };

/** One scoring of each thought of a file. A model may read in any order, so that half of what is read precedes a thought. */
function scoringsOf(material: Material, { task, steps }: RehearsedFile, anyOrder: boolean): Scoring[] {
  const placed = steps.map((step, place) => ({ ...step, place, dropped: false }));
  const context = scoringContext({ kind: "language-model" }, material, task, placed);
  const seam = targetSeam(task.file.path);
  const prefixBytes = bytesOf(...context.prefix);
  const thoughts = placed.filter((step) => step.kind === "think" && step.agent !== "main");
  const before = thoughts.map(({ place }) => bytesOf(context.before(place)));
  const half = ((before[0] ?? 0) + (before.at(-1) ?? 0)) / 2;
  return thoughts.map(({ text }, index) => ({
    contextBytes: prefixBytes + (anyOrder ? half : (before[index] ?? 0)),
    scoredBytes: bytesOf(seam.before, text ?? "", seam.after, seam.separator, task.content),
  }));
}

function bytesOf(...texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** At most so many of the numbers below `count`, the first and the last among them. */
export function evenly(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (count - 1)) / (most - 1)));
}

function scaled(each: readonly Asked[], scale: number): Asked {
  const sum = (pick: (asked: Asked) => number) => each.reduce((all, asked) => all + pick(asked), 0) * scale;
  return {
    calls: sum((asked) => asked.calls),
    inputBytes: sum((asked) => asked.inputBytes),
    outputBytes: sum((asked) => asked.outputBytes),
  };
}
