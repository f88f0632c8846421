import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compare, precision, recall } from "./structure/compare.ts";
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
  console.log("| repository | judge | edges | precision | recall |\n| --- | --- | ---: | ---: | ---: |");
  const absent: string[] = [];
  for (const file of readdirSync(lists).sort()) {
    const name = file.replace(/\.txt$/, "");
    const list = readEdgeList(readFileSync(join(lists, file), "utf8"));
    if (!existsSync(join(folder, name))) {
      absent.push(name);
      continue;
    }
    const about = (key: string): string =>
      list.about.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1) ?? "";
    for (const agreement of await compare(list, join(folder, name))) {
      const { kind, both, missing } = agreement;
      if (both + missing.length === 0) continue;
      console.log(
        `| ${about("repository").split(",")[0]} | ${about("tool")} | ${both + missing.length} ${kind} | ${precision(agreement).toFixed(3)} | ${recall(agreement).toFixed(3)} |`,
      );
    }
  }
  if (absent.length > 0) console.log(`Not in ${folder}: ${absent.join(", ")}`);
}
