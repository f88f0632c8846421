import { readFiles } from "#lib/sources/folder.ts";
import {
  cyclesOf,
  type FileMeasures,
  foldersOf,
  isRemarkable,
  measure,
  reasonTexts,
  type Structure,
  type UnresolvedImport,
} from "#lib/structure/index.ts";
import { extractStructure } from "#lib/structure/server.ts";

type GraphOptions = { readonly json?: boolean; readonly external?: boolean };

/** Reads a folder the way an import does, but stores nothing, and prints all that its files say of each other. */
export async function graph(path: string, options: GraphOptions): Promise<void> {
  const files = await readFiles(path, new AbortController().signal);
  const structure = await extractStructure(files);
  const text = options.json ? `${JSON.stringify(toJson(structure))}\n` : `${toText(structure, options).join("\n")}\n`;
  // The command ends its process when it returns, and a pipe takes only so much at once.
  await new Promise<void>((resolve, reject) =>
    process.stdout.write(text, (error) => (error ? reject(error) : resolve())),
  );
}

function toJson(structure: Structure) {
  const measures = new Map(measure(structure).map(({ path, ...measures }) => [path, measures]));
  const { files, edges, order, imports, coverage } = structure;
  return {
    files: files.map(({ bytes: _bytes, ...file }) => ({ ...file, ...measures.get(file.path) })),
    edges,
    order,
    cycles: cyclesOf(structure).map(({ files: members }) => members.map(({ path }) => path)),
    folders: foldersOf(structure, 1),
    imports,
    coverage,
  };
}

function toText(structure: Structure, options: GraphOptions): string[] {
  const measures = new Map(measure(structure).map((each) => [each.path, each]));
  return [
    ...orderLines(structure, measures),
    ...cycleLines(structure),
    ...unresolvedLines(structure, options),
    ...unparsedLines(structure),
    ...totalLines(structure, measures),
  ];
}

function orderLines(structure: Structure, measures: ReadonlyMap<string, FileMeasures>): string[] {
  const files = new Map(structure.files.map((file) => [file.path, file]));
  return [
    "Order of writing (level, files it needs, files that need it):",
    ...structure.order.map((path, index) => {
      const { fanIn, fanOut } = measures.get(path) ?? { fanIn: 0, fanOut: 0 };
      const file = files.get(path);
      return `${String(index + 1).padStart(5)}  ${path}  (${file?.level}, ${fanOut}, ${fanIn})  ${file?.reason}`;
    }),
  ];
}

function cycleLines(structure: Structure): string[] {
  const cycles = cyclesOf(structure);
  if (cycles.length === 0) return [];
  return ["", "Cycles:", ...cycles.flatMap(({ files }) => `  ${files.map(({ path }) => path).join(", ")}`)];
}

/** What comes from outside the repository is expected, and listed only on demand. */
function unresolvedLines({ imports }: Structure, { external = false }: GraphOptions): string[] {
  const shown = (imports?.unresolved ?? []).filter(({ reason }) => external || isRemarkable(reason));
  if (shown.length === 0) return [];
  return ["", "Imports that lead to no file of the repository:", ...shown.map(lineOf)];
}

function lineOf({ specifier, reason, count, places }: UnresolvedImport): string {
  const [first] = places;
  const more = count > 1 ? ` and ${count - 1} more` : "";
  return `  ${specifier}  ${reasonTexts[reason]}  ${first?.path}:${first?.line}${more}`;
}

function unparsedLines({ files, coverage }: Structure): string[] {
  const readable = new Set(coverage.filter(({ outlined }) => outlined > 0).map(({ language }) => language));
  const failed = files.filter(
    ({ problem, language, role }) => problem !== null && role !== "binary" && readable.has(language),
  );
  if (failed.length === 0) return [];
  return ["", "Files that were not parsed:", ...failed.map(({ path, problem }) => `  ${path}  ${problem}`)];
}

function totalLines(structure: Structure, measures: ReadonlyMap<string, FileMeasures>): string[] {
  const { files, edges, imports, coverage } = structure;
  const unresolved = new Map<string, number>();
  for (const { reason, count } of imports?.unresolved ?? []) {
    unresolved.set(reasonTexts[reason], (unresolved.get(reasonTexts[reason]) ?? 0) + count);
  }
  const paths = (key: "isEntryPoint" | "isOrphan"): number => [...measures.values()].filter((each) => each[key]).length;
  const without = coverage.filter(({ edges: has, outlined }) => !has && outlined > 0).map(({ language }) => language);
  return [
    "",
    `Languages: ${coverage.map(({ language, files: number }) => `${language} ${number}`).join(", ")}`,
    ...(without.length > 0 ? [`No dependency edges for: ${without.join(", ")}`] : []),
    `Imports: ${imports?.resolved ?? 0} resolved${[...unresolved].map(([reason, number]) => `, ${number} ${reason}`).join("")}`,
    [
      counted(paths("isEntryPoint"), "entry point"),
      counted(paths("isOrphan"), "orphan"),
      counted(cyclesOf(structure).length, "cycle"),
    ].join(", "),
    `${counted(files.length, "file")}, ${counted(edges.length, "edge")}`,
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
