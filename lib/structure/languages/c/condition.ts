/** What a condition asks of the macros around it; null where nothing is known. */
export type MacroReader = {
  isDefined(name: string): boolean | null;
  /** The value of a name without arguments; what is not defined counts as 0. */
  value(name: string, depth: number): number | null;
  call(name: string, given: readonly string[], depth: number): number | null;
  hasInclude(specifier: string, form: "quote" | "angle"): boolean | null;
};

/** A condition of #if, ready to be asked: its value, or null where that is not certain. `depth` counts nested macros. */
export type Condition = (macros: MacroReader, depth: number) => number | null;

const TOKEN =
  /\s*(?:(0[xX][0-9A-Fa-f']+|0[bB][01']+|\d[\d']*)[uUlLzZ]*|([A-Za-z_]\w*)|(&&|\|\||[=!<>]=|<<|>>|[-+*/%<>!~()?:,&|^.])|("[^"\n]*"|'(?:[^'\\]|\\.)')|(\S))/y;
const TOKEN_LIMIT = 600;
const DEPTH_LIMIT = 40;
const UNKNOWN: Condition = () => null;

/** Reads a condition once; what is not understood makes it unknown. */
export function compile(test: string): Condition {
  const tokens = tokensOf(test);
  if (!tokens) return UNKNOWN;
  const compiler = new Compiler(tokens);
  const condition = compiler.ternary(0);
  return compiler.isDone() ? condition : UNKNOWN;
}

function tokensOf(test: string): string[] | null {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(test); match; match = TOKEN.exec(test)) {
    if (match[5] !== undefined || tokens.length >= TOKEN_LIMIT) return null;
    tokens.push(match[1] ?? match[2] ?? match[3] ?? match[4] ?? "");
  }
  return tokens;
}

type Operator = (a: number, b: number) => number | null;

/** Binary operators but for && and ||, the loosest first. */
const LEVELS: readonly ReadonlyMap<string, Operator>[] = [
  new Map([["|", bitwise((a, b) => a | b)]]),
  new Map([["^", bitwise((a, b) => a ^ b)]]),
  new Map([["&", bitwise((a, b) => a & b)]]),
  new Map<string, Operator>([
    ["==", (a, b) => Number(a === b)],
    ["!=", (a, b) => Number(a !== b)],
  ]),
  new Map<string, Operator>([
    ["<", (a, b) => Number(a < b)],
    [">", (a, b) => Number(a > b)],
    ["<=", (a, b) => Number(a <= b)],
    [">=", (a, b) => Number(a >= b)],
  ]),
  new Map<string, Operator>([
    ["<<", (a, b) => (b >= 0 && b < 48 ? safe(a * 2 ** b) : null)],
    [">>", (a, b) => (b >= 0 && b < 48 ? Math.floor(a / 2 ** b) : null)],
  ]),
  new Map<string, Operator>([
    ["+", (a, b) => safe(a + b)],
    ["-", (a, b) => safe(a - b)],
  ]),
  new Map<string, Operator>([
    ["*", (a, b) => safe(a * b)],
    ["/", (a, b) => (b === 0 ? null : Math.trunc(a / b))],
    ["%", (a, b) => (b === 0 ? null : a % b)],
  ]),
];

/** Numbers of conditions have 64 bits; those of JavaScript's operators have 32, so larger ones are unknown. */
function bitwise(apply: (a: number, b: number) => number): Operator {
  return (a, b) => (a === (a | 0) && b === (b | 0) ? apply(a, b) : null);
}

function safe(value: number): number | null {
  return Number.isSafeInteger(value) ? value : null;
}

/** Recursive descent over the integer expressions of #if, in the three values of Kleene: null is "unknown". */
class Compiler {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  isDone(): boolean {
    return this.#at === this.#tokens.length;
  }

  ternary(depth: number): Condition {
    const test = this.#or(depth);
    if (!this.#take("?")) return test;
    const yes = this.ternary(depth + 1);
    this.#take(":");
    const no = this.ternary(depth + 1);
    return (macros, level) => {
      const value = test(macros, level);
      return value === null ? null : value !== 0 ? yes(macros, level) : no(macros, level);
    };
  }

  #or(depth: number): Condition {
    const parts = [this.#and(depth)];
    while (this.#take("||")) parts.push(this.#and(depth));
    return parts.length === 1 ? (parts[0] ?? UNKNOWN) : decidedBy(parts, 1);
  }

  #and(depth: number): Condition {
    const parts = [this.#binary(0, depth)];
    while (this.#take("&&")) parts.push(this.#binary(0, depth));
    return parts.length === 1 ? (parts[0] ?? UNKNOWN) : decidedBy(parts, 0);
  }

  #binary(level: number, depth: number): Condition {
    const operators = LEVELS[level];
    if (!operators) return this.#unary(depth);
    let left = this.#binary(level + 1, depth);
    for (let apply = this.#operator(operators); apply; apply = this.#operator(operators)) {
      left = applied(apply, left, this.#binary(level + 1, depth));
    }
    return left;
  }

  #operator(operators: ReadonlyMap<string, Operator>): Operator | undefined {
    const found = operators.get(this.#tokens[this.#at] ?? "");
    if (found) this.#at += 1;
    return found;
  }

  #unary(depth: number): Condition {
    if (depth > DEPTH_LIMIT) return this.#giveUp();
    if (this.#take("!")) return each(this.#unary(depth + 1), (value) => Number(value === 0));
    if (this.#take("-")) return each(this.#unary(depth + 1), (value) => -value);
    if (this.#take("~")) return each(this.#unary(depth + 1), (value) => -value - 1);
    if (this.#take("+")) return this.#unary(depth + 1);
    if (this.#take("(")) {
      const inner = this.ternary(depth + 1);
      return this.#take(")") ? inner : this.#giveUp();
    }
    const token = this.#tokens[this.#at++] ?? "";
    if (/^\d/.test(token)) {
      const value = numberOf(token);
      return () => value;
    }
    if (!/^[A-Za-z_]/.test(token)) return this.#giveUp();
    return token === "defined" ? this.#defined() : this.#name(token);
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #defined(): Condition {
    const isBracketed = this.#take("(");
    const name = this.#tokens[this.#at++] ?? "";
    if (isBracketed) this.#take(")");
    return (macros) => {
      const known = macros.isDefined(name);
      return known === null ? null : Number(known);
    };
  }

  #name(name: string): Condition {
    if (this.#tokens[this.#at] !== "(") {
      if (name === "true") return () => 1;
      return name === "false" ? () => 0 : (macros, level) => macros.value(name, level);
    }
    const given = this.#arguments();
    if (name !== "__has_include") return (macros, level) => macros.call(name, given, level);
    const written = given.join(",").replaceAll(" ", "");
    const form = written.startsWith('"') ? "quote" : "angle";
    return (macros) => known(macros.hasInclude(written.slice(1, -1), form));
  }

  /** The texts between the parentheses of a call. */
  #arguments(): string[] {
    const given: string[] = [];
    let words: string[] = [];
    let depth = 0;
    for (; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at] ?? "";
      if (token === "(" && depth++ === 0) continue;
      if (token === ")" && --depth === 0) break;
      if (token === "," && depth === 1) {
        given.push(words.join(" "));
        words = [];
      } else words.push(token);
    }
    this.#at += 1;
    given.push(words.join(" "));
    return given;
  }

  #giveUp(): Condition {
    this.#at = this.#tokens.length + 1;
    return UNKNOWN;
  }
}

/** `&&` is decided by a part that is 0, `||` by one that is not. */
function decidedBy(parts: readonly Condition[], deciding: 0 | 1): Condition {
  return (macros, level) => {
    let isKnown = true;
    for (const part of parts) {
      const value = part(macros, level);
      if (value === null) isKnown = false;
      else if (Number(value !== 0) === deciding) return deciding;
    }
    return isKnown ? 1 - deciding : null;
  };
}

function applied(apply: Operator, left: Condition, right: Condition): Condition {
  return (macros, level) => {
    const a = left(macros, level);
    const b = a === null ? null : right(macros, level);
    return a === null || b === null ? null : apply(a, b);
  };
}

function each(inner: Condition, apply: (value: number) => number): Condition {
  return (macros, level) => {
    const value = inner(macros, level);
    return value === null ? null : apply(value);
  };
}

function known(value: boolean | null): number | null {
  return value === null ? null : Number(value);
}

/** A leading zero means octal. */
function numberOf(token: string): number | null {
  const digits = token.replaceAll("'", "");
  return safe(/^0\d/.test(digits) ? Number.parseInt(digits, 8) : Number(digits));
}
