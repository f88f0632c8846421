import { byCodeUnit } from "#lib/std/order.ts";
import type { CanonicalRow } from "#lib/trajectory/index.ts";
import { formats } from "./export/formats.ts";
import { checkSeams, segmentTexts } from "./export/seams.ts";
import { writeLines } from "./line-file.ts";
import type { ExportInput, Manifest } from "./schema.ts";

export type RowSource = {
  readonly ids: readonly string[];
  /** The row with every step that stands rejected masked. */
  readonly load: (id: string) => Promise<CanonicalRow>;
  /** Called after each row. */
  readonly progress?: (rows: number) => Promise<void>;
};

/**
 * Writes the rows to `path`, one in memory at a time, and answers the manifest. Ids must be sorted: the same rows then
 * give the same bytes. The manifest names no time, place or machine, for the same reason.
 */
export async function writeRows(
  path: string,
  input: ExportInput,
  source: RowSource,
  signal: AbortSignal,
): Promise<Manifest> {
  const toLines = formats[input.format];
  const counts = { total: 0, trained: 0, checked: 0, faults: 0 };
  const authors = new Set<string>();
  const scorers = new Set<string>();
  const repositories = new Map<string, CanonicalRow["repository"]>();
  let standInScorer = false;
  let rows = 0;

  const written = await writeLines(path, async (file) => {
    for (const id of source.ids) {
      signal.throwIfAborted();
      const row = await source.load(id);
      const texts = segmentTexts(row);
      const seams = checkSeams(texts);
      for (const line of toLines(row, texts)) {
        await file.add(line);
        rows += 1;
      }
      counts.total += row.segments.at(-1)?.end ?? 0;
      counts.trained += trainedCharacters(row);
      counts.checked += seams.checked;
      counts.faults += seams.faults;
      authors.add(row.author);
      if (row.scorer !== null) scorers.add(row.scorer);
      // The built-in scorer is no language model; its numbers rank thoughts and mean nothing beyond.
      standInScorer ||= row.config.scorer === "builtin";
      repositories.set(JSON.stringify(Object.values(row.repository)), row.repository);
      await source.progress?.(rows);
    }
  });

  return {
    schema: "retrace-manifest/1",
    format: input.format,
    filter: input.filter,
    rows,
    ...written,
    characters: { total: counts.total, trained: counts.trained },
    authors: [...authors].sort(byCodeUnit),
    scorers: [...scorers].sort(byCodeUnit),
    standInScorer,
    seams: { checked: counts.checked, faults: counts.faults },
    repositories: [...repositories].sort(([a], [b]) => byCodeUnit(a, b)).map(([, card]) => card),
  };
}

function trainedCharacters(row: CanonicalRow): number {
  return row.segments.reduce((sum, each) => sum + (each.train ? each.end - each.start : 0), 0);
}
