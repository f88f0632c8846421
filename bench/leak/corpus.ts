import { readFiles } from "#lib/sources/folder.ts";
import { byCodeUnit } from "#lib/std/order.ts";
import type { Outline } from "#lib/structure/index.ts";
import { extractStructure, type SourceFile } from "#lib/structure/server.ts";
import type { FileTask } from "#lib/synthesis/author.ts";
import { buildBrief } from "#lib/synthesis/brief.ts";
import { designBy, type SampleProject, taskFor } from "#lib/synthesis/fixture.ts";
import { structuralAuthor } from "#lib/synthesis/structural/structural-author.ts";
import { corpora } from "../structure/corpora.ts";
import { randomFor } from "./random.ts";

/** One file that thoughts are measured against. */
export type Target = {
  readonly repository: string;
  readonly folder: string;
  readonly path: string;
  readonly content: string;
  readonly outline: Outline;
  readonly task: FileTask;
};

export type Corpus = {
  readonly name: string;
  readonly folder: string;
  readonly texts: ReadonlyMap<string, string>;
  readonly readme: string;
  readonly targets: readonly Target[];
};

const MOST_FILES = 400;
const MOST_TARGETS = 16;
/** Code tokens are about four characters each: 60 to 24,000 of them. */
const CHARACTERS = [600, 100_000] as const;

/** The repositories one after another, so that only one is held; see corpora() for where they come from. */
export async function* repositories(): AsyncGenerator<Corpus> {
  for (const { name, folder } of corpora()) {
    const files = await readFiles(folder, new AbortController().signal);
    if (files.length === 0) continue;
    yield await load(name, folder, files);
  }
}

async function load(name: string, folder: string, all: readonly SourceFile[]): Promise<Corpus> {
  const files = all
    .filter(({ role }) => role !== "binary" && role !== "vendored" && role !== "generated")
    .slice(0, MOST_FILES);
  const decoder = new TextDecoder();
  const texts = new Map(files.map(({ path, content }) => [path, decoder.decode(content)]));
  const structure = await extractStructure(files);
  const brief = buildBrief({ name, license: null, structure, files: texts });
  const project: SampleProject = { files: texts, structure, brief };
  const design = await designBy(structuralAuthor(1), project);
  const paths = structure.order.filter((path) => {
    const file = structure.files.find((each) => each.path === path);
    const length = texts.get(path)?.length ?? 0;
    const isCode = structure.outlines.some((outline) => outline.path === path && outline.symbols.length > 0);
    return isCode && file?.role === "source" && length >= CHARACTERS[0] && length <= CHARACTERS[1];
  });
  const chosen = randomFor(name).shuffled(paths).slice(0, MOST_TARGETS).sort(byCodeUnit);
  return {
    name,
    folder,
    texts,
    readme: brief.readme,
    targets: chosen.map((path) => {
      const task = taskFor(project, path, design);
      return { repository: name, folder, path, content: task.content, outline: task.outline, task };
    }),
  };
}
