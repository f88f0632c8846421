import { localOwner } from "#lib/auth/actor.ts";
import { type CommonShapes, commonShapes } from "#lib/refinement/server.ts";
import {
  type GraphFile,
  getSnapshot,
  loadStructure,
  type Outline,
  type PipelineFile,
  type Structure,
  snapshotFiles,
} from "#lib/sources/server.ts";
import { at } from "#lib/std/assert.ts";
import { AppError } from "#lib/std/errors.ts";
import { type Brief, buildBrief, type FileTask } from "#lib/synthesis/server.ts";
import type { Design } from "./design.ts";

/** Everything read-only that the stages of a run share: the snapshot's bytes, its structure, and the brief made of them. */
export type Material = {
  readonly structure: Structure;
  readonly brief: Brief;
  readonly files: ReadonlyMap<string, PipelineFile>;
  /** Text of the files that are written, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** Shapes of code that many of its files have, counted at the first use. */
  commonShapes(): CommonShapes;
};

/** The two snapshots used last; a worker writes the files of one run after another. */
const cache = new Map<string, Promise<Material>>();
const CACHED = 2;

export async function loadMaterial(snapshotId: string): Promise<Material> {
  const known = cache.get(snapshotId);
  if (known) return known;
  const loading = load(snapshotId);
  cache.set(snapshotId, loading);
  loading.catch(() => cache.delete(snapshotId));
  for (const oldest of [...cache.keys()].slice(0, Math.max(0, cache.size - CACHED))) cache.delete(oldest);
  return loading;
}

/** What the agent of one file is given. */
export function fileTask(material: Material, design: Design, order: number): FileTask {
  const { structure, brief, texts } = material;
  const path = at(structure.order, order);
  const written = structure.order.slice(0, order);
  const before = new Set(written);
  return {
    brief,
    requirements: design.requirements,
    plan: design.plan,
    file: graphFile(structure, path),
    outline: outlineOf(structure, path),
    needs: structure.edges.filter((edge) => edge.from === path),
    neededBy: structure.edges.filter((edge) => edge.to === path && !before.has(edge.from)),
    written,
    content: texts.get(path) ?? "",
  };
}

export function outlineOf(structure: Structure, path: string): Outline {
  const outline = structure.outlines.find((each) => each.path === path);
  if (!outline) throw new AppError("not-found", `There is no outline of ${path}.`);
  return outline;
}

function graphFile(structure: Structure, path: string): GraphFile {
  const file = structure.files.find((each) => each.path === path);
  if (!file) throw new AppError("not-found", `${path} is not in the graph.`);
  return file;
}

async function load(snapshotId: string): Promise<Material> {
  const [head, structure, list] = await Promise.all([
    getSnapshot(localOwner, snapshotId),
    loadStructure(snapshotId),
    snapshotFiles(snapshotId),
  ]);
  if (!structure) throw new AppError("conflict", `Snapshot ${snapshotId} has no structure yet.`);
  const files = new Map(list.map((file) => [file.path, file]));
  // ignoreBOM keeps a byte order mark: what is written must be the file's exact bytes.
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const texts = new Map(
    structure.order.map((path) => [path, decoder.decode(files.get(path)?.content ?? new Uint8Array())]),
  );
  let shapes: CommonShapes | undefined;
  return {
    structure,
    commonShapes: () => {
      shapes ??= commonShapes(texts.values());
      return shapes;
    },
    brief: buildBrief({ name: head.name, license: head.license, structure, files: texts }),
    files,
    texts,
  };
}
