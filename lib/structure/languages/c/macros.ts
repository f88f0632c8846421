import type { BuildFiles } from "./build-files.ts";
import { evaluate, type MacroKnowledge } from "./condition.ts";
import type { Define, Directives } from "./directives.ts";
import { FOREIGN, isForeignName } from "./foreign.ts";
import { isSystemHeader } from "./system-headers.ts";

/** What gcc for Linux on x86-64 always defines, with the value where conditions compare it. */
const PREDEFINED = new Map<string, number | null>([
  ...words(
    "__linux__ __linux __gnu_linux__ __unix__ __unix __x86_64__ __x86_64 __amd64__ __amd64 __ELF__ __LP64__ _LP64 __STDC__ __SSE__ __SSE2__",
  ).map((name) => [name, 1] as const),
  ...words(
    "__GNUC_MINOR__ __VERSION__ __COUNTER__ __FILE__ __LINE__ __has_include __has_include_next __has_attribute __has_cpp_attribute __has_builtin __STDC_VERSION__ __INT_MAX__ __LONG_MAX__ __SIZE_TYPE__",
  ).map((name) => [name, null] as const),
  ["__GNUC__", 12],
  ["__CHAR_BIT__", 8],
  ["__SIZEOF_POINTER__", 8],
  ["__SIZEOF_LONG__", 8],
  ["__SIZEOF_INT__", 4],
  ["__ORDER_LITTLE_ENDIAN__", 1234],
  ["__ORDER_BIG_ENDIAN__", 4321],
  ["__BYTE_ORDER__", 1234],
]);

export type MacroFile = {
  readonly path: string;
  readonly directives: Directives;
  /** Whether the file is compiled as C++; null for a header, which may be read as both. */
  readonly isCpp: boolean | null;
  /** Whether it is compiled together with a header that is not in the repository because a build makes it. */
  readonly isTainted: boolean;
};

/**
 * What the repository says of its macros. One that nothing in the repository defines, or only parts that are never
 * compiled here, is not defined, unless a default build may set it: then it stays unknown.
 */
export class Macros {
  readonly #live = new Set<string>();
  readonly #isNamedByBuild: (name: string) => boolean;
  readonly #mayBeSet: (name: string) => boolean;

  constructor(build: Pick<BuildFiles, "hasWord" | "maySet">) {
    this.#isNamedByBuild = (name) => build.hasWord(name);
    this.#mayBeSet = (name) => build.maySet(name);
  }

  /** For each block of a file whether it is compiled: true and false are certain. */
  statesOf(file: MacroFile): (boolean | null)[] {
    const { blocks } = file.directives;
    if (blocks.length === 1) return [true];
    const own = new OwnDefinitions(file.directives);
    const states: (boolean | null)[] = [];
    for (const [index, block] of blocks.entries()) {
      const outer = index === 0 ? true : (states[block.parent] ?? null);
      if (outer === false || index === 0) {
        states.push(outer);
        continue;
      }
      const known = this.#knowledge(index, states, own, file);
      let state: boolean | null = block.test === "?" ? null : evaluate(block.test, known);
      for (const test of block.before) {
        const earlier = evaluate(test, known);
        if (earlier === true) state = false;
        else if (earlier === null && state === true) state = null;
      }
      states.push(state === true && outer === null ? null : state);
    }
    return states;
  }

  /** Counts the definitions of a file, but for those in blocks that are not compiled. */
  count({ directives }: MacroFile, states: readonly (boolean | null)[]): void {
    for (const { name, block } of directives.defines) if (states[block] !== false) this.#live.add(name);
  }

  /** What a configuration for Linux finds is defined; what no default build sets is not. */
  #fromBuild(name: string): boolean | null {
    if (name === "HAVE_CONFIG_H" || isHeaderCheck(name)) return true;
    return this.#mayBeSet(name) ? null : false;
  }

  #knowledge(
    block: number,
    states: readonly (boolean | null)[],
    own: OwnDefinitions,
    { isCpp, isTainted }: MacroFile,
  ): MacroKnowledge {
    const isDefined = (name: string): boolean | null => {
      if (PREDEFINED.has(name)) return true;
      if (name === "__cplusplus") return isCpp;
      if (own.above(name, block, states)) return true;
      if (this.#live.has(name)) return null;
      if (FOREIGN.has(name) || isForeignName(name)) return false;
      // Names that begin so belong to compilers and to the headers of the system.
      if (/^_[A-Z_]/.test(name)) return null;
      if (isSystemMacro(name)) return null;
      return this.#isNamedByBuild(name) ? this.#fromBuild(name) : isTainted ? null : false;
    };
    return {
      isDefined,
      value: (name) => {
        const above = own.above(name, block, states);
        return above ? integerOf(above.value) : (PREDEFINED.get(name) ?? null);
      },
    };
  }
}

/** The definitions of a file of those macros that its own conditions ask for. */
class OwnDefinitions {
  readonly #directives: Directives;
  readonly #places = new Map<string, number[]>();

  constructor(directives: Directives) {
    this.#directives = directives;
    const tests = directives.blocks.map(({ test }) => test).join(" ");
    for (const [name] of tests.matchAll(/[A-Za-z_]\w*/g)) this.#places.set(name, []);
    for (const [index, { name }] of directives.defines.entries()) this.#places.get(name)?.push(index);
  }

  /** The definition that has certainly been passed when a block begins. */
  above(name: string, block: number, states: readonly (boolean | null)[]): Define | null {
    const { defines, blocks, seen, undefined: removed } = this.#directives;
    if (removed.has(name)) return null;
    for (const index of (this.#places.get(name) ?? []).slice(0, 200)) {
      const define = defines[index];
      if (!define || index >= (seen[block] ?? 0)) return null;
      if (states[define.block] === true || encloses(blocks, define.block, block)) return define;
    }
    return null;
  }
}

function encloses(blocks: Directives["blocks"], outer: number, inner: number): boolean {
  // A parent has a smaller number than its parts.
  let at = inner;
  while (at > outer) at = blocks[at]?.parent ?? 0;
  return at === outer && inner !== outer;
}

/** Macros of POSIX and Linux headers, and versions of libraries, which no file of the repository needs to define. */
function isSystemMacro(name: string): boolean {
  return SYSTEM_MACRO.test(name);
}

const SYSTEM_MACRO =
  /^(?:(?:O|SO|S|F|FD|PR|AF|PF|AT|IP|IPV6|IPPROTO|TCP|UDP|MSG|MAP|MADV|CLOCK|SCM|RLIMIT|LC|CPU|RTLD|SOCK|SYS|IN|SA|LOG|MS|DT|PTHREAD|BOOST|QT|Q_OS|OPENSSL|LIBRESSL)_\w+|(?:SIG|EPOLL|POLL|E)[A-Z0-9]+|[A-Z]+_(?:MAX|MIN)|[A-Z0-9_]+_VERSION(?:_[A-Z]+)?|NULL|BSD|linux|unix|BYTE_ORDER|(?:BIG|LITTLE)_ENDIAN|NDEBUG|DEBUG)$/;

/** Whether a configuration asks with a macro for a header that every Linux has, as with HAVE_SYS_TIME_H. */
function isHeaderCheck(name: string): boolean {
  const header = /^HAVE_(\w+)_H$/.exec(name)?.[1]?.toLowerCase();
  return header !== undefined && [header, header.replace("_", "/")].some((each) => isSystemHeader(`${each}.h`));
}

function integerOf(value: string | null): number | null {
  const digits = value === null ? null : /^\(?\s*(-?\d+)\s*\)?$/.exec(value)?.[1];
  return digits === undefined || digits === null ? null : Number(digits);
}

function words(list: string): string[] {
  return list.trim().split(/\s+/);
}
