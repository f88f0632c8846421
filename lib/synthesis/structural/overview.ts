import type { Brief } from "../author.ts";
import { readManifests } from "../manifests.ts";
import { toDo, wholeClause } from "./clause.ts";
import { outlineAt } from "./facts.ts";
import { projectPurpose } from "./requirements.ts";
import { voiceFor } from "./voice.ts";
import { baseName, counted, folderOf, list, sentence, tick, ticks } from "./words.ts";

/** The main agent's thought before it writes requirements and plan: what the project is, its parts, and where to begin. */
export function overview(brief: Brief, seed: number): string {
  const { structure, name } = brief;
  const voice = voiceFor(seed, 0, name);
  const written = structure.files.filter((file) => file.order !== null);
  const sources = written.filter((file) => file.role === "source");
  const tests = written.filter((file) => file.role === "test");
  const blocks = [
    [purposeLine(brief, voice.roll("purpose", 3)), size(written.length, sources.length, tests.length)].join(" "),
    partsLine(brief),
    [foundation(brief), summit(brief), cycles(brief)].filter((line) => line !== "").join(" "),
    voice.pick("order", [
      "So the order is: configuration first, because everything else relies on it, then the code from its lowest level upwards, every test right after the code it checks, and the documents at the end.",
      "I will go from the bottom of the graph to its top. A test follows the last file it needs; documents wait until there is something to describe.",
      "Dependencies first, then. Each file should find what it imports already written, tests come directly behind the code they exercise, and prose comes last.",
    ]),
    voice.pick("close", [
      "First the requirements, each with the files that will show it, and then one entry a file.",
      "I write down what the project must do before I say how the files share the work.",
      "Before the plan I want the requirements in numbers, so that every file can say which of them it serves.",
    ]),
  ];
  return blocks.filter((block) => block !== "").join("\n\n");
}

function purposeLine(brief: Brief, roll: number): string {
  const purpose = projectPurpose(brief);
  const name = tick(brief.name);
  const clause = purpose === null ? null : wholeClause(purpose.value.length > 220 ? "" : purpose.value, brief.name);
  if (clause === null)
    return `I have to plan ${name} from its tree and its graph, since no file says in a sentence what it is for.`;
  const said = toDo(clause);
  return (
    [
      `What is asked for is ${name}. It has ${said}.`,
      `${name} has ${said}; that is the goal everything else must serve.`,
      `I am to build ${name}. In one sentence, it has ${said}.`,
    ][roll] ?? ""
  );
}

function size(written: number, sources: number, tests: number): string {
  const parts = [
    ...(sources > 0 ? [`${counted(sources, "source file")}`] : []),
    ...(tests > 0 ? [`${counted(tests, "test file")}`] : []),
    ...(written - sources - tests > 0
      ? [`${counted(written - sources - tests, "file")} of configuration and prose`]
      : []),
  ];
  return `There ${written === 1 ? "is" : "are"} ${counted(written, "file")} to write: ${list(parts)}.`;
}

function partsLine({ structure, manifests }: Brief): string {
  const folders = new Map<string, number>();
  for (const file of structure.files) {
    if (file.role !== "source" || file.order === null) continue;
    folders.set(folderOf(file.path), (folders.get(folderOf(file.path)) ?? 0) + 1);
  }
  const ranked = [...folders].sort((a, b) => b[1] - a[1]);
  const named = ranked
    .slice(0, 5)
    .map(([folder, files]) => `${folder === "" ? "the root" : tick(folder)} with ${counted(files, "file")}`);
  const { runtimes, dependencies } = readManifests(manifests);
  const platforms = [...new Set(runtimes.map((each) => each.value))];
  const outside = dependencies[0]?.names ?? [];
  const lines = [
    ...(ranked.length > 1
      ? [
          `The source falls into ${counted(ranked.length, "folder")}; the largest ${named.length === 1 ? "is" : "are"} ${list(named)}.`,
        ]
      : []),
    ...(platforms.length > 0 ? [`It is written for ${list(platforms.slice(0, 2))}.`] : []),
    ...(outside.length > 0 ? [`From outside it may use ${ticks(outside, 4)}.`] : []),
  ];
  return lines.join(" ");
}

function foundation({ structure }: Brief): string {
  const users = new Map<string, number>();
  for (const edge of structure.edges)
    if (structure.order.includes(edge.to)) users.set(edge.to, (users.get(edge.to) ?? 0) + 1);
  const top = [...users]
    .sort((a, b) => b[1] - a[1] || structure.order.indexOf(a[0]) - structure.order.indexOf(b[0]))
    .slice(0, 3);
  const first = top[0];
  if (first === undefined) return "No file needs another, so the order is mine to choose.";
  const clause = wholeClause(outlineAt(structure, first[0])?.doc ?? "", baseName(first[0]));
  const role = clause === null || clause.text.length > 90 ? "" : `, which has ${toDo(clause)}`;
  const rest = top.slice(1).map(([path, needs]) => `${tick(path)} (${counted(needs, "file")})`);
  return `The file most others rest on is ${tick(first[0])}${role}: ${counted(first[1], "file")} will need it.${rest.length === 0 ? "" : ` After it come ${list(rest)}.`}`;
}

function summit({ structure }: Brief): string {
  const highest = structure.files
    .filter((file) => file.order !== null && file.role === "source")
    .sort((a, b) => b.level - a.level)[0];
  if (highest === undefined || highest.level === 0) return "";
  return `At the other end stands ${tick(highest.path)}, ${counted(highest.level, "step")} above the lowest level.`;
}

function cycles({ structure }: Brief): string {
  const cyclic = structure.files.filter((file) => file.cycle !== null);
  if (cyclic.length === 0) return structure.edges.length === 0 ? "" : "I see no cycle, which makes the order easy.";
  const numbers = new Set(cyclic.map((file) => file.cycle));
  return sentence(
    `${counted(numbers.size, "cycle")} will need care: ${ticks(
      cyclic.map((file) => file.path),
      4,
    )} need each other, and whichever comes first has to go by the outline of the rest`,
  );
}
