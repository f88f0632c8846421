import { parse } from "jsonc-parser";
import { z } from "zod";

// Projects hold much more than what decides where a specifier leads.
const strings = z.array(z.string()).optional().catch(undefined);
const text = z.string().optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const Project = z.object({
  extends: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
  references: z
    .array(z.object({ path: z.string() }))
    .optional()
    .catch(undefined),
  files: strings,
  include: strings,
  exclude: strings,
  compilerOptions: z
    .object({
      baseUrl: text,
      paths: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
      customConditions: strings,
      rootDirs: strings,
      typeRoots: strings,
      moduleSuffixes: strings,
      allowJs: flag,
      checkJs: flag,
      module: text,
      moduleResolution: text,
      outDir: text,
      declarationDir: text,
      rootDir: text,
    })
    .optional()
    .catch(undefined),
});

/** A tsconfig.json or jsconfig.json as it is written; what has a wrong type is as good as absent. */
export type Project = z.infer<typeof Project>;

/** Null for what is no object. Comments and commas at the end of a list are part of the format. */
export function parseProject(given: string | null): Project | null {
  const value: unknown = given === null ? null : parse(given, [], { allowTrailingComma: true });
  return Project.safeParse(value).data ?? null;
}
