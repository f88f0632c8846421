import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { draftFile, readerOf, type SourceFile } from "./draft-file.ts";
import { extractStructure } from "./extract.ts";
import { arrows, toFiles } from "./fixture.ts";
import type { LanguageAdapter } from "./languages/port.ts";
import { Structure } from "./schema.ts";
import { trees } from "./trees.ts";

/** The longest a test of this file may take on a busy machine. */
const PATIENCE_MS = 120_000;
const LANGUAGES = Object.keys(trees);

describe.each(LANGUAGES)("%s", (language) => {
  const tree = trees[language] ?? {};
  const paths = Object.keys(tree);
  /** The file with most to read. */
  const [main = ""] = paths.toSorted((a, b) => (tree[b]?.length ?? 0) - (tree[a]?.length ?? 0));
  const text = tree[main] ?? "";
  const words = [...new Set(text.match(/\w+|[^\w\s]|\s+/g))];

  const bytes = fc.uint8Array({ maxLength: 400 });
  const soup = fc.array(fc.constantFrom(...words, "\0", "\uFEFF", "\r\n", "\uD800", "🙂"), { maxLength: 120 });
  const damage = fc.tuple(fc.nat(text.length), fc.nat(60), fc.string({ unit: "binary", maxLength: 12 }));
  const content = fc.oneof(
    bytes,
    soup.map((parts) => encode(parts.join(""))),
    damage.map(([at, length, inserted]) => encode(text.slice(0, at) + inserted + text.slice(at + length))),
    fc.tuple(fc.constantFrom(...words), fc.nat(3000)).map(([word, times]) => encode(word.repeat(times))),
  );

  test(
    "any bytes give an outline or a clear problem",
    async () => {
      await fc.assert(
        fc.asyncProperty(content, async (hostile) => {
          const others = toFiles(tree).filter(({ path }) => path !== main);
          const [file] = toFiles({ [main]: text });
          if (!file) throw new Error("the tree has no file");
          const structure = await extractStructure([...others, { ...file, content: hostile }], { threads: 0 });
          const outline = structure.outlines.find(({ path }) => path === main);
          expect(outline?.parsed).toBe(outline?.problem === null);
          // What is found names real places: nothing lies outside the file.
          const length = new TextDecoder("utf-8", { ignoreBOM: true }).decode(hostile).length;
          for (const { range } of outline?.symbols ?? []) expect(range.end).toBeLessThanOrEqual(length);
          expect(Structure.safeParse(structure).error).toBeUndefined();
        }),
        { numRuns: 150, seed: 3 },
      );
    },
    PATIENCE_MS,
  );

  test("the sequence of the files changes nothing", async () => {
    const files = toFiles(tree);
    const expected = await extractStructure(files, { threads: 0 });
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(files, { minLength: files.length }), async (shuffled) => {
        expect(await extractStructure(shuffled, { threads: 0 })).toEqual(expected);
      }),
      { numRuns: 10, seed: 5 },
    );
  });

  test("renaming the folder around them renames the edges and nothing else", async () => {
    const under = (folder: string) =>
      extractStructure(toFiles(Object.fromEntries(paths.map((path) => [`${folder}/${path}`, tree[path] ?? ""]))), {
        threads: 0,
      });
    const expected = await under("alpha");
    expect(expected.edges.length).toBeGreaterThan(0);
    // Not names that mean something to a language or to the classification of roles.
    const name = fc.stringMatching(/^[a-z]{3,12}(?:[-_][a-z0-9]{1,5})?$/).filter((each) => !MEANINGFUL.test(each));
    await fc.assert(
      fc.asyncProperty(name, async (folder) => {
        const renamed = await under(folder);
        const back = (path: string): string => path.replace(new RegExp(`^${folder}/`), "alpha/");
        expect(arrows(renamed).map((arrow) => arrow.split(`${folder}/`).join("alpha/"))).toEqual(arrows(expected));
        expect(renamed.outlines.map(({ path, symbols, doc }) => ({ path: back(path), symbols, doc }))).toEqual(
          expected.outlines.map(({ path, symbols, doc }) => ({ path, symbols, doc })),
        );
      }),
      { numRuns: 10, seed: 7 },
    );
  });
});

const MEANINGFUL =
  /^(src|lib|test|tests|spec|specs|doc|docs|vendor|dist|build|out|target|app|bin|node_modules|vendors|vendored|testing|fixtures|testdata|include|main|java)$/;

test(
  "ten thousand parses leave memory as it was",
  async () => {
    const files: { file: SourceFile; adapter: LanguageAdapter }[] = [];
    for (const file of LANGUAGES.flatMap((language) => toFiles(trees[language] ?? {}))) {
      const reader = readerOf(file);
      if ("family" in reader) files.push({ file, adapter: await reader.family.load() });
    }
    const parse = async (times: number): Promise<void> => {
      for (let index = 0; index < times; index++) {
        const each = files[index % files.length];
        if (each) await draftFile(each.adapter, each.file);
      }
    };
    await parse(2_000);
    const growths: number[] = [];
    for (let quarter = 0; quarter < 4; quarter++) {
      const before = heldBytes();
      await parse(2_500);
      growths.push(heldBytes() - before);
    }
    // Compiled code comes and goes, but a tree that is not freed grows every quarter: by 16 MB or more if all leak.
    expect(Math.min(...growths)).toBeLessThan(6_000_000);
  },
  PATIENCE_MS,
);

function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, rss } = process.memoryUsage();
  return Math.max(heapUsed, rss);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
