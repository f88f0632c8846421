import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Agreement, compare, precision, recall } from "./structure/compare.ts";
import { readEdgeList } from "./structure/edge-list.ts";

const lists = fileURLToPath(new URL("./structure/edges", import.meta.url));

/**
 * Our edges against those of the languages' own tools. RETRACE_BENCH_REPOSITORIES names the folder that holds, under
 * the name of each list, the repository it was made of; what is not there is left out and said so.
 */
export async function run(): Promise<void> {
  const folder = process.env.RETRACE_BENCH_REPOSITORIES;
  if (!folder) {
    console.log("RETRACE_BENCH_REPOSITORIES is not set: name the folder that holds the repositories of the lists.");
    return;
  }
  console.log("| language | repository | judge | imports | precision | recall | references | precision | recall |");
  console.log("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
  const absent: string[] = [];
  for (const file of readdirSync(lists).sort()) {
    const name = file.replace(/\.txt$/, "");
    const list = readEdgeList(readFileSync(join(lists, file), "utf8"));
    if (!existsSync(join(folder, name))) {
      absent.push(name);
      continue;
    }
    const about = (key: string): string =>
      list.about
        .find((line) => line.startsWith(`${key} `))
        ?.slice(key.length + 1)
        .split(/[,;]| with /)[0] ?? "";
    const cells = (await compare(list, join(folder, name))).flatMap(cellsOf);
    console.log(`| ${[name.split("-")[0], about("repository"), about("tool"), ...cells].join(" | ")} |`);
  }
  if (absent.length > 0) console.log(`Not in ${folder}: ${absent.join(", ")}`);
}

/** A kind that the list has no edge of is one that its tool does not judge. */
function cellsOf(agreement: Agreement): string[] {
  const edges = agreement.both + agreement.missing.length;
  if (edges === 0) return ["", "", ""];
  return [String(edges), precision(agreement).toFixed(3), recall(agreement).toFixed(3)];
}
