import { parse as parseToml } from "smol-toml";
import { z } from "zod";
import { baseName, folderOf } from "./structural/words.ts";

/** One fact a manifest states, with where it stands. */
export type ManifestFact = { readonly path: string; readonly value: string };

/** What the manifests say about the whole project; lists are empty and values null where they say nothing. */
export type ManifestFacts = {
  readonly description: ManifestFact | null;
  readonly runtimes: readonly ManifestFact[];
  readonly testRunners: readonly ManifestFact[];
  readonly linters: readonly ManifestFact[];
  readonly typeCheckers: readonly ManifestFact[];
  /** Names of run-time dependencies by manifest; an empty list is a statement too. */
  readonly dependencies: readonly { readonly path: string; readonly names: readonly string[] }[];
  /** Commands the project installs, each with the file that starts it, as written. */
  readonly commands: readonly { readonly path: string; readonly name: string; readonly target: string }[];
};

const IS_MANIFEST =
  /^(?:package\.json|pyproject\.toml|setup\.cfg|go\.mod|Cargo\.toml|composer\.json|Gemfile|pom\.xml|build\.gradle(?:\.kts)?|tsconfig\.json|requirements\.txt|deno\.jsonc?)$/;

/** Whether a path is a manifest the brief carries. */
export function isManifest(path: string): boolean {
  return IS_MANIFEST.test(baseName(path));
}

/** Reads the manifests of a brief. A manifest cut at its limit or written wrongly says less, never stops the work. */
export function readManifests(manifests: ReadonlyMap<string, string>): ManifestFacts {
  const parts = [...manifests].map(([path, text]) => readOne(path, text));
  return {
    description: parts.map((part) => part.description).find((each) => each !== undefined) ?? null,
    runtimes: parts.flatMap((part) => part.runtimes ?? []),
    testRunners: parts.flatMap((part) => part.testRunners ?? []),
    linters: parts.flatMap((part) => part.linters ?? []),
    typeCheckers: parts.flatMap((part) => part.typeCheckers ?? []),
    dependencies: parts.flatMap((part) => part.dependencies ?? []),
    commands: parts.flatMap((part) => part.commands ?? []),
  };
}

type Part = {
  -readonly [Key in keyof ManifestFacts]?: ManifestFacts[Key] extends infer Value ? Exclude<Value, null> : never;
};

function readOne(path: string, text: string): Part {
  switch (baseName(path)) {
    case "package.json":
      return fromPackage(path, text);
    case "pyproject.toml":
      return fromPyproject(path, text);
    case "tsconfig.json":
      return /"strict"\s*:\s*true/.test(text) ? { typeCheckers: [{ path, value: "TypeScript in strict mode" }] } : {};
    case "go.mod": {
      const version = /^go (\d[\w.]*)/m.exec(text)?.[1];
      const names = [...text.matchAll(/^(?:require )?\s*([\w.-]+\.[\w./-]+) v\S+(?!.*indirect)/gm)].map(
        (match) => match[1] ?? "",
      );
      return {
        runtimes: version === undefined ? [] : [{ path, value: `Go ${version}` }],
        dependencies: [{ path, names }],
      };
    }
    case "Cargo.toml":
      return fromCargo(path, text);
    case "composer.json":
      return fromComposer(path, text);
    default:
      return {};
  }
}

const Names = z.record(z.string(), z.unknown()).catch({});
const Package = z.object({
  description: z.string().optional().catch(undefined),
  engines: z.record(z.string(), z.string()).catch({}),
  dependencies: Names,
  devDependencies: Names,
  bin: z
    .union([z.string(), z.record(z.string(), z.string())])
    .optional()
    .catch(undefined),
  name: z.string().optional().catch(undefined),
});

const RUNNERS = ["vitest", "jest", "mocha", "ava", "tape", "jasmine", "uvu", "pytest", "nose2", "tox"];
const LINTERS = [
  "eslint",
  "@biomejs/biome",
  "oxlint",
  "tslint",
  "standard",
  "xo",
  "prettier",
  "ruff",
  "flake8",
  "pylint",
  "black",
];

function fromPackage(path: string, text: string): Part {
  const found = Package.safeParse(json(text));
  if (!found.success) return {};
  const { description, engines, dependencies, devDependencies, bin, name } = found.data;
  const all = new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]);
  const commands = typeof bin === "string" ? { [baseName(name ?? "command")]: bin } : (bin ?? {});
  return {
    ...(description === undefined || description.trim() === "" ? {} : { description: { path, value: description } }),
    runtimes: Object.entries(engines)
      .slice(0, 2)
      .map(([engine, range]) => ({ path, value: `${engine} ${range}` })),
    testRunners: RUNNERS.filter((each) => all.has(each)).map((value) => ({ path, value })),
    linters: LINTERS.filter((each) => all.has(each)).map((value) => ({ path, value })),
    typeCheckers: all.has("typescript") && folderOf(path) === "" ? [{ path, value: "TypeScript" }] : [],
    dependencies: [{ path, names: Object.keys(dependencies) }],
    commands: Object.entries(commands).map(([command, target]) => ({ path, name: command, target })),
  };
}

const Pyproject = z.object({
  project: z
    .object({
      description: z.string().optional().catch(undefined),
      "requires-python": z.string().optional().catch(undefined),
      dependencies: z.array(z.string()).catch([]),
      scripts: z.record(z.string(), z.string()).catch({}),
    })
    .optional()
    .catch(undefined),
  tool: z.record(z.string(), z.unknown()).catch({}),
});

function fromPyproject(path: string, text: string): Part {
  const found = Pyproject.safeParse(toml(text));
  if (!found.success) return {};
  const { project, tool } = found.data;
  const tools = Object.keys(tool);
  const python = project?.["requires-python"];
  return {
    ...(project?.description ? { description: { path, value: project.description } } : {}),
    runtimes: python === undefined ? [] : [{ path, value: `Python ${python}` }],
    testRunners: RUNNERS.filter((each) => tools.includes(each)).map((value) => ({ path, value })),
    linters: LINTERS.filter((each) => tools.includes(each)).map((value) => ({ path, value })),
    typeCheckers: ["mypy", "pyright", "ty"].filter((each) => tools.includes(each)).map((value) => ({ path, value })),
    dependencies:
      project === undefined
        ? []
        : [
            {
              path,
              names: project.dependencies.map((each) => /^[\w.-]+/.exec(each)?.[0] ?? "").filter((name) => name !== ""),
            },
          ],
    commands: Object.entries(project?.scripts ?? {}).map(([name, target]) => ({ path, name, target })),
  };
}

const Cargo = z.object({
  package: z
    .object({ description: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  dependencies: Names.optional(),
});

/** The edition is read from the text, so that a manifest cut at its limit still states it. */
function fromCargo(path: string, text: string): Part {
  const edition = /^edition\s*=\s*"(\d+)"/m.exec(text)?.[1];
  const found = Cargo.safeParse(toml(text));
  const description = found.data?.package?.description?.replace(/\s+/g, " ").trim() ?? "";
  const names = found.data?.dependencies;
  return {
    ...(description === "" ? {} : { description: { path, value: description } }),
    runtimes: edition === undefined ? [] : [{ path, value: `Rust, edition ${edition}` }],
    ...(names === undefined ? {} : { dependencies: [{ path, names: Object.keys(names) }] }),
  };
}

const Composer = z.object({
  description: z.string().optional().catch(undefined),
  require: z.record(z.string(), z.string()).catch({}),
  "require-dev": z.record(z.string(), z.string()).catch({}),
});

function fromComposer(path: string, text: string): Part {
  const found = Composer.safeParse(json(text));
  if (!found.success) return {};
  const { description = "", require: needs, "require-dev": tools } = found.data;
  const has = (name: string): boolean => needs[name] !== undefined || tools[name] !== undefined;
  const stated = (of: readonly string[]) =>
    of.filter(has).map((name) => ({ path, value: name.slice(name.indexOf("/") + 1) }));
  return {
    ...(description.trim() === "" ? {} : { description: { path, value: description } }),
    runtimes: needs.php === undefined ? [] : [{ path, value: `PHP ${needs.php}` }],
    testRunners: stated(["phpunit/phpunit", "pestphp/pest"]),
    linters: stated(["squizlabs/php_codesniffer", "friendsofphp/php-cs-fixer"]),
    typeCheckers: stated(["phpstan/phpstan", "vimeo/psalm"]),
    dependencies: [{ path, names: Object.keys(needs).filter((name) => name.includes("/")) }],
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function toml(text: string): unknown {
  try {
    return parseToml(text);
  } catch {
    return null;
  }
}
