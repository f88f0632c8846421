import { spawnSync } from "node:child_process";
import { knownTexts } from "#lib/refinement/known.ts";
import { classify, type Outline } from "#lib/structure/index.ts";
import { extractStructure } from "#lib/structure/server.ts";
import { structuralAuthor } from "#lib/synthesis/structural/structural-author.ts";
import type { Corpus, Target } from "./corpus.ts";
import { docComments } from "./doc-comments.ts";

export const SOURCES = ["author", "paraphrase", "doc comment", "README", "commit"] as const;
export type Source = (typeof SOURCES)[number];

/** A thought that copies nothing, with what it is measured against. */
export type Honest = {
  readonly source: Source;
  readonly repository: string;
  readonly path: string;
  readonly thought: string;
  readonly target: string;
  readonly known: readonly string[];
  readonly outline: Outline;
};

const MOST_DOC_COMMENTS = 6;
const MOST_README_PARAGRAPHS = 40;
const MOST_COMMITS = 40;
/** Fewer words than this are no thought. */
const LEAST_WORDS = 15;

/** Every honest thought that a repository gives. */
export async function honestThoughts(corpus: Corpus): Promise<Honest[]> {
  const own: Honest[] = [];
  for (const target of corpus.targets) {
    own.push(...(await authorThoughts(corpus, target)), ...paraphrases(target), ...documented(target));
  }
  return [...own, ...readmeParagraphs(corpus), ...(await commitMessages(corpus))];
}

/** The structural author's thoughts as first written, and every rewrite it would have the search try. */
async function authorThoughts(corpus: Corpus, target: Target): Promise<Honest[]> {
  const { task, path, content, outline } = target;
  const author = structuralAuthor(1);
  const signal = AbortSignal.timeout(60_000);
  const { moves } = await author.writeFile(task, signal);
  const reads: string[] = [];
  const thoughts: Honest[] = [];
  for (const { thought, action } of moves) {
    const known = knownOf(
      target,
      reads.map((read) => corpus.texts.get(read) ?? ""),
    );
    const add = (text: string) =>
      thoughts.push({
        source: "author",
        repository: target.repository,
        path,
        thought: text,
        target: content,
        known,
        outline,
      });
    if (thought.trim() !== "") add(thought);
    if (action.tool === "read") reads.push(action.path);
    if (action.tool !== "write") continue;
    const outlines = (paths: readonly string[]) =>
      task.brief.structure.outlines.filter((each) => paths.includes(each.path));
    const tests = outlines(task.neededBy.map((edge) => edge.from)).filter((each) => each.testCases.length > 0);
    let incumbent = thought;
    const applied: string[] = [];
    for (let pass = 1; pass <= 3; pass++) {
      const at = {
        task,
        pass,
        paragraph: null,
        applied,
        read: outlines(reads),
        tests,
        moment: "before-writing" as const,
      };
      const rewrites = await Promise.all(
        [0, 1].map((position) => author.rewrite({ ...at, thought: incumbent, position }, signal)),
      );
      for (const rewrite of rewrites) if (rewrite) add(rewrite.text);
      const [first] = rewrites;
      if (!first) break;
      incumbent = first.text;
      applied.push(first.operator);
    }
  }
  return thoughts;
}

/** Sentences that name what was given, signatures word by word included. */
function paraphrases(target: Target): Honest[] {
  const { outline, path, task, content, repository } = target;
  const all = outline.symbols.flatMap((symbol) => [symbol, ...symbol.members]).filter(({ name }) => name !== "");
  if (all.length < 2) return [];
  const names = all.slice(0, 12).map(({ name }) => `\`${name}\``);
  const signed = all.slice(0, 4).map(({ signature }) => `\`${signature}\``);
  const needs = task.needs
    .slice(0, 4)
    .map(({ to, names: used }) => `\`${to}\` for ${used.slice(0, 4).join(", ") || "its names"}`);
  const thought = [
    `Now comes \`${path}\`. It has to offer ${names.join(", ")}, in this order, since the later ones rely on the earlier.`,
    `The heart of it is ${signed.join(", then ")}; callers will see nothing else of it.`,
    needs.length > 0 ? `It takes ${needs.join(", ")}.` : "It needs nothing from the files around it.",
    "I keep the checks of arguments at the door and let everything behind it assume that they hold.",
  ].join(" ");
  return [{ source: "paraphrase", repository, path, thought, target: content, known: knownOf(target, []), outline }];
}

/** Doc comments as thoughts before the file without any: they repeat one another, and then quote. */
function documented(target: Target): Honest[] {
  const { outline, content, path, repository } = target;
  const { texts, without } = docComments(content, outline);
  return texts
    .filter(isProse)
    .slice(0, MOST_DOC_COMMENTS)
    .map((text) => ({
      source: "doc comment",
      repository,
      path,
      thought: text,
      target: without,
      known: knownOf(target, []),
      outline,
    }));
}

/** Paragraphs of the README before each of the files that they name something of. */
function readmeParagraphs(corpus: Corpus): Honest[] {
  const paragraphs = corpus.readme
    .replace(/^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ {0,3}\1[^\n]*$/gm, "")
    .split(/\n\s*\n/)
    .filter((text) => isProse(text) && !/^(?: {4}|\t|\||#|\s*>)/m.test(text));
  const pairs = paragraphs.flatMap((thought) =>
    corpus.targets
      .filter(({ outline }) => outline.symbols.some((symbol) => mentions(thought, [symbol, ...symbol.members])))
      .map(
        (target): Honest => ({
          source: "README",
          repository: corpus.name,
          path: target.path,
          thought,
          target: target.content,
          known: knownOf(target, []),
          outline: target.outline,
        }),
      ),
  );
  return pairs.slice(0, MOST_README_PARAGRAPHS);
}

function mentions(text: string, named: readonly { readonly name: string }[]): boolean {
  return named.some(({ name }) => name.length > 4 && text.includes(name));
}

/** Messages of commits before the file that the commit changed most. */
async function commitMessages(corpus: Corpus): Promise<Honest[]> {
  const told = commits(corpus.folder).flatMap(({ commit, message, path }) => {
    const lines = message.split("\n").filter((line) => !/^[\w-]+-by:|^https?:\S+$|^Change-Id:|^\(?cherry/i.test(line));
    const thought = lines.join("\n").trim();
    return path !== null && isProse(thought) ? [{ path, thought, object: `${commit}:${path}` }] : [];
  });
  const chosen = told.slice(0, MOST_COMMITS * 2);
  const contents = blobs(
    corpus.folder,
    chosen.map(({ object }) => object),
  );
  const found: Honest[] = [];
  for (const [index, { path, thought }] of chosen.entries()) {
    const content = contents[index] ?? "";
    if (found.length >= MOST_COMMITS || content.length < 600 || content.length > 100_000) continue;
    const bytes = new TextEncoder().encode(content);
    const { outlines } = await extractStructure([{ path, content: bytes, ...classify(path, bytes) }]);
    const [outline] = outlines;
    if (!outline || outline.symbols.length === 0) continue;
    const known = knownTexts({ path, outline, needs: [], reads: [] });
    found.push({ source: "commit", repository: corpus.name, path, thought, target: content, known, outline });
  }
  return found;
}

type Commit = { readonly commit: string; readonly message: string; readonly path: string | null };

/** The last commits with the file that each added most lines to. */
function commits(folder: string): Commit[] {
  const format = "--format=%x01%H%x02%B%x02";
  const log = git(folder, "", "log", "--no-merges", "-n", "800", "--diff-filter=AM", "--numstat", format);
  return log
    .split("\u0001")
    .slice(1)
    .map((entry) => {
      const [commit = "", message = "", files = ""] = Buffer.from(entry, "latin1").toString("utf8").split("\u0002");
      const changes = files.split("\n").flatMap((row) => {
        const [added, , path] = row.split("\t");
        return path && Number(added) > 4 ? [{ added: Number(added), path }] : [];
      });
      return { commit, message, path: changes.sort((a, b) => b.added - a.added)[0]?.path ?? null };
    });
}

/** Texts of objects named `commit:path`; empty where one is not there. */
function blobs(folder: string, objects: readonly string[]): string[] {
  const bytes = Buffer.from(git(folder, objects.join("\n"), "cat-file", "--batch"), "latin1");
  let at = 0;
  return objects.map(() => {
    const lineEnd = bytes.indexOf(10, at);
    const head = bytes.toString("latin1", at, lineEnd);
    at = lineEnd + 1;
    const size = Number(/ blob (\d+)$/.exec(head)?.[1] ?? -1);
    if (size < 0) return "";
    const text = bytes.toString("utf8", at, at + size);
    at += size + 1;
    return text;
  });
}

/** What git prints, one character a byte, so that sizes told in bytes can be followed; all that came before a failure. */
function git(folder: string, input: string, ...args: string[]): string {
  const { stdout } = spawnSync("git", ["-C", folder, ...args], { input, encoding: "latin1", maxBuffer: 1 << 29 });
  return stdout ?? "";
}

/** Prose of a thought's length, without a piece of code set apart: that would be a quotation. */
function isProse(text: string): boolean {
  const words = text.match(/[A-Za-z]{2,}/g)?.length ?? 0;
  return (
    words >= LEAST_WORDS &&
    text.length < 6000 &&
    !/```|~~~|<pre|>>>|<code>[^<]*\n|@example|^(?: {4}|\t)\S.*[;{}=()]\s*$/m.test(text)
  );
}

function knownOf({ path, outline, task }: Target, reads: readonly string[]): string[] {
  return knownTexts({ path, outline, needs: task.needs.map((edge) => edge.to), reads });
}
