import { z } from "zod";
import type { Repository } from "../port.ts";
import { folderOf } from "./project-items.ts";

/** Unity's assembly definition, which bounds what its scripts see as a project does: the path of its .asmdef. */
export type Assembly = { readonly path: string; readonly references: ReadonlySet<string>; readonly files: string[] };

const Definition = z.object({ name: z.string(), references: z.array(z.string()).catch([]) });
const Belonging = z.object({ reference: z.string() });

/** The assemblies of all .asmdef files: each has the scripts below its folder and those of the .asmref files that name it. */
export function readAssemblies(repository: Repository, files: readonly string[]): Assembly[] {
  const definitions = repository.paths.flatMap((path) => {
    const read = path.endsWith(".asmdef") ? parsed(Definition, repository.read(path)) : null;
    return read ? [{ path, ...read }] : [];
  });
  if (definitions.length === 0) return [];
  // Of two with one name or number neither is meant.
  const byName = new Map<string, string | null>();
  for (const { path, name } of definitions) {
    const guid = /^guid:\s*(\w+)/m.exec(repository.read(`${path}.meta`) ?? "")?.[1];
    for (const key of [name, ...(guid === undefined ? [] : [`GUID:${guid}`])]) {
      byName.set(key, byName.has(key) ? null : path);
    }
  }
  const assemblies = new Map(
    definitions.map(({ path, references }): [string, Assembly] => [
      path,
      { path, references: new Set(references.flatMap((name) => byName.get(name) ?? [])), files: [] },
    ]),
  );
  const byFolder = new Map<string, Assembly | undefined>();
  for (const path of repository.paths) {
    if (!path.endsWith(".asmref")) continue;
    const named = byName.get(parsed(Belonging, repository.read(path))?.reference ?? "");
    if (named) byFolder.set(folderOf(path), assemblies.get(named));
  }
  for (const assembly of assemblies.values()) byFolder.set(folderOf(assembly.path), assembly);
  for (const file of files) nearest(file, byFolder)?.files.push(file);
  return [...assemblies.values()];
}

function nearest(file: string, byFolder: ReadonlyMap<string, Assembly | undefined>): Assembly | undefined {
  for (let at = folderOf(file); ; at = folderOf(at)) {
    const found = byFolder.get(at);
    if (found || at === "") return found;
  }
}

function parsed<Value>(schema: z.ZodType<Value>, text: string | null): Value | null {
  try {
    return schema.safeParse(JSON.parse(text ?? "")).data ?? null;
  } catch {
    return null;
  }
}
