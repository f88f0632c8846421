import { dirname } from "node:path/posix";
import { z } from "zod";

/** A package.json of the repository. `folder` is empty for the root. */
export type Package = { readonly folder: string } & Manifest;

export type Manifest = {
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly main: string | undefined;
  /** The entry for the compiler, by whichever of its two names. */
  readonly types: string | undefined;
  /** What some bundlers build the package from. */
  readonly source: string | undefined;
  readonly tsconfig: string | undefined;
  readonly exports: unknown;
  readonly imports: unknown;
  readonly typesVersions: unknown;
  readonly workspaces: readonly string[];
  /** Name and version of all that the package asks for. */
  readonly dependencies: ReadonlyMap<string, string>;
};

// What has a wrong type is as good as absent.
const text = z.string().optional().catch(undefined);
const versions = z.record(z.string(), z.string()).optional().catch(undefined);
const ManifestFile = z.object({
  name: text,
  type: text,
  main: text,
  types: text,
  typings: text,
  source: text,
  tsconfig: text,
  exports: z.unknown().optional(),
  imports: z.unknown().optional(),
  typesVersions: z.unknown().optional(),
  workspaces: z
    .union([z.array(z.string()), z.object({ packages: z.array(z.string()) }).transform(({ packages }) => packages)])
    .optional()
    .catch(undefined),
  dependencies: versions,
  devDependencies: versions,
  peerDependencies: versions,
  optionalDependencies: versions,
});

/** Null for what is no JSON object. */
export function parseManifest(given: string | null): Manifest | null {
  if (given === null) return null;
  try {
    const value: unknown = JSON.parse(given);
    const file = ManifestFile.safeParse(value).data;
    if (!file) return null;
    const { typings, dependencies, devDependencies, peerDependencies, optionalDependencies, ...rest } = file;
    const lists = [peerDependencies, optionalDependencies, devDependencies, dependencies];
    return {
      name: rest.name,
      type: rest.type,
      main: rest.main,
      types: rest.types ?? typings,
      source: rest.source,
      tsconfig: rest.tsconfig,
      exports: rest.exports,
      imports: rest.imports,
      typesVersions: rest.typesVersions,
      workspaces: rest.workspaces ?? [],
      dependencies: new Map(lists.flatMap((list) => Object.entries(list ?? {}))),
    };
  } catch {
    return null;
  }
}

/** The folder of a path; empty for the root. */
export function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}
