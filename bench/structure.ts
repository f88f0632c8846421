import { readFiles } from "#lib/sources/folder.ts";
import { compareCold } from "./structure/cold.ts";
import { corpora } from "./structure/corpora.ts";
import { compareWarm } from "./structure/warm.ts";

/**
 * Extraction against its limit, the bare parse of the same files, and `retrace graph` against the tools of its kind, all
 * in this run. RETRACE_BENCH_REPOSITORIES names a folder of repositories to measure in place of installed packages.
 */
export async function run(): Promise<void> {
  for (const corpus of corpora()) {
    const files = await readFiles(corpus.folder, new AbortController().signal);
    await compareWarm(corpus, files);
    if (files.some(({ language }) => language === "typescript" || language === "javascript")) {
      const scripts = files.filter(({ language }) => /^(typescript|tsx|javascript)$/.test(language)).length;
      await compareCold(corpus, scripts);
    }
  }
}
