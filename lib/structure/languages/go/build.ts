/** A platform that Go builds for; which files of a package exist depends on it. */
export type Platform = { readonly os: string; readonly arch: string };

/** Tried in this order: the first one that a file is built for decides which other files it sees. */
export const PLATFORMS: readonly Platform[] = [
  { os: "linux", arch: "amd64" },
  { os: "darwin", arch: "arm64" },
  { os: "windows", arch: "amd64" },
  { os: "freebsd", arch: "amd64" },
  { os: "js", arch: "wasm" },
  { os: "linux", arch: "arm64" },
  { os: "linux", arch: "386" },
];

const SYSTEMS = new Set(
  "aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 windows".split(" "),
);
const UNIX = new Set("aix android darwin dragonfly freebsd illumos ios linux netbsd openbsd solaris".split(" "));
const ARCHITECTURES = new Set(
  "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm".split(" "),
);

/** For each of PLATFORMS whether a file belongs to its build: by its name (`x_linux.go`) and its `//go:build` line. */
export function buildsOf(path: string, text: string): boolean[] {
  const fits = constraintOf(text);
  return PLATFORMS.map((platform) => fitsName(path, platform) && fits(platform));
}

function fitsName(path: string, { os, arch }: Platform): boolean {
  const parts = path
    .slice(path.lastIndexOf("/") + 1)
    .replace(/(_test)?\.go$/, "")
    .split("_")
    .slice(1);
  const last = parts.at(-1) ?? "";
  const before = parts.at(-2) ?? "";
  if (ARCHITECTURES.has(last)) return last === arch && (!SYSTEMS.has(before) || before === os);
  return !SYSTEMS.has(last) || last === os;
}

/** The files without any constraint are most of them. */
function constraintOf(text: string): (platform: Platform) => boolean {
  const clause = /^package\s/m.exec(text)?.index ?? text.length;
  const head = text.slice(0, Math.min(clause, 10_000));
  if (!head.includes("build")) return () => true;
  const line = /^\/\/go:build\s+(.+)$/m.exec(head)?.[1];
  if (line !== undefined) return (platform) => evaluate(line.split(/\/\//, 1)[0] ?? "", platform);
  const old = [...head.matchAll(/^\/\/\s*\+build\s+(.+)$/gm)].map((match) => match[1] ?? "");
  // In the older form lines are joined by and, options by or, terms by and.
  return (platform) =>
    old.every((each) =>
      each
        .trim()
        .split(/\s+/)
        .some((option) =>
          option
            .split(",")
            .every((term) => (term.startsWith("!") ? !holds(term.slice(1), platform) : holds(term, platform))),
        ),
    );
}

function holds(tag: string, { os, arch }: Platform): boolean {
  if (tag === os || tag === arch || tag === "gc" || tag === "cgo") return true;
  if (tag === "unix") return UNIX.has(os);
  return /^go1\.\d+$/.test(tag);
}

/** The grammar of go/build/constraint: `||`, `&&`, `!`, brackets. An expression that does not parse excludes nothing. */
function evaluate(expression: string, platform: Platform): boolean {
  const tokens = expression.match(/\|\||&&|!|\(|\)|[\w.]+/g) ?? [];
  if (tokens.length > 200) return true;
  let next = 0;
  const either = (): boolean => {
    let value = both();
    while (tokens[next] === "||") {
      next += 1;
      value = both() || value;
    }
    return value;
  };
  const both = (): boolean => {
    let value = single();
    while (tokens[next] === "&&") {
      next += 1;
      value = single() && value;
    }
    return value;
  };
  const single = (): boolean => {
    const token = tokens[next++];
    if (token === "!") return !single();
    if (token !== "(") return token === undefined || holds(token, platform);
    const value = either();
    next += 1;
    return value;
  };
  return either();
}
