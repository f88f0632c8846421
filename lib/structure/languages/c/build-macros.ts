import { cmakeDirective, cmakeSetting, cmakeTest, type Directive, isAssignment, type Known } from "./cmake.ts";
import { isForeignName, isForeignPath } from "./foreign.ts";

export type BuildText = { readonly path: string; readonly text: string; readonly isTemplate: boolean };

/**
 * Whether the build files may set a name in a default build for Linux. A name that they only ask for, that an option
 * switches on which is off unless somebody asks, or that stands only where the build goes on another system, is not set.
 * Whatever is not understood counts as set: only Makefiles and CMake are followed, and what CMake knows it decides.
 */
export function settings(files: readonly BuildText[]): (name: string) => boolean {
  const sources = files.filter(({ path, isTemplate }) => !isTemplate && !isForeignPath(path));
  const isCommon = sources.some(({ path }) => COMMON.test(path));
  const others = new Set<string>();
  const templates = new Set(files.filter(({ isTemplate }) => isTemplate).flatMap(({ text }) => namesIn(text)));
  const followed: Followed[] = [];
  for (const { path, text } of sources) {
    const kind = kindOf(path);
    if (kind) followed.push({ kind, lines: logicalLines(text, kind) });
    else if (!isCommon || !SECOND.test(path)) for (const name of namesIn(text)) others.add(name);
  }
  const hasCmake = sources.some(({ path }) => path === "CMakeLists.txt");
  const cmake = new Set(
    hasCmake ? followed.flatMap(({ kind, lines }) => (kind === "cmake" ? lines.flatMap(namesIn) : [])) : [],
  );
  const prefixes = new Set(
    followed.flatMap(({ kind, lines }) =>
      kind === "cmake"
        ? lines.flatMap((line) => [...line.matchAll(/\b([A-Za-z]\w*_)\$\{/g)].map(([, prefix = ""]) => prefix))
        : [],
    ),
  );
  const options = firstWords(followed, /^\s*\w*option\s*\(\s*(\w+)/i);
  const declared = new Set([...options, ...firstWords(followed, /^\s*set\s*\(\s*(\w+)/i)]);
  const scripts = followed.map(({ kind, lines }) => ({ kind, steps: stepsOf(kind, lines, declared) }));
  const settable = new Set(
    scripts.flatMap(({ kind, steps }) =>
      kind === "cmake" ? steps.flatMap((step) => (step.word === "set" ? step.names : [])) : [],
    ),
  );
  let set: Settings = { make: new Set(), cmake: new Set(), all: others };
  // What is set opens parts that set others: every round can only add names. What asks for itself is never set.
  for (let round = 0; round < ROUNDS; round++) {
    const next: Settings = { make: new Set(), cmake: new Set(), all: new Set(others) };
    const cmakeSet = withComposed(set.cmake, prefixes, options);
    for (const { kind, steps } of scripts) {
      follow(kind, steps, hasCmake && kind === "cmake" ? cmakeSet : set.all, next[kind]);
    }
    for (const name of [...next.make, ...next.cmake]) next.all.add(name);
    if (set.make.size === next.make.size && set.cmake.size === next.cmake.size) break;
    set = next;
  }
  return (name) => {
    if (cmake.has(name) && (settable.has(name) || !/(?:^|_)HAVE_/.test(name))) return set.cmake.has(name);
    return set.all.has(name) || (/(?:^|_)HAVE_/.test(name) && templates.has(name));
  };
}

function firstWords(followed: readonly Followed[], call: RegExp): ReadonlySet<string> {
  const lines = followed.flatMap((each) => (each.kind === "cmake" ? each.lines : []));
  return new Set(lines.flatMap((line) => call.exec(line)?.[1] ?? []));
}

/** Names that are put together, as in `set(USE_${library} ON)`, may be set as well. */
function withComposed(set: ReadonlySet<string>, prefixes: ReadonlySet<string>, options: ReadonlySet<string>): Known {
  const starts = [...prefixes];
  return { has: (name) => set.has(name) || (!options.has(name) && starts.some((prefix) => name.startsWith(prefix))) };
}

type Settings = { readonly make: Set<string>; readonly cmake: Set<string>; readonly all: Set<string> };

/** What most people build with on Linux. Where it is there, the others are for other systems and other builds. */
const COMMON = /^(?:CMakeLists\.txt|configure(?:\.ac|\.in)?|meson\.build|(?:GNU)?[Mm]akefile)$/;
const SECOND =
  /\.(?:zig|swift|bazel|bzl|gn|gni|gyp|gypi|lua|podspec|jam|pro|pri|prf|rs)$|(?:^|\/)(?:BUILD|SConstruct|SConscript|wscript|setup\.py|Jamfile|Jamroot)$/;

/** More than conditions of build files are ever built upon each other. */
const ROUNDS = 50;

type Kind = "make" | "cmake";
type Followed = { readonly kind: Kind; readonly lines: readonly string[] };

function kindOf(path: string): Kind | null {
  if (/(?:^|\/)CMakeLists\.txt$|\.cmake$/.test(path)) return "cmake";
  // A Makefile.am or Makefile.in is completed by configure, whose conditions are not followed.
  return /(?:^|\/)(?:GNU)?[Mm]akefile$|\.(?:mk|mak|make)$|\.mak\.\w+$/.test(path) ? "make" : null;
}

/** Lines without comments; those that a backslash or an open bracket continues are one. */
function logicalLines(text: string, kind: Kind): string[] {
  const lines: string[] = [];
  let open = "";
  for (const line of text.split("\n")) {
    const plain = withoutComment(line, kind).trimEnd();
    const goesOn = kind === "make" ? plain.endsWith("\\") : depthOf(open) + depthOf(plain) > 0;
    if (goesOn && open.length + plain.length < LINE_LIMIT) {
      open += `${plain.replace(/\\$/, "")} `;
      continue;
    }
    lines.push(open + plain);
    open = "";
  }
  return open === "" ? lines : [...lines, open];
}

const LINE_LIMIT = 8000;

function withoutComment(line: string, kind: Kind): string {
  if (kind === "make") return line.replace(/(?:^|\s)#.*/, "");
  return line.replace(/("(?:[^"\\]|\\.)*")|#.*/g, (_, quoted?: string) => quoted ?? "");
}

function depthOf(text: string): number {
  return text.split("(").length - text.split(")").length;
}

const MAKE = /^\s*(else\s+)?(ifdef|ifndef|ifeq|ifneq|else|endif)\b\s*(.*)$/;

/** Whether the part that is open is closed in a default build, and whether its `else` would be. */
type Branch = { readonly isOff: boolean; readonly isElseOff: boolean };
const UNKNOWN: Branch = { isOff: false, isElseOff: false };

/** A directive, or what a line may set. */
type Step = Directive | { readonly word: "set"; readonly names: readonly string[] };

function stepsOf(kind: Kind, lines: readonly string[], declared: ReadonlySet<string>): Step[] {
  return lines.flatMap((line): Step | [] => {
    const directive = kind === "make" ? makeDirective(line) : cmakeDirective(line);
    if (directive) return directive;
    const written = namesIn(kind === "make" ? makeSetting(line) : cmakeSetting(line));
    // Other commands that are handed what a file sets ask for it.
    const names = kind === "make" || isAssignment(line) ? written : written.filter((name) => !declared.has(name));
    return names.length === 0 ? [] : { word: "set", names };
  });
}

function follow(kind: Kind, steps: readonly Step[], set: Known, into: Set<string>): void {
  const branches: Branch[] = [];
  for (const step of steps) {
    if (step.word === "set") {
      if (!branches.some(({ isOff }) => isOff)) for (const name of step.names) into.add(name);
      continue;
    }
    const before = step.word === "open" ? null : branches.pop();
    if (step.word === "end") continue;
    const own = step.test === null ? UNKNOWN : branchOf(step.test, kind, set);
    branches.push(before ? { isOff: before.isElseOff || own.isOff, isElseOff: own.isElseOff } : own);
  }
}

function makeDirective(line: string): Directive | null {
  const [, after, word = "", rest = ""] = MAKE.exec(line) ?? [];
  if (word === "") return null;
  if (word === "endif") return { word: "end", test: null };
  const inner = word === "else" ? MAKE.exec(rest) : null;
  if (word === "else" && !inner) return { word: "next", test: null };
  const test = inner ? `${inner[2]} ${inner[3]}` : `${word} ${rest}`;
  return { word: after === undefined && !inner ? "open" : "next", test };
}

/** Only what surely does not hold closes a part. */
function branchOf(test: string, kind: Kind, set: Known): Branch {
  if (kind === "cmake") {
    const value = cmakeTest(test, set);
    return { isOff: value === false, isElseOff: value === true };
  }
  const [, word = "", rest = ""] = /^(\w+)\s*(.*)$/.exec(test) ?? [];
  const isNegated = word.startsWith("ifn");
  const name = /^([A-Za-z_]\w*)\s*$/.exec(rest)?.[1];
  const isFalse = word.endsWith("def")
    ? name !== undefined && !set.has(name)
    : FINDS.test(rest)
      ? isForeignName((FINDS.exec(rest)?.[1] ?? "").toUpperCase())
      : /uname|OS\b|SYSTEM|PLATFORM|TARGET|HOST/i.test(rest) && isForeignName(literalOf(rest).toUpperCase());
  // $(findstring MINGW,...) is compared with nothing: unequal means found.
  const isWhenOther = FINDS.test(rest) ? !isNegated : isNegated;
  return { isOff: isFalse && !isWhenOther, isElseOff: isFalse && isWhenOther };
}

const FINDS = /\$\((?:findstring|filter)[ \t]+%?([\w-]+)%?,[^)]*\)+\s*,\s*\)\s*$/;

/** The word that a variable is compared with. */
function literalOf(test: string): string {
  return /,\s*["']?([\w-]+)|["']([\w-]+)["']\s*\)?\s*$/.exec(test)?.slice(1).find(Boolean) ?? "";
}

/** Without the variables that are only asked for; an assignment of nothing sets nothing. */
function makeSetting(line: string): string {
  return /^\s*(?:export\s+)?[\w.-]+\s*[:?+]?=\s*$/.test(line) ? "" : line.replace(/\$[({]\w+[)}]/g, " ");
}

function namesIn(text: string): string[] {
  return (text.match(/(?:-D)?[A-Za-z_]\w*/g) ?? []).map((each) => each.replace(/^-D/, ""));
}
