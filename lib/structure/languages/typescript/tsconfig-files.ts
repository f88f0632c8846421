import { toGlob } from "./glob.ts";
import { folderOf } from "./manifest.ts";

/** Which files a project has. Paths and globs are relative to the repository's root. */
export type Inclusion = {
  readonly home: string;
  readonly files?: readonly string[] | undefined;
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly outDir?: string | undefined;
};

/** Whether a project names a file, or has it by its globs (TSConfig reference: files, include, exclude). */
export function includes(project: Inclusion, path: string): boolean {
  if (project.files?.includes(path)) return true;
  const test = TESTS.get(project) ?? testOf(project);
  TESTS.set(project, test);
  return test(path);
}

const TESTS = new WeakMap<Inclusion, (path: string) => boolean>();

function testOf({ home, files, include, exclude, outDir }: Inclusion): (path: string) => boolean {
  const wanted = include ?? (files ? [] : [home === "" ? "**/*" : `${home}/**/*`]);
  // A last name without a star or an ending is a folder, with all that is in it.
  const taken = wanted.map((glob) => toGlob(FOLDER.test(glob) ? `${glob}/**/*` : glob));
  const left = (exclude ?? (outDir === undefined ? [] : [outDir])).map(toGlob);
  return (path) => taken.some((glob) => glob(path)) && !left.some((glob) => glob(path, true));
}

const FOLDER = /(?:^|\/)(?:[^/*?.]+|\.{1,2}|)$/;

/** The folders of a glob before its first star. */
export function fixedPart(glob: string): string {
  const star = glob.search(/[*?]/);
  if (star >= 0) return folderOf(glob.slice(0, star + 1));
  return /\.[cm]?[jt]sx?$/.test(glob) ? folderOf(glob) : glob.replace(/\/$/, "");
}

/** The deepest folder that holds all; null for none. */
export function commonFolder(folders: readonly string[]): string | null {
  const [first] = folders;
  if (first === undefined) return null;
  let common = first;
  while (common !== "" && !folders.every((each) => each === common || each.startsWith(`${common}/`))) {
    common = folderOf(common);
  }
  return common;
}
