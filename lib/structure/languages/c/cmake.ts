/** Opens or closes a part of a build file, or goes on with its next one. */
export type Directive = { readonly word: "open" | "next" | "end"; readonly test: string | null };
/** The names that are set. */
export type Known = Pick<ReadonlySet<string>, "has">;

const DIRECTIVE = /^\s*(if|elseif|else|endif)\s*\((.*)\)\s*$/i;

export function cmakeDirective(line: string): Directive | null {
  const [, word = "", test = ""] = DIRECTIVE.exec(line) ?? [];
  if (word === "") return null;
  const lower = word.toLowerCase();
  if (lower === "endif") return { word: "end", test: null };
  return { word: lower === "if" ? "open" : "next", test: lower === "else" ? null : test.trim() };
}

const TEST_TOKEN = /"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+/g;
const TOKEN_LIMIT = 400;
const DEPTH_LIMIT = 20;

/** The value of a condition where it is certain: names that nothing sets are false, other systems are not here. */
export function cmakeTest(test: string, set: Known): boolean | null {
  const tokens = (test.match(TEST_TOKEN) ?? []).slice(0, TOKEN_LIMIT);
  let at = 0;
  const any = (depth: number): boolean | null => {
    // CMake reads AND and OR from the left, with the same rank.
    let value = unary(depth);
    for (let word = tokens[at]; word === "AND" || word === "OR"; word = tokens[at]) {
      at += 1;
      const next = unary(depth);
      const deciding = word === "OR";
      value = value === deciding || next === deciding ? deciding : value === null || next === null ? null : !deciding;
    }
    return value;
  };
  const unary = (depth: number): boolean | null => {
    const token = tokens[at++] ?? "";
    if (token === "NOT") {
      const value = unary(depth + 1);
      return value === null ? null : !value;
    }
    if (token === "(") {
      const value = depth > DEPTH_LIMIT ? null : any(depth + 1);
      if (tokens[at] !== ")") at = tokens.length;
      at += 1;
      return value;
    }
    const from = at - 1;
    while (at < tokens.length && !/^(?:AND|OR|\))$/.test(tokens[at] ?? "")) at += 1;
    const [, operator, pattern = "", more] = tokens.slice(from, at);
    if (operator === undefined) return TRUE.test(token) ? true : isFalse(token, set) ? false : null;
    return more === undefined ? compared(token, operator, pattern) : null;
  };
  return any(0);
}

const TRUE = /^(?:UNIX|LINUX)$/;

/** What a build on Linux with gcc is compared with. */
function compared(word: string, operator: string, pattern: string): boolean | null {
  const name = word.replace(/^"?\$\{|\}"?$/g, "");
  const value = name === "CMAKE_SYSTEM_NAME" ? "Linux" : /^CMAKE_C(?:XX)?_COMPILER_ID$/.test(name) ? "GNU" : null;
  const plain = pattern.replace(/^"|"$/g, "");
  // Alternatives of plain words are all that is followed of regular expressions.
  if (value === null || !/^\^?[\w|]+\$?$/.test(plain)) return null;
  if (operator === "STREQUAL") return plain === value;
  return operator === "MATCHES"
    ? plain
        .replace(/[$^]/g, "")
        .split("|")
        .some((each) => value.includes(each))
    : null;
}

function isFalse(name: string, set: Known): boolean {
  return /^\w+$/.test(name) && (FOREIGN.test(name) || isOption(name, set) || isLibrary(name));
}

const FOREIGN = /^(?:WIN32|MSVC\w*|APPLE|MINGW|CYGWIN|MSYS|ANDROID|IOS|WINCE|BORLAND|WINDOWS_STORE|EMSCRIPTEN)$/;

/** Whether a name tells of an optional library that few machines have. */
function isLibrary(name: string): boolean {
  return name.endsWith("_FOUND") && !USUAL.test(name);
}

const USUAL =
  /THREADS|PKG_?CONFIG|ZLIB|OPENSSL|CURSES|BZIP2|EXPAT|CURL|LZMA|X11|OPENGL|PNG|JPEG|PYTHON|PERL|GIT|BISON|FLEX|__/i;

/** CMake and its modules set names of their own, so a name that nothing sets is only known where it looks like an option. */
function isOption(name: string, set: Known): boolean {
  return !set.has(name) && /_/.test(name) && !/^(?:CMAKE|PROJECT|CTEST|CPACK)_|_FOUND$|^(?:HAVE|BUILD)_/.test(name);
}

/** The part of a line that may set names. */
export function cmakeSetting(line: string): string {
  const [, command = "", rest = ""] = /^\s*(\w+)\s*\((.*)$/.exec(line) ?? [];
  const lower = command.toLowerCase();
  if (/^(?:mark_as_advanced|message|unset|while|macro|function|endfunction|endmacro)$/.test(lower)) return "";
  const words = rest
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/\)\s*$/, "")
    .trim()
    .split(/\s+/);
  // option(NAME "help" value), off unless it says otherwise; what a cache entry or a variable is made is its second word.
  // A dependent option, by whatever macro, is off where its last word does not say otherwise.
  const isOption = lower === "option" || (/option$/.test(lower) && words.length > 3 && OFF.test(words.at(-1) ?? ""));
  if (isOption && OFF.test(words[2] ?? "")) return "";
  if (lower === "set" && /^(?:OFF|FALSE|NO|0)$/i.test(words[1] ?? "")) return "";
  // Interface definitions are for those who use the library.
  const shown = /compile_definitions$/.test(lower)
    ? rest.replace(/\bINTERFACE\b[^)]*?(?=\bP(?:UBLIC|RIVATE)\b|\)|$)/g, " ")
    : rest;
  return shown.replace(/\$\{\w+\}/g, " ");
}

const OFF = /^(?:OFF|FALSE|NO|0|)$/i;

/** Whether a line certainly sets what it names, where others that are handed a name may only ask for it. */
export function isAssignment(line: string): boolean {
  return /^\s*(?:set|\w*option|\w*definitions?)\s*\(/i.test(line);
}
