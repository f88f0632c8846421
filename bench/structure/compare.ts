import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readFiles } from "#lib/sources/folder.ts";
import { extractStructure } from "#lib/structure/server.ts";
import { type EdgeList, readEdgeList } from "./edge-list.ts";

/** How the edges of one kind compare with those of the language's own tool. */
export type Agreement = {
  readonly kind: "import" | "reference";
  /** Edges that both have. */
  readonly both: number;
  /** Edges that only Retrace has, and that only the tool has, as `from -> to`. */
  readonly extra: readonly string[];
  readonly missing: readonly string[];
};

/** Extracts `folder` and compares the edges that start at the files the list has judged. */
export async function compare(list: EdgeList, folder: string): Promise<Agreement[]> {
  const { files, edges } = await extractStructure(await readFiles(folder, new AbortController().signal));
  const present = new Set(files.map(({ path }) => path));
  const gone = [...list.needs.keys()].filter((path) => !present.has(path));
  if (gone.length > 0) throw new Error(`${folder} lacks ${gone.length} files of the list, such as ${gone[0]}`);
  return (["import", "reference"] as const).map((kind) => {
    const ours = new Set(
      edges.filter((edge) => edge.kind === kind && list.needs.has(edge.from)).map(({ from, to }) => `${from} -> ${to}`),
    );
    const theirs = new Set(
      [...list.needs].flatMap(([from, targets]) =>
        [...targets]
          .filter((target) => target.startsWith(`${kind} `))
          .map((target) => `${from} -> ${target.slice(kind.length + 1)}`),
      ),
    );
    const extra = [...ours].filter((edge) => !theirs.has(edge));
    return { kind, both: ours.size - extra.length, extra, missing: [...theirs].filter((edge) => !ours.has(edge)) };
  });
}

/** Share of our edges that the tool has too; 1 where we have none. */
export function precision({ both, extra }: Agreement): number {
  return both + extra.length === 0 ? 1 : both / (both + extra.length);
}

/** Share of the tool's edges that we have too; 1 where it has none. */
export function recall({ both, missing }: Agreement): number {
  return both + missing.length === 0 ? 1 : both / (both + missing.length);
}

/** `node --conditions=react-server bench/structure/compare.ts [--differences] LIST FOLDER` */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { differences: { type: "boolean", default: false } },
  });
  const [list = "", folder = ""] = positionals;
  for (const agreement of await compare(readEdgeList(readFileSync(list, "utf8")), folder)) {
    const { kind, both, extra, missing } = agreement;
    // A kind that the list has no edge of is one that the tool does not judge.
    if (both + missing.length === 0) continue;
    console.log(
      `${kind}: precision ${precision(agreement).toFixed(4)} (${extra.length} extra), recall ${recall(agreement).toFixed(4)} (${missing.length} missing), ${both} in both`,
    );
    if (!values.differences) continue;
    for (const edge of extra) console.log(`  + ${edge}`);
    for (const edge of missing) console.log(`  - ${edge}`);
  }
}

if (import.meta.main) await main();
