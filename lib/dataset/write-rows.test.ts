import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { CanonicalRow, defaultRunConfig, flatten } from "#lib/trajectory/index.ts";
import { checkSeams } from "./export/seams.ts";
import { Manifest } from "./schema.ts";
import { type RowSource, writeRows } from "./write-rows.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "retrace-rows-"));
});
afterAll(() => rm(folder, { recursive: true }));

const quiet = new AbortController().signal;
const base = { agent: "a.py", tool: null, path: null, text: null, content: null, train: true } as const;

function row(id: string, masked: readonly number[] = []): CanonicalRow {
  const steps = [
    { ...base, kind: "think", text: `Emoji 🙂 and "quotes" of ${id}` },
    { ...base, kind: "action", tool: "read", path: "é.py" },
    { ...base, kind: "observation", path: "é.py", content: "x = '𝒳'\n\n" },
    { ...base, kind: "action", tool: "write", path: "a.py", content: "print('🙂')" },
  ] as const;
  const flat = flatten({
    prelude: "<repository>\ntree 🌳\n</repository>\n",
    steps: steps.map((step, index) => ({ ...step, train: !masked.includes(index) })),
  });
  const repository = {
    name: `r-${id}`,
    address: `https://example.org/${id}`,
    commit: null,
    license: "MIT",
    subPath: null,
  };
  return {
    schema: "retrace-trajectory/1",
    id,
    repository,
    author: "structural@1",
    scorer: "builtin@1",
    config: defaultRunConfig,
    fidelity: { files: 1, bytes: 11, ok: true },
    ...flat,
    steps: [],
  };
}

function source(...rows: CanonicalRow[]): RowSource {
  const byId = new Map(rows.map((each) => [each.id, each]));
  return {
    ids: [...byId.keys()],
    load: async (id) => {
      const found = byId.get(id);
      if (!found) throw new Error(`no row ${id}`);
      return found;
    },
  };
}

async function readLines(path: string): Promise<unknown[]> {
  const text = await readFile(path, "utf8");
  expect(text.endsWith("\n")).toBe(true);
  return text
    .slice(0, -1)
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** What a Python trainer sees: characters are code points, and a mask says of each whether it is trained. */
function maskOf(segments: readonly { label: boolean; text: string }[]): { text: string; mask: boolean[] } {
  const mask = segments.flatMap(({ label, text }) => Array.from(text, () => label));
  return { text: segments.map((each) => each.text).join(""), mask };
}

const AxolotlRow = z.strictObject({
  segments: z.array(z.strictObject({ label: z.boolean(), text: z.string() })),
  id: z.string(),
  repository: z.string(),
  license: z.string().nullable(),
});

test("an axolotl row joins to the canonical row's text and mask", async () => {
  const rows = [row("t1"), row("t2", [0, 3])];
  const paths = { canonical: join(folder, "c.jsonl"), axolotl: join(folder, "a.jsonl") };
  await writeRows(paths.canonical, { format: "canonical", filter: {} }, source(...rows), quiet);
  await writeRows(paths.axolotl, { format: "axolotl", filter: {} }, source(...rows), quiet);
  const canonical = z.array(CanonicalRow).parse(await readLines(paths.canonical));
  const axolotl = z.array(AxolotlRow).parse(await readLines(paths.axolotl));
  expect(canonical).toEqual(rows);
  for (const [index, each] of canonical.entries()) {
    const points = Array.from(each.text);
    const mask = points.map((_, at) => each.segments.some(({ start, end, train }) => train && at >= start && at < end));
    expect(maskOf(axolotl[index]?.segments ?? [])).toEqual({ text: each.text, mask });
    expect(mask).toContain(false);
    expect(axolotl[index]).toMatchObject({ id: each.id, repository: each.repository.name, license: "MIT" });
  }
  expect(axolotl[1]?.segments.map((each) => each.label)).toEqual([false, false, true, false, false]);
});

test("the manifest tells what is in the file, and twice the same work gives twice the same bytes", async () => {
  const path = join(folder, "m.jsonl");
  const input = { format: "canonical", filter: { license: ["MIT"] } } as const;
  const manifest = await writeRows(
    path,
    { ...input, filter: { license: ["MIT"] } },
    source(row("t1"), row("t2", [0])),
    quiet,
  );
  const bytes = await readFile(path);
  const lengths = [row("t1"), row("t2", [0])].map((each) => Array.from(each.text).length);
  expect(Manifest.parse(manifest)).toMatchObject({
    rows: 2,
    bytes: bytes.byteLength,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    characters: { total: lengths.reduce((a, b) => a + b) },
    seams: { checked: 8, faults: 0 },
    standInScorer: true,
    authors: ["structural@1"],
    scorers: ["builtin@1"],
    repositories: [{ name: "r-t1" }, { name: "r-t2" }],
  });
  expect(manifest.characters.trained).toBeLessThan(manifest.characters.total);
  const again = await writeRows(
    join(folder, "m2.jsonl"),
    { format: "canonical", filter: { license: ["MIT"] } },
    source(row("t1"), row("t2", [0])),
    quiet,
  );
  expect(again).toEqual(manifest);
});

test("a failed export leaves what stood there before and nothing beside it", async () => {
  const path = join(folder, "kept", "f.jsonl");
  await writeRows(path, { format: "canonical", filter: {} }, source(row("t1")), quiet);
  const before = await readFile(path, "utf8");
  const broken = { ...source(row("t2")), ids: ["t2", "missing"] };
  await expect(writeRows(path, { format: "canonical", filter: {} }, broken, quiet)).rejects.toThrow("no row missing");
  await expect(
    writeRows(path, { format: "canonical", filter: {} }, source(row("t2")), AbortSignal.abort()),
  ).rejects.toThrow();
  expect(await readFile(path, "utf8")).toBe(before);
  expect(await readdir(join(folder, "kept"))).toEqual(["f.jsonl"]);
});

test("a place that cannot be written is named", async () => {
  await writeFile(join(folder, "file"), "");
  const path = join(folder, "file", "f.jsonl");
  await expect(writeRows(path, { format: "canonical", filter: {} }, source(), quiet)).rejects.toMatchObject({
    code: "invalid",
  });
});

test.each<[string[], number]>([
  [["<a>\n", "<b>\n"], 0],
  [["<a>", "<b>\n"], 1],
  [["<a>\n", " <b>\n", ""], 2],
  [[], 0],
])("%j has %d faults", (texts, faults) => {
  expect(checkSeams(texts).faults).toBe(faults);
});
