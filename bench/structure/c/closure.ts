import { readFileSync } from "node:fs";
import { readFiles } from "#lib/sources/folder.ts";
import { extractStructure } from "#lib/structure/server.ts";
import { readEdgeList } from "../edge-list.ts";

/**
 * Compares what each compiled file includes, directly or not, with what `gcc -M` names for it.
 * `node --conditions=react-server bench/structure/c/closure.ts LIST FOLDER`; `edges.py --closure LIST` makes the list.
 */
async function main([list = "", folder = ""]: readonly string[]): Promise<void> {
  const { needs } = readEdgeList(readFileSync(list, "utf8"));
  const { edges } = await extractStructure(await readFiles(folder, new AbortController().signal));
  const includes = new Map<string, string[]>();
  for (const { from, to, kind } of edges) {
    if (kind === "import") includes.set(from, [...(includes.get(from) ?? []), to]);
  }
  const sum = { both: 0, ours: 0, theirs: 0 };
  for (const [unit, targets] of needs) {
    const reached = new Set([unit]);
    // A set goes on with what is added while it is gone through.
    for (const path of reached) for (const to of includes.get(path) ?? []) reached.add(to);
    reached.delete(unit);
    sum.ours += reached.size;
    sum.theirs += targets.size;
    for (const target of targets) if (reached.has(target.slice("import ".length))) sum.both += 1;
  }
  const share = (whole: number): string => (whole === 0 ? 1 : sum.both / whole).toFixed(4);
  console.log(`${needs.size} units, ${sum.theirs} files: precision ${share(sum.ours)}, recall ${share(sum.theirs)}`);
}

await main(process.argv.slice(2));
