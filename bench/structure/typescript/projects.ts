import { globSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

const configs = new Map<string, ts.ParsedCommandLine | null>();
const options = new Map<string, ts.CompilerOptions>();

/**
 * The options that hold for a file, as the language server finds them: of the nearest tsconfig.json or jsconfig.json if
 * it includes the file, else of a project that it refers to and that does, else of the nearest all the same.
 */
export function optionsOf(root: string, file: string): ts.CompilerOptions {
  const known = options.get(file);
  if (known) return known;
  const nearest = nearestConfig(root, dirname(file));
  const project = nearest === null ? null : (including(nearest, file, new Set()) ?? readConfig(nearest));
  const found = complete(project?.options ?? {});
  options.set(file, found);
  return found;
}

/** Whether a project says that TypeScript is to read this script (`allowJs`, `checkJs`, a jsconfig.json). */
export function isCompiledScript(root: string, file: string): boolean {
  const nearest = nearestConfig(root, dirname(file));
  const config = nearest === null ? null : including(nearest, file, new Set());
  const { allowJs, checkJs } = config?.options.configFilePath ? ownOptions(String(config.options.configFilePath)) : {};
  return allowJs ?? checkJs ?? false;
}

const own = new Map<string, ts.CompilerOptions>();

/** The options of a configuration without those that are added here. */
function ownOptions(path: string): ts.CompilerOptions {
  const host = { ...ts.sys, readDirectory: () => [], onUnRecoverableConfigFileDiagnostic: () => {} };
  const found = own.get(path) ?? ts.getParsedCommandLineOfConfigFile(path, {}, host)?.options ?? {};
  own.set(path, found);
  return found;
}

const conditions = new Map<string, string[]>();

/** All custom conditions that a configuration of the repository names. */
export function conditionsIn(root: string): string[] {
  const known = conditions.get(root);
  if (known) return known;
  const exclude = (name: string): boolean => name === "node_modules";
  const files = globSync("**/tsconfig*.json", { cwd: root, exclude }).sort();
  const found = files.flatMap((file) => readConfig(join(root, file))?.options.customConditions ?? []);
  conditions.set(root, [...new Set(found)]);
  return conditions.get(root) ?? [];
}

function nearestConfig(root: string, folder: string): string | null {
  for (let each = folder; each.startsWith(root); each = dirname(each)) {
    const name = ["tsconfig.json", "jsconfig.json"].find((name) => ts.sys.fileExists(join(each, name)));
    if (name) return join(each, name);
  }
  return null;
}

function including(path: string, file: string, seen: Set<string>): ts.ParsedCommandLine | null {
  if (seen.has(path)) return null;
  seen.add(path);
  const config = readConfig(path);
  if (config?.fileNames.includes(file)) return config;
  for (const reference of config?.projectReferences ?? []) {
    const found = including(ts.resolveProjectReferencePath(reference), file, seen);
    if (found) return found;
  }
  return null;
}

/** A configuration with all that it extends; null where there is none. */
export function readConfig(path: string): ts.ParsedCommandLine | null {
  const known = configs.get(path);
  if (known !== undefined) return known;
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
  const config = ts.getParsedCommandLineOfConfigFile(path, { allowJs: true }, host) ?? null;
  configs.set(path, config);
  return config;
}

/** A base configuration in a package that is not installed leaves options empty; these let it find what it would. */
function complete(given: ts.CompilerOptions): ts.CompilerOptions {
  const kind = ts.ModuleResolutionKind;
  const isSet = given.moduleResolution !== undefined || (given.module ?? 0) >= ts.ModuleKind.Node16;
  const moduleResolution = isSet ? {} : { moduleResolution: kind.Bundler, module: ts.ModuleKind.ESNext };
  return { ...given, ...moduleResolution, allowJs: true, resolveJsonModule: true, preserveSymlinks: false };
}
