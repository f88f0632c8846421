import { at } from "#lib/std/assert.ts";
import { type FileTask, structuralAuthor } from "#lib/synthesis/server.ts";
import type { RunConfig } from "#lib/trajectory/index.ts";
import type { Design } from "./design.ts";
import { fileTask, type Material } from "./material.ts";

type PlaceboInput = { readonly config: RunConfig; readonly material: Material; readonly task: FileTask };

/**
 * What the structural author would think before writing an unrelated file: neither a neighbour in the graph nor, where
 * there is a choice, of another language. It does not depend on which files happen to be done, so that every repeat of a
 * run has the same placebo. Empty in a repository of one file.
 */
export async function placeboThought({ config, material, task }: PlaceboInput, signal: AbortSignal): Promise<string> {
  const { order, files } = material.structure;
  const neighbours = new Set([
    ...task.needs.map((edge) => edge.to),
    ...task.neededBy.map((edge) => edge.from),
    task.file.path,
  ]);
  const place = task.file.order ?? 0;
  const half = Math.floor(order.length / 2);
  const candidates = order
    .map((_, index) => (place + half + index) % order.length)
    .filter((index) => !neighbours.has(at(order, index)));
  const sameLanguage = candidates.find(
    (index) => files.find((file) => file.path === order[index])?.language === task.file.language,
  );
  const chosen = sameLanguage ?? candidates[0];
  if (chosen === undefined) return "";
  const design: Design = { requirements: [...task.requirements], plan: task.plan };
  const { moves } = await structuralAuthor(config.seed, config.maxReads).writeFile(
    fileTask(material, design, chosen),
    signal,
  );
  return moves.at(-1)?.thought ?? "";
}
