import { readFiles } from "#lib/sources/folder.ts";
import { extractStructure } from "#lib/structure/server.ts";

/** Reads a folder the way an import does, but stores nothing. */
export async function graph(path: string, options: { json?: boolean }): Promise<void> {
  const files = await readFiles(path, new AbortController().signal);
  const structure = await extractStructure(files);
  if (options.json) {
    const output = {
      files: structure.files.map(({ path, language, role }) => ({ path, language, role })),
      edges: structure.edges.map(({ from, to, kind, names }) => ({ from, to, kind, names })),
      order: structure.order,
    };
    process.stdout.write(`${JSON.stringify(output)}\n`);
    return;
  }
  for (const [index, each] of structure.order.entries()) {
    const file = structure.files.find((candidate) => candidate.path === each);
    const needs = structure.edges.filter((edge) => edge.from === each).length;
    process.stdout.write(
      `${String(index + 1).padStart(5)}  ${each}  (${file?.role}, level ${file?.level}, needs ${needs}): ${file?.reason}\n`,
    );
  }
  process.stdout.write(`${structure.files.length} files, ${structure.edges.length} edges\n`);
}
