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
  const taken = wanted.map((glob) =>
    globToRegExp(/(?:^|\/)(?:[^/*?.]+|\.\.?)$/.test(glob) || glob === "." ? `${glob}/**/*` : glob, true),
  );
  const left = (exclude ?? (outDir === undefined ? [] : [outDir])).map((glob) => globToRegExp(glob, false));
  return (path) => taken.some((glob) => glob.test(path)) && !left.some((glob) => glob.test(path));
}

function globToRegExp(glob: string, isWhole: boolean): RegExp {
  const source = glob
    .slice(0, 500)
    .replace(/^\.\//, "")
    .replace(/\/$/, "")
    .replace(/[.+^$()|[\]\\{}]/g, "\\$&")
    .replace(/\?/g, "[^/]")
    .replace(/\*\*\/|\*\*|\*/g, (star) => (star === "*" ? "[^/]*" : star === "**" ? ".*" : "(?:.*/)?"));
  // A folder that is left out takes all that is in it along.
  return new RegExp(`^${source === "\\." ? "" : source}${isWhole ? "$" : "(?:/|$)"}`);
}
