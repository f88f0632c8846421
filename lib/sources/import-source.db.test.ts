import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { localOwner } from "#lib/auth/actor.ts";
import { prisma } from "#lib/db/client.ts";
import { sha256 } from "#lib/std/hash.ts";
import type { Structure } from "#lib/structure/index.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { describeSource } from "./describe-source.ts";
import { structureOf } from "./extract-snapshot.ts";
import { importSource } from "./import-source.ts";
import { defaultImportLimits, type Source } from "./schema.ts";
import {
  getFile,
  getOutline,
  getSnapshot,
  getStructure,
  listRepositories,
  loadStructure,
  snapshotFiles,
} from "./snapshots.ts";
import { findDrafts, findSnapshotFile, listSnapshotFiles, saveStructure } from "./store.ts";
import { aFolder, aRepository, aZip, gitIn, temporaryFolder, write } from "./test-world.ts";
import { dropUpload, saveUpload } from "./uploads.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  process.env.RETRACE_DATA = temporaryFolder();
  await prisma.repository.deleteMany();
  await prisma.blob.deleteMany();
  await prisma.upload.deleteMany();
});

const options = { policy: { folders: true, localGit: true }, signal: new AbortController().signal };
const importFolder = (path: string, limits = defaultImportLimits) =>
  importSource({ kind: "folder", path }, { ...options, limits });
const counts = async () => ({
  repositories: await prisma.repository.count(),
  snapshots: await prisma.snapshot.count(),
  files: await prisma.snapshotFile.count(),
  blobs: await prisma.blob.count(),
});
const NOTHING = { repositories: 0, snapshots: 0, files: 0, blobs: 0 };

describe("importSource", () => {
  test("stores every byte once, and a second import changes nothing", async () => {
    const folder = aFolder({
      "src/a.ts": "let a = 1;\r\n",
      "src/same.ts": "let a = 1;\r\n",
      "b.bin": new Uint8Array([0, 255]),
      empty: "",
    });
    const first = await importFolder(folder);
    expect(await counts()).toEqual({ repositories: 1, snapshots: 1, files: 4, blobs: 3 });
    expect(first).toMatchObject({
      address: folder,
      fileCount: 4,
      byteCount: 26,
      commit: null,
      license: null,
      report: { kept: 4, keptBytes: 26, leftOut: [] },
    });
    expect(await importFolder(folder)).toEqual(first);
    expect(await counts()).toEqual({ repositories: 1, snapshots: 1, files: 4, blobs: 3 });

    const files = await snapshotFiles(first.id);
    expect(
      files.map((file) => [file.path, Buffer.from(file.content).toString("latin1"), file.role, file.language]),
    ).toEqual([
      ["b.bin", "\u0000\u00ff", "binary", "other"],
      ["empty", "", "source", "other"],
      ["src/a.ts", "let a = 1;\r\n", "source", "typescript"],
      ["src/same.ts", "let a = 1;\r\n", "source", "typescript"],
    ]);
    expect(files.every((file) => sha256(file.content) === file.sha256)).toBe(true);
    expect(await findSnapshotFile(first.id, "b.bin")).toEqual(files[0]);
    expect((await listSnapshotFiles(first.id)).map((file) => file.byteCount)).toEqual([2, 0, 12, 12]);
  });

  test("a changed byte is a new snapshot of the same repository", async () => {
    const folder = aFolder({ "a.ts": "a", "b.ts": "b" });
    const first = await importFolder(folder);
    write(folder, { "a.ts": "A" });
    const second = await importFolder(folder);
    expect(second.id).not.toBe(first.id);
    expect(second.repositoryId).toBe(first.repositoryId);
    expect(await counts()).toEqual({ repositories: 1, snapshots: 2, files: 4, blobs: 3 });
    expect(await listRepositories(localOwner)).toMatchObject([
      {
        id: first.repositoryId,
        kind: "folder",
        snapshot: { id: second.id },
        languages: [{ language: "typescript", share: 1 }],
      },
    ]);
  });

  test("two imports at once store one snapshot", async () => {
    const folder = aFolder({ "a.ts": "a", "b.ts": "b" });
    const [one, other] = await Promise.all([importFolder(folder), importFolder(folder)]);
    expect(one).toEqual(other);
    expect(await counts()).toEqual({ repositories: 1, snapshots: 1, files: 2, blobs: 2 });
  });

  test("a refused import writes nothing", async () => {
    const folder = aFolder({ "a.ts": "a", "b.ts": "b" });
    await expect(importFolder(folder, { ...defaultImportLimits, files: 1 })).rejects.toMatchObject({
      code: "too-large",
    });
    await expect(importFolder(aFolder({}))).rejects.toThrow("Nothing to import");
    await expect(
      importSource({ kind: "folder", path: folder }, { ...options, signal: AbortSignal.abort(new Error("by hand")) }),
    ).rejects.toThrow("by hand");
    expect(await counts()).toEqual(NOTHING);
  });

  test("git: the commit, the licence and what was left out are stored", async () => {
    const text = Buffer.from(await (await import("node:fs/promises")).readFile("node_modules/zod/LICENSE"));
    const folder = aRepository({ LICENSE: text, "lib/a.ts": "a", "big.txt": "x".repeat(100) });
    const source: Source = { kind: "git", address: folder };
    const head = await importSource(source, { ...options, limits: { ...defaultImportLimits, fileBytes: 2000 } });
    expect(head).toMatchObject({ commit: gitIn(folder, "rev-parse", "HEAD"), license: "MIT", licensePath: "LICENSE" });
    const part = await importSource({ ...source, subPath: "lib" }, options);
    expect(part).toMatchObject({ subPath: "lib", fileCount: 1, license: "MIT", licensePath: "../LICENSE" });
    const small = await importSource(source, { ...options, limits: { ...defaultImportLimits, fileBytes: 50 } });
    expect(small.report.leftOut.map((each) => each.reason)).toEqual(["too-large", "too-large"]);
    expect(await getSnapshot(localOwner, head.id)).toEqual(head);
  });

  test("progress is told and ends at the whole", async () => {
    const seen: string[] = [];
    await importSource(
      { kind: "folder", path: aFolder({ "a.ts": "a" }) },
      { ...options, onProgress: ({ phase, done, total }) => seen.push(`${phase} ${done}/${total}`) },
    );
    expect(seen.at(-1)).toBe("store 1/1");
  });
});

describe("uploads", () => {
  const pieces = async function* (content: Uint8Array, size = 1000) {
    for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
  };
  const stored = () => {
    const folder = join(process.env.RETRACE_DATA ?? "", "uploads");
    return existsSync(folder) ? readdirSync(folder) : [];
  };

  test("an archive is saved, imported under its hash, and gone", async () => {
    const content = await aZip([{ name: "top/a.ts", content: "a" }]);
    const { uploadId, name, byteCount } = await saveUpload("code-1.0.zip", pieces(content));
    expect({ name, byteCount, stored: stored() }).toEqual({
      name: "code-1.0.zip",
      byteCount: content.length,
      stored: [uploadId],
    });
    expect(await describeSource({ kind: "archive", uploadId, subPath: "x" })).toBe("code-1.0/x");
    const head = await importSource({ kind: "archive", uploadId }, options);
    expect(head).toMatchObject({
      name: "code-1.0",
      address: `archive:code-1.0.zip#sha256=${sha256(content)}`,
      fileCount: 1,
    });
    expect(stored()).toEqual([]);
    await expect(importSource({ kind: "archive", uploadId }, options)).rejects.toMatchObject({ code: "not-found" });
  });

  test("a hostile archive writes nothing but stays an upload that can be dropped", async () => {
    const { uploadId } = await saveUpload(
      "x.zip",
      pieces(
        await aZip([
          { name: "ok", content: "ok" },
          { name: "../x", content: "x" },
        ]),
      ),
    );
    await expect(importSource({ kind: "archive", uploadId }, options)).rejects.toThrow(
      "refused: entry ../x leaves the archive",
    );
    expect(await counts()).toEqual(NOTHING);
    await dropUpload(uploadId);
    await dropUpload(uploadId);
    expect([stored(), await prisma.upload.count()]).toEqual([[], 0]);
  });

  test("an upload that nobody imported for a week makes room for the next", async () => {
    const first = await saveUpload("old.zip", pieces(new Uint8Array(10)));
    await prisma.upload.updateMany({ data: { createdAt: new Date(Date.now() - 8 * 24 * 60 * 60_000) } });
    const second = await saveUpload("new.zip", pieces(new Uint8Array(10)));
    expect(first.uploadId).not.toBe(second.uploadId);
    expect([stored(), await prisma.upload.count()]).toEqual([[second.uploadId], 1]);
  });

  test("too much, nothing, a broken stream and a wrong name leave nothing", async () => {
    const limits = { uploadBytes: 5000 };
    const broken = async function* () {
      yield new Uint8Array(10);
      throw new Error("connection lost");
    };
    await expect(saveUpload("a.zip", pieces(new Uint8Array(5001)), limits)).rejects.toMatchObject({
      code: "too-large",
    });
    await expect(saveUpload("a.zip", pieces(new Uint8Array()), limits)).rejects.toThrow("empty");
    await expect(saveUpload("a.zip", broken(), limits)).rejects.toThrow("connection lost");
    for (const name of ["a.rar", "../a.zip", "a/b.zip", ".zip", "a\u0000.zip"]) {
      await expect(saveUpload(name, pieces(new Uint8Array(1)), limits)).rejects.toMatchObject({ code: "invalid" });
    }
    expect([stored(), await prisma.upload.count()]).toEqual([[], 0]);
  });
});

describe("structure", () => {
  const structure: Structure = {
    files: [
      {
        path: "b.ts",
        language: "typescript",
        role: "source",
        bytes: 1,
        lines: 1,
        order: 0,
        level: 0,
        cycle: null,
        reason: "first",
        problem: null,
      },
      {
        path: "a.ts",
        language: "typescript",
        role: "source",
        bytes: 1,
        lines: 1,
        order: 1,
        level: 1,
        cycle: null,
        reason: "uses b",
        problem: null,
      },
    ],
    edges: [{ from: "a.ts", to: "b.ts", kind: "import", names: ["b"], lines: [{ start: 1, end: 1 }], typeOnly: false }],
    outlines: ["b.ts", "a.ts"].map((path) => ({
      path,
      language: "typescript",
      parsed: true,
      problem: null,
      lines: 1,
      doc: "",
      symbols: [],
      imports: [],
      testCases: [],
    })),
    imports: { resolved: 1, unresolved: [] },
    coverage: [{ language: "typescript", files: 2, outlined: 2, edges: true }],
    order: ["b.ts", "a.ts"],
  };

  test("is kept as it was given, and fetched in parts", async () => {
    const { id } = await importFolder(aFolder({ "a.ts": "a", "b.ts": "b" }));
    expect(await loadStructure(id)).toBeNull();
    await expect(getStructure(localOwner, id)).rejects.toMatchObject({ code: "not-found" });
    await saveStructure(id, structure);
    expect(await loadStructure(id)).toEqual(structure);
    const { outlines, ...graph } = structure;
    expect(await getStructure(localOwner, id)).toEqual(graph);
    expect(await getOutline(localOwner, id, "b.ts")).toEqual(outlines[0]);
    await expect(getOutline(localOwner, id, "none.ts")).rejects.toMatchObject({ code: "not-found" });
    await expect(loadStructure("snp_none")).rejects.toMatchObject({ code: "not-found" });
    await expect(saveStructure("snp_none", structure)).rejects.toMatchObject({ code: "not-found" });
  });

  test("a new commit starts from the drafts of the one before, for the files that are the same", async () => {
    const folder = aFolder({ "a.ts": 'import "./b";', "b.ts": "export {};", "c.py": "x = 1" });
    const first = await importFolder(folder);
    await structureOf(first.id, new AbortController().signal);
    writeFileSync(join(folder, "b.ts"), 'import "./a";');
    const second = await importFolder(folder);
    expect(second.id).not.toBe(first.id);
    expect([...(await findDrafts(second.id)).keys()].sort()).toEqual(["a.ts", "c.py"]);
    const { edges } = await structureOf(second.id, new AbortController().signal);
    expect(edges.map(({ from, to }) => `${from} ${to}`)).toEqual(["a.ts b.ts", "b.ts a.ts"]);

    // One set of drafts is kept: that of the snapshot extracted last.
    const kept = {
      where: { draft: { not: null } },
      select: { snapshotId: true, path: true },
      orderBy: { path: "asc" },
    } as const;
    expect(await prisma.snapshotFile.findMany(kept)).toEqual(
      ["a.ts", "b.ts", "c.py"].map((path) => ({ snapshotId: second.id, path })),
    );
  });

  test("a structure stored with single lines is led over to ranges", async () => {
    const { id } = await importFolder(aFolder({ "a.ts": 'import "./b";', "b.ts": "" }));
    const { edges } = await structureOf(id, new AbortController().signal);
    await prisma.$executeRaw`
      UPDATE "Snapshot" SET "structure" = jsonb_set("structure", '{edges,0,lines}', '[1, 4]') WHERE "id" = ${id}`;
    const migration = new URL("../../prisma/migrations/20261121065800_edge_line_ranges/migration.sql", import.meta.url);
    await prisma.$executeRawUnsafe(`${readFileSync(migration, "utf8").replace(/;\s*$/, "")} AND "id" = '${id}'`);
    const lines = [1, 4].map((line) => ({ start: line, end: line }));
    expect((await loadStructure(id))?.edges).toEqual([{ ...edges[0], lines }]);
  });

  test("a damaged draft is no draft", async () => {
    const folder = aFolder({ "a.ts": "export {};", "b.ts": "export {};", "c.ts": "" });
    const first = await importFolder(folder);
    await structureOf(first.id, new AbortController().signal);
    await prisma.snapshotFile.updateMany({ where: { path: "a.ts" }, data: { draft: new Uint8Array([7, 7, 7]) } });
    writeFileSync(join(folder, "c.ts"), 'import "./a";');
    const second = await importFolder(folder);
    expect([...(await findDrafts(second.id)).keys()]).toEqual(["b.ts"]);
    expect((await structureOf(second.id, new AbortController().signal)).edges).toHaveLength(1);
  });

  test("text that Postgres cannot hold as JSON is mended", async () => {
    const { id } = await importFolder(aFolder({ "a.ts": "a", "b.ts": "b" }));
    const outlines = structure.outlines.map((outline) => ({ ...outline, doc: "a\u0000b \ud83d" }));
    await saveStructure(id, { ...structure, outlines });
    expect((await getOutline(localOwner, id, "a.ts")).doc).toBe("a\uFFFDb \uFFFD");
  });
});

test("a file is shown as text only where it is", async () => {
  const { id } = await importFolder(
    aFolder({ "a.ts": "\uFEFFlet ü;\r\n", "latin.txt": new Uint8Array([0x66, 0xfc]), "z.bin": new Uint8Array([0]) }),
  );
  expect(await getFile(localOwner, id, "a.ts")).toMatchObject({
    text: "\uFEFFlet ü;\r\n",
    bytes: 12,
    role: "source",
    language: "typescript",
  });
  expect((await getFile(localOwner, id, "latin.txt")).text).toBeNull();
  expect((await getFile(localOwner, id, "z.bin")).text).toBeNull();
  await expect(getFile(localOwner, id, "a\u0000.ts")).rejects.toMatchObject({ code: "not-found" });
  await expect(getFile(localOwner, id, "../a.ts")).rejects.toMatchObject({ code: "not-found" });
});
