import { cpSync, existsSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A folder that stands for a repository. */
export type Corpus = { readonly name: string; readonly folder: string };

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Sources that every installation has: this project and packages that ship what they are written in. */
const INSTALLED = ["commander", "zod/src", "openai/src", "@tanstack/react-query/src", "next/dist"];

/**
 * The repositories to measure: the folders in RETRACE_BENCH_REPOSITORIES or, without it, packages of this installation,
 * copied away from node_modules, which every tool here leaves out.
 */
export function corpora(): Corpus[] {
  const given = process.env.RETRACE_BENCH_REPOSITORIES;
  if (given) {
    return readdirSync(given, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => ({ name, folder: join(given, name) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
  const target = mkdtempSync(join(tmpdir(), "retrace-bench-"));
  return INSTALLED.filter((name) => existsSync(join(root, "node_modules", name))).map((name) => {
    const folder = join(target, name.replaceAll("/", "-"));
    cpSync(join(root, "node_modules", name), folder, { recursive: true });
    return { name, folder };
  });
}
