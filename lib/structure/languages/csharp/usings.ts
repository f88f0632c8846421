import { type WrittenName, writtenName } from "./names.ts";

/** A using directive, or `extern alias`. */
export type Using = {
  readonly kind: "namespace" | "static" | "alias" | "extern";
  readonly isGlobal: boolean;
  /** What an alias binds, else null. */
  readonly alias: string | null;
  /** As written, without white space. */
  readonly specifier: string;
  readonly target: WrittenName;
  /** Number of the namespace declaration around it; 0 for the file itself. */
  readonly scope: number;
  readonly line: number;
  /** Number of the `#if` branch around it, or -1. */
  readonly region: number;
  /** Names among the type arguments of an alias. */
  readonly typeArguments: readonly WrittenName[];
};

const DIRECTIVE =
  /^(global\s+)?using\s+(static\s+)?(?:unsafe\s+)?(?:static\s+)?(?:@?([\p{L}_][\p{L}\p{N}_]*)\s*=\s*)?([^;]+)/u;

/** Reads the text of one directive; null for what is none, such as the alias of a tuple type. */
export function readUsing(directive: string, scope: number, line: number, region = -1): Using | null {
  const bare = directive.slice(0, 2000).replace(/\/\*[^*]*\*\/|\/\/[^\n]*/g, " ");
  const extern = /^extern\s+alias\s+@?([\p{L}_][\p{L}\p{N}_]*)/u.exec(bare)?.[1];
  if (extern !== undefined) {
    const target = { parts: [extern], isRooted: false, isCalled: false };
    return {
      kind: "extern",
      isGlobal: false,
      alias: extern,
      specifier: extern,
      target,
      scope,
      line,
      region,
      typeArguments: [],
    };
  }
  const match = DIRECTIVE.exec(bare);
  if (!match) return null;
  const written = (match[4] ?? "").trim();
  const target = writtenName(written, 0, true);
  if (target.parts.length === 0) return null;
  const alias = match[3] ?? null;
  return {
    kind: alias !== null ? "alias" : match[2] === undefined ? "namespace" : "static",
    isGlobal: match[1] !== undefined,
    alias,
    specifier: written.replace(/\s+/g, ""),
    target,
    scope,
    line,
    region,
    typeArguments: alias === null ? [] : argumentsOf(written),
  };
}

function argumentsOf(written: string): WrittenName[] {
  const open = written.search(/[<(]/);
  if (open < 0) return [];
  const names = written.slice(open).matchAll(/(?<![.\p{L}\p{N}_])[\p{L}_][\p{L}\p{N}_]*/gu);
  return [...names].slice(0, 20).map((name) => writtenName(written, open + name.index, true));
}
