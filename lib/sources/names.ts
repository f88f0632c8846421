import { AppError } from "#lib/std/errors.ts";

const MAXIMUM_LENGTH = 1000;
const MAXIMUM_DEPTH = 64;

/** Why a path may not be kept, or null when it may. */
export function problemOfPath(path: string): string | null {
  if (path === "") return "the name is empty";
  if (path.length > MAXIMUM_LENGTH) return `the name is longer than ${MAXIMUM_LENGTH} characters`;
  // U+FFFD is what a decoder writes for bytes that are no UTF-8.
  if (!path.isWellFormed() || path.includes("\uFFFD")) return "the name is not UTF-8";
  if (CONTROL.test(path)) return "the name holds a control character";
  if (path.includes("\\")) return "the name holds a backslash";
  if (path.startsWith("/") || DRIVE.test(path)) return "the name is absolute";
  const segments = path.split("/");
  if (segments.length > MAXIMUM_DEPTH) return `the name is more than ${MAXIMUM_DEPTH} folders deep`;
  if (segments.includes("..")) return "the name leaves the source";
  if (segments.some((segment) => segment === "" || segment === ".")) return "the name has an empty part";
  if (segments.some((segment) => segment.toLowerCase() === ".git")) return "the name lies in a .git folder";
  return null;
}

/**
 * The path of an archive's entry, cleaned of `./` and doubled slashes. A name made to escape says that the archive is
 * hostile, so it refuses the whole.
 */
export function entryPath(name: string): string {
  const problem = problemOfEntry(name);
  if (problem) throw new AppError("invalid", `The archive is refused: entry ${shown(name)} ${problem}`);
  return tidy(name);
}

/** A sub-path without `./`, doubled and closing slashes; null for the whole source. */
export function tidySubPath(subPath: string | undefined): string | null {
  return tidy(subPath ?? "") || null;
}

/** The rest of `path` below `folder`, or null when it lies elsewhere. */
export function below(path: string, folder: string | null): string | null {
  if (folder === null) return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null;
}

/** True when a relative link at `path` stays below the root. */
export function staysInside(path: string, target: string): boolean {
  if (target.startsWith("/") || DRIVE.test(target) || target.includes("\\")) return false;
  let depth = path.split("/").length - 1;
  for (const segment of target.split("/")) {
    if (segment === "..") depth -= 1;
    else if (segment !== "" && segment !== ".") depth += 1;
    if (depth < 0) return false;
  }
  return true;
}

/** A hostile name fit for a message: escaped and short. */
export function shown(name: string): string {
  const short = name.length > 120 ? `${name.slice(0, 120)}…` : name;
  return CONTROL.test(short) || !short.isWellFormed() ? JSON.stringify(short) : short;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const DRIVE = /^[a-zA-Z]:/;

function problemOfEntry(name: string): string | null {
  if (CONTROL.test(name)) return "has a control character in its name";
  if (name.includes("\\")) return "has a backslash in its name";
  if (name.startsWith("/") || DRIVE.test(name)) return "has an absolute name";
  if (name.split("/").includes("..")) return "leaves the archive";
  return null;
}

function tidy(path: string): string {
  return path
    .split("/")
    .filter((segment) => segment !== "" && segment !== ".")
    .join("/");
}
